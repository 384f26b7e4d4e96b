"""Libraries of release 0.2.0 come up to the present version; older ones are told how."""

import gzip
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from library import schema_version
from library.database import disposed_of, open_database, work
from library.settings import Settings
from tests.makers import make_collections

_SAMPLE = Path(__file__).parents[2] / "samples" / "library-0.2.0.sql.gz"


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
    for slug in ("bao", "hong"):
        assert "nhập từ tệp (đang dùng)" in diachi("collection", "history", slug).stdout


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
