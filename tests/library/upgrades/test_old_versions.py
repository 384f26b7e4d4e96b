"""Libraries of old versions, with rows in them, come up to the present one and go back."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, MetaData, Table, select

from library import schema_version
from library.catalogue.models import Item
from library.catalogue.queries import page_texts
from library.database import CompressedText, open_database, reading
from library.installation import open_installation
from library.upgrades import lost_records

pytestmark = pytest.mark.slow

_MOMENT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC).replace(tzinfo=None)
_TEXTS = {1: "Chợ họp sáu phiên mỗi tháng ở phố Kỳ Lừa", 2: "Trang thứ hai nói về sông Kỳ Cùng"}
_ITEM = "0fje3x8k2m4q"


@pytest.mark.parametrize("version", ["0001", "0021", "0036", "0046", "0050"])
def test_an_old_library_comes_up_and_goes_back(diachi, settings, tmp_path, version):
    database = _old_library(settings, version)
    old_contents = _contents(database)
    answer = diachi("upgrade")
    assert answer.exit_code == 0, answer.stderr
    engine = open_installation(settings)
    with reading(engine) as session:
        assert session.scalars(select(Item.title)).all() == ["Chợ Kỳ Lừa"]
        assert page_texts(session, _ITEM) == _TEXTS
    engine.dispose()
    assert "Chợ Kỳ Lừa" in diachi("search", "sáu phiên").stdout
    assert diachi("doctor").exit_code == 0
    assert "không mất gì" in diachi("downgrade").stderr
    assert diachi("downgrade", "--yes").exit_code == 0
    assert schema_version.version_of(database) == version
    assert _contents(database) == old_contents
    database.dispose()


def _old_library(settings, version):
    """Create a database of an old version with a delivery and a published item of two pages."""
    for folder in (settings.masters, settings.derivatives, settings.temporary):
        folder.mkdir(parents=True, exist_ok=True)
    engine = open_database(settings.database_url)
    schema_version.upgrade(engine, version)
    with schema_version.rebuilding(engine) as connection:
        tables = MetaData()
        tables.reflect(connection)
        for name, values in _rows():
            table = tables.tables[name]
            connection.execute(table.insert().values(_stored(table, values)))
    engine.dispose()
    return engine


def _rows() -> Iterator[tuple[str, dict[str, object]]]:
    """Yield tables and rows, with columns of all versions."""
    file = {"digest": "d" * 64, "collection": "dia-chi", "received": _MOMENT}
    yield "accession", {"id": 1, "number": "2026-0001", "state": "done", **file}
    yield "source_file", {"id": 1, "accession_id": 1, "name": "quyển 1.pdf", "digest": "d" * 64}
    item = {"title": "Chợ Kỳ Lừa", "title_sort": "cho ky lua", "collection": "dia-chi"}
    item |= {"access": "public", "state": "published", "language": "vi"}
    item |= dict.fromkeys(("created", "changed", "published"), _MOMENT)
    yield "item", {"id": _ITEM, "page_count": len(_TEXTS), **item}
    for number, content in _TEXTS.items():
        page = {"id": number, "item_id": _ITEM, "number": number, "place": number}
        yield "page", {**page, "state": "done"}
        yield "page_text", {"page_id": number, "text": content}
    yield "staff_member", {"id": 1, "name": "lan", "role": "cataloguer"}


def _stored(table: Table, values: dict[str, object]) -> dict[str, object]:
    """Return a row with the columns of this version."""
    row = {
        column.name: _value(column)
        for column in table.columns
        if not column.nullable and column.server_default is None
    }
    row |= {name: value for name, value in values.items() if name in table.columns}
    if "text" in row and table.columns["text"].type.python_type is bytes:
        row["text"] = CompressedText().process_bind_param(row["text"], None)
    return row


def _value(column: Column) -> object:
    """Return a value for a column that must have one."""
    types = {int: 1, str: "1", bool: False, datetime: _MOMENT, float: 0.0, dict: {}, bytes: b""}
    return types.get(column.type.python_type)


def _contents(engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        tables = MetaData()
        tables.reflect(connection)
        contents = {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in tables.sorted_tables
            if table.name in lost_records.RECORD_NAMES
        }
    engine.dispose()
    return contents
