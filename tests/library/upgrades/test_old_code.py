"""Changes of the database over which older code would stumble are found."""

from itertools import pairwise

import pytest
from sqlalchemy import create_engine

from library import schema_version
from library.database import disposed_of, open_database
from library.upgrades.upgrade import findings, structure
from tests.architecture.plan import CHECKOUT
from tests.databases import DATABASES

_OLD = """
CREATE TABLE item (id INTEGER PRIMARY KEY, title VARCHAR NOT NULL, state VARCHAR NOT NULL
  DEFAULT 'new', CONSTRAINT ck_item_state CHECK (state IN ('new', 'done')));
CREATE UNIQUE INDEX uq_item_title ON item (title);
"""
_REBUILT = "DROP INDEX uq_item_title; ALTER TABLE item RENAME TO was; CREATE TABLE item "


def _findings(change: str) -> list[str]:
    with disposed_of(create_engine("sqlite://")) as engine, engine.connect() as connection:
        run = connection.connection.dbapi_connection.executescript
        run(_OLD)
        old = structure(connection)
        run(change)
        return list(findings(old, structure(connection)))


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE note (id INTEGER PRIMARY KEY, text VARCHAR NOT NULL)",
        "ALTER TABLE item ADD COLUMN note VARCHAR",
        "ALTER TABLE item ADD COLUMN note VARCHAR NOT NULL DEFAULT ''",
        "ALTER TABLE item ADD COLUMN kind VARCHAR DEFAULT 'a' CHECK (kind IN ('a', 'b'))",
        "CREATE INDEX ix_item_state ON item (state)",
        "CREATE TABLE note (item_id INTEGER, FOREIGN KEY(item_id) REFERENCES item (id)"
        " ON DELETE CASCADE)",
    ],
)
def test_what_is_only_added_disturbs_no_older_code(change):
    assert _findings(change) == []


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("DROP TABLE item", "cột item.title bị bỏ hoặc đổi"),
        ("DROP INDEX uq_item_title", "quy tắc của item đổi: uq_item_title (title)"),
        (
            "DROP INDEX uq_item_title; ALTER TABLE item DROP COLUMN title",
            "cột item.title bị bỏ hoặc đổi",
        ),
        (
            "ALTER TABLE item RENAME COLUMN title TO name",
            "cột mới item.name bắt buộc có giá trị",
        ),
        (
            "CREATE UNIQUE INDEX uq_item_state ON item (state)",
            "quy tắc của item đổi: uq_item_state (state)",
        ),
        (
            "CREATE UNIQUE INDEX uq_item_done ON item (id) WHERE state = 'done'",
            "quy tắc của item đổi: uq_item_done (id) WHERE state = 'done'",
        ),
        (
            f"{_REBUILT}(id INTEGER PRIMARY KEY, title VARCHAR NOT NULL, state VARCHAR NOT NULL"
            " DEFAULT 'new', CONSTRAINT ck_item_state CHECK (state IN ('new', 'done', 'lost')))",
            "quy tắc của item đổi: state IN ('new', 'done', 'lost')",
        ),
        (
            f"{_REBUILT}(id INTEGER PRIMARY KEY, title VARCHAR NOT NULL, state VARCHAR NOT NULL,"
            " CONSTRAINT ck_item_state CHECK (state IN ('new', 'done')))",
            "cột item.state bị bỏ hoặc đổi",
        ),
        (
            "CREATE TABLE note (item_id INTEGER, FOREIGN KEY(item_id) REFERENCES item (id))",
            "liên kết của note tới item đổi",
        ),
    ],
)
def test_what_older_code_would_stumble_over_is_found(change, finding):
    assert finding in _findings(change)


def test_a_revision_says_whether_older_code_survives_it():
    for revision in schema_version.known_versions()[1:]:
        (file,) = (CHECKOUT / "library" / "migrations" / "versions").glob(f"{revision}_*.py")
        assert "\nold_code_survives = " in file.read_text(), revision


@pytest.mark.slow
def test_older_code_survives_a_revision_that_says_so(settings):
    settings.home.mkdir()
    DATABASES.prepare(settings.database_url)
    with disposed_of(open_database(settings.database_url)) as engine:
        for previous, revision in pairwise(schema_version.known_versions()):
            schema_version.upgrade(engine, previous)
            old = _structure(engine)
            schema_version.upgrade(engine, revision)
            if schema_version.old_code_survives(previous, revision):
                assert list(findings(old, _structure(engine))) == [], revision


def _structure(engine):
    with engine.connect() as connection:
        return structure(connection)
