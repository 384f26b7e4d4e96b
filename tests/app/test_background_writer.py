"""Rows wait in memory while the database is locked, and are written afterwards."""

import pytest
from sqlalchemy import select

from app import services
from app.services import BackgroundWriter
from library import clock
from library.database import reading, work
from library.write_turns import OFFICE
from points.item_use import Visitor, record
from points.usage.models import ItemUse
from points.use_kind import UseKind


@pytest.fixture
def writer(app):
    """Return a writer on the database of the site that tries again only when it is closed."""
    return BackgroundWriter(app.extensions["services"].database, OFFICE, retry_seconds=3600)


def _use(kind):
    visitor = Visitor("10.0.0.1", "Firefox")
    return lambda session: record(session, kind, visitor, clock.now())


def _kinds(engine):
    with reading(engine) as session:
        return list(session.scalars(select(ItemUse.kind).order_by(ItemUse.id)))


def test_uses_are_written_in_order_after_the_lock_ends(writer, engine, lock_database):
    lock = lock_database()
    for kind in (UseKind.SEARCH, UseKind.REQUEST):
        writer.write(_use(kind))
        writer.catch_up()
    assert _kinds(engine) == []
    lock.close()
    writer.close()
    assert _kinds(engine) == [UseKind.SEARCH, UseKind.REQUEST]


@pytest.mark.postgresql("SQLite writes one transaction at a time")
def test_uses_of_the_site_wait_for_no_write_of_the_office(app, engine):
    site_writer = app.extensions["services"].usage_writer
    with work(engine) as session:
        session.connection()
        site_writer.write(_use(UseKind.SEARCH))
        site_writer.catch_up()
        assert _kinds(engine) == [UseKind.SEARCH]


def test_uses_are_written_without_another_use_or_a_restart(app, engine, lock_database):
    writer = BackgroundWriter(app.extensions["services"].database, OFFICE, retry_seconds=0)
    lock = lock_database()
    writer.write(_use(UseKind.SEARCH))
    writer.catch_up()
    lock.close()
    while not _kinds(engine):
        writer.catch_up()
    writer.close()


def test_a_useless_use_spoils_no_other_of_its_transaction(writer, engine, lock_database, caplog):
    lock = lock_database()
    writer.write(_use(UseKind.SEARCH))
    writer.write(_write_an_invalid_row)
    writer.write(_use(UseKind.REQUEST))
    writer.catch_up()
    lock.close()
    writer.close()
    assert _kinds(engine) == [UseKind.SEARCH, UseKind.REQUEST]
    assert "A use was not written down" in caplog.text


def _write_an_invalid_row(session):
    """Write a use without a time, which the table refuses."""
    session.add(ItemUse(kind=UseKind.SEARCH))
    session.flush()


def test_only_so_many_uses_wait(writer, engine, lock_database, monkeypatch, caplog):
    monkeypatch.setattr(services, "_MAX_WAITING", 2)
    lock = lock_database()
    for _ in range(3):
        writer.write(_use(UseKind.SEARCH))
        writer.catch_up()
    lock.close()
    writer.close()
    assert len(_kinds(engine)) == 2
    assert "1 uses were dropped" in caplog.text


def test_no_address_is_written_while_uses_wait(writer, settings, lock_database):
    lock_database()
    writer.write(_use(UseKind.SEARCH))
    writer.catch_up()
    files = [path for path in settings.home.rglob("*") if path.is_file()]
    assert not [path for path in files if b"10.0.0.1" in path.read_bytes()]
    writer.close()
