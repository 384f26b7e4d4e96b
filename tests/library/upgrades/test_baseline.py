"""Libraries of release 0.2.0 come up to the present version; older ones are told how."""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from library import schema_version
from library.bulk.models import BulkChange, BulkLine
from library.database import disposed_of, open_database, reading, work
from library.incoming.column_mappings import ColumnMapping
from library.settings import Settings
from tests.makers import make_collections

_SAMPLE = Path(__file__).parents[2] / "samples" / "library-0.2.0.sql.gz"


@pytest.mark.slow
@pytest.mark.sqlite("the sample is a file")
def test_a_library_of_0_2_0_comes_up(diachi, settings, tmp_path):
    _load_sample(settings)
    assert diachi("upgrade").exit_code == 0
    fresh = tmp_path / "fresh.sqlite"
    with disposed_of(open_database(f"sqlite:///{fresh}")) as engine:
        schema_version.upgrade(engine)
    assert dict(_schema(settings.home / "diachi.sqlite")) == dict(_schema(fresh))
    assert diachi("init").exit_code == diachi("index", "drain").exit_code == 0
    assert "Chợ Kỳ Lừa" in diachi("search", "sáu phiên").stdout


@pytest.mark.slow
@pytest.mark.sqlite("the sample is a file")
def test_its_profiles_are_imported_once_all_are_valid(diachi, settings, tmp_path, monkeypatch):
    _load_sample(settings)
    valid = 'title = "Báo"\nsummary = ""\n'
    folder = make_collections(tmp_path / "sưu tập", bao=valid, hong="title =")
    monkeypatch.setenv("DIACHI_COLLECTIONS", str(folder))
    refused = diachi("upgrade")
    assert (refused.exit_code, "hong/profile.toml" in refused.stderr) == (1, True)
    with disposed_of(open_database(settings.database_url)) as engine:
        assert schema_version.version_of(engine) == "0096"
    (folder / "hong" / "profile.toml").write_text(valid, encoding="utf-8")
    assert diachi("upgrade").exit_code == 0
    diachi("collection", "export", tmp_path / "ra")
    assert {"bao", "hong"} <= {path.name for path in (tmp_path / "ra").iterdir()}


_OLD_IMPORT = """
INSERT INTO book_import (id, book, file, checksum, source, remarks, state, planned, planned_by,
  applied, applied_by) VALUES (7, 'kinh-phi', 'a.xlsx', 'abc', 'Sổ giấy 2019', '[]', 'applied',
  '2026-01-02 03:04:05', 'Lan', '2026-01-02 04:04:05', 'Lan');
INSERT INTO book_import_row (import_id, sheet, place, cells, point, day, "values", problems,
  remarks, verdict, target, previous_values, revision, written) VALUES
  (7, '', 2, '{"Ngày": "15/3/2019"}', 'loc-binh', '2019-03-15', '{"spent": 9}', '{}', '[]', 'new',
   '1', NULL, 1, 1),
  (7, '', 3, '{}', NULL, '2019-04-02', '{"spent": 8}', '{}', '["x"]', 'update', '2',
   '{"spent": 7}', NULL, 0),
  (7, '', 4, '{"Ngày": "?"}', NULL, NULL, '{}', '{"@day": "sai"}', '[]', 'problem', NULL, NULL,
   NULL, 0),
  (7, '', 5, '{}', NULL, '2019-05-02', '{"spent": 6}', '{}', '[]', 'same', '3', NULL, NULL, 0);
INSERT INTO column_mapping (heading, written, field) VALUES ('kho sach', 'Khổ sách', 'extent');
"""


@pytest.mark.slow
@pytest.mark.sqlite("the sample is a file")
def test_imports_of_old_books_come_into_the_common_tables(diachi, settings):
    _load_sample(settings)
    with closing(sqlite3.connect(settings.home / "diachi.sqlite")) as database:
        database.executescript(_OLD_IMPORT)
    assert diachi("upgrade").exit_code == 0
    with disposed_of(open_database(settings.database_url)) as engine, reading(engine) as session:
        change = session.scalars(select(BulkChange).where(BulkChange.book == "kinh-phi")).one()
        lines = session.scalars(
            select(BulkLine).where(BulkLine.change_id == change.id).order_by(BulkLine.id)
        ).all()
        assert (change.kind, change.state, change.applied_by) == ("book", "applied", "Lan")
        assert [line.verdict for line in lines] == ["new", "clash", "refused", "same"]
        assert lines[0].after["@row"]["day"] == "2019-03-15"
        assert (lines[1].before, lines[1].after["spent"]) == ({"spent": 7}, 8)
        assert lines[2].after["@row"]["cells"] == {"Ngày": "?"}
        assert session.scalars(select(ColumnMapping.heading)).all() == ["khổ sách"]


def _load_sample(settings: Settings) -> None:
    settings.home.mkdir(parents=True)
    with closing(sqlite3.connect(settings.home / "diachi.sqlite")) as database:
        database.executescript(gzip.decompress(_SAMPLE.read_bytes()).decode())


def _schema(database: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each table, index and trigger with the words of its statement in any order."""
    with closing(sqlite3.connect(database)) as connection:
        for name, sql in connection.execute("SELECT name, sql FROM sqlite_master"):
            yield name, sorted(re.findall(r"[^\s,()\"]+", sql or ""))


@pytest.mark.parametrize("words", [("upgrade",), ("init",), ("search", "đất")])
def test_an_older_library_is_told_what_to_install_first(diachi, engine, words):
    with work(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0095'"))
    engine.dispose()
    answer = diachi(*words)
    assert answer.exit_code == 1
    assert "lược đồ 0095) là của bản trước 0.2.0" in answer.stderr
    assert "git checkout e208aa85" in answer.stderr
    assert "✗" in diachi("doctor").stdout


_OLD_COMPUTERS = """
INSERT INTO device (id, label, enrolled, renewed, revoked) VALUES
  (71, 'mới', NULL, NULL, NULL), (72, 'cũ', '2026-01-01 00:00:00', '2026-05-01 00:00:00', NULL),
  (73, 'về', '2026-01-01 00:00:00', '2026-03-01 00:00:00', '2026-06-01 00:00:00');
INSERT INTO device_absence VALUES (73, '2026-02-01 00:00:00', '2026-03-01 00:00:00');
"""


@pytest.mark.sqlite("the sample is a file")
def test_lives_of_computers_become_rows(diachi, settings):
    _load_sample(settings)
    path = settings.home / "diachi.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(_OLD_COMPUTERS)
    with disposed_of(open_database(settings.database_url)) as engine:
        schema_version.upgrade(engine, "0114")
    life = "SELECT device_id, kind, at FROM device_change WHERE device_id > 70 ORDER BY id"
    with closing(sqlite3.connect(path)) as database:
        assert [(number, kind, at[5:7]) for number, kind, at in database.execute(life)] == [
            (72, "enrolled", "01"),
            (72, "renewed", "05"),
            *((73, "enrolled", "01"), (73, "withdrawn", "02"), (73, "returned", "03")),
            (73, "withdrawn", "06"),
        ]
