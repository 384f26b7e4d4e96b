"""Orders of former tables move into one table and back; what waits goes on waiting."""

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from library import schema_version
from library.database import disposed_of, open_database
from tests.databases import DATABASES

_ROWS = """
INSERT INTO maintenance_order (id, kind, ordered, ordered_by, started, finished, passed, message)
VALUES (1, 'check-files', '2026-01-01', 'Lan', '2026-01-01', '2026-01-01', true, 'Đã kiểm tra'),
 (2, 'back-up', '2026-01-02', 'Lan', '2026-01-02', '2026-01-02', false, 'Đĩa đầy'),
 (3, 'examine', '2026-01-03', 'Lan', NULL, NULL, NULL, NULL);
INSERT INTO access_point (id, code) VALUES (1, 'bac-son');
INSERT INTO station (id, point_id, created, created_by, size_limit_mb, images, collections,
 line_hours, held_number, taken, reported, made_number)
VALUES ('a1', 1, '2026-01-01', 'Lan', 1, 'none', '[]', '', 0, 0, '{}', 0);
INSERT INTO pack_order (station_id, way, held_number, ordered, ordered_by, finished, progress, pack,
 lacks) VALUES ('a1', 'line', 0, '2026-01-01', 'trạm', '2026-01-01', '', '{"number": 4}', '{}'),
 ('a1', 'stick', 0, '2026-01-01', 'Lan', NULL, '', NULL, NULL);
"""


_ORDERS = """
SELECT key, kind, finished IS NULL, problem, attempts, CAST(result AS TEXT)
FROM work_order ORDER BY key
"""


_HARVESTS = """
INSERT INTO harvest (id, source, set_code, set_name, prefix, collection, access, is_daily, "order",
 due, since, token, pass_date, done, failures, problem, ordered, ordered_by)
VALUES (1, 'https://a', '', '', 'dc', 'sach', 'staff', true, 'run', '2026-01-03', '', 't', '', 7, 1,
 'Bận', '2026-01-01', 'Lan'),
 (2, 'https://b', '', '', 'dc', 'sach', 'staff', false, 'none', NULL, '', '', '', 7, 0, '',
 '2026-01-01', 'Lan');
INSERT INTO sweep (id, collection, seen, meant, by, at, state, batch, looked_to, looked)
VALUES (4, 'sach', 'câp', 'cấp', 'Lan', '2026-01-01', 'correcting', 'a', 0, 0),
 (5, 'sach', 'câp', 'cấp', 'Lan', '2026-01-01', 'corrected', 'b', 0, 0);
"""
_WAITING = """SELECT "order", due, problem FROM harvest ORDER BY id"""


def _orders(connection):
    return connection.execute(sa.text(_ORDERS)).all()


def _moved_and_back(settings, rows, queries):
    """Return the orders that rows become, and the answers of the former tables afterwards."""
    settings.home.mkdir()
    DATABASES.prepare(settings.database_url)
    with disposed_of(open_database(settings.database_url)) as engine:
        schema_version.upgrade(engine, "0125")
        with engine.begin() as connection:
            for statement in filter(str.strip, rows.split(";\n")):
                connection.exec_driver_sql(statement)
        schema_version.upgrade(engine, "0126")
        with engine.begin() as connection:
            moved = _orders(connection)
            module = schema_version._scripts().get_revision("0126").module
            with Operations.context(MigrationContext.configure(connection)):
                module.downgrade()
                answers = [connection.execute(sa.text(query)).all() for query in queries]
                module.upgrade()
            assert _orders(connection) == moved
    return moved, answers


@pytest.mark.slow
def test_orders_move_and_come_back(settings):
    queries = ("SELECT kind FROM maintenance_order", "SELECT way FROM pack_order")
    moved, tables = _moved_and_back(settings, _ROWS, queries)
    assert [len(rows) for rows in tables] == [3, 2]
    assert [row[:5] for row in moved] == [
        ("back-up", "back-up", False, "Đĩa đầy", 1),
        ("check-files", "check-files", False, None, 1),
        ("examine", "examine", True, None, 0),
        ("pack a1 line", "look-at-rights", False, None, 0),
        ("pack a1 stick", "pack", True, None, 0),
    ]
    assert '"number": 4' in moved[3][5]


@pytest.mark.slow
def test_so_do_batch_edits_and_harvests_with_the_time_of_the_next_try(settings):
    moved, (waiting,) = _moved_and_back(settings, _HARVESTS, (_WAITING,))
    assert [row[:5] for row in moved] == [
        ("batch-edit 4", "batch-edit", True, None, 0),
        ("harvest 1", "harvest", True, "Bận", 0),
    ]
    assert [(row[0], str(row[1])[:10], row[2]) for row in waiting] == [
        ("run", "2026-01-03", "Bận"),
        ("none", "None", ""),
    ]
