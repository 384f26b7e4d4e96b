"""Tables and columns that go into packs, and those that never do."""

import json

import pytest
from sqlalchemy import select

from kit.packs.applying import apply, defer_references
from kit.packs.pack_files import Record
from kit.packs.record_rows import KINDS, Selection
from kit.packs.selected_records import records
from library.database import reading, work
from points.access_points.models import AccessPoint
from tests.every_table import ITEM_ID, fill_every_table
from tests.makers import make_database, make_settings

SHIPPED = {shipped.name: shipped for tables in KINDS.values() for shipped in tables}


_NEVER_GO = ("_by", "reason", "as_read", "price", "contact", "password", "code", "accession")


def test_no_names_of_staff_and_no_secrets_go():
    columns = {f"{s.name}.{name}" for s in SHIPPED.values() for name in s.shipped}
    doubtful = {name for name in columns if any(word in name for word in _NEVER_GO)}
    assert doubtful == {"access_point.code", "opening_exception.reason"}  # both are for readers


def _shipped_rows(session, name):
    columns = [SHIPPED[name].table.c[column] for column in SHIPPED[name].shipped]
    return session.execute(select(*columns)).all()


@pytest.mark.sqlite("the database of a station")
def test_a_row_of_every_table_arrives_as_it_was(engine, tmp_path):
    with work(engine) as session:
        fill_every_table(session.connection())
        point_id = session.scalar(select(AccessPoint.id))
        selection = Selection(point_id, {ITEM_ID: 1}, {ITEM_ID}, {"thumbnails": {ITEM_ID}})
        lines = [json.loads(record.line) for record in records(session, selection)]
        sent = {name: _shipped_rows(session, name) for name in SHIPPED}
    station = make_database(make_settings(tmp_path / "trạm"))
    with work(station) as session:
        defer_references(session)
        apply(session, [Record(**line, digest="") for line in lines])
    with reading(station) as session:
        assert {name: _shipped_rows(session, name) for name in SHIPPED} == sent
    station.dispose()
    assert all(sent.values())
