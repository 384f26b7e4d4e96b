"""The revision that takes the points from titles stored before loses no use."""

import pytest
from sqlalchemy import text

from library import schema_version
from library.database import disposed_of, open_database

_INSERT = text(
    "INSERT INTO item_month (month, item_id, inside, open_day, total_investigations, "
    "unique_investigations, total_requests, unique_requests) "
    "VALUES ('2026-11-01', 's', :inside, :open_day, 4, 3, 2, 1)"
)
_SELECT = text("SELECT inside, point_id, point_days, open_day, total_requests FROM item_month")


@pytest.mark.slow
def test_titles_stored_by_visits_are_counted_for_the_province(tmp_path):
    with disposed_of(open_database(f"sqlite:///{tmp_path / 'thư viện.sqlite'}")) as engine:
        schema_version.upgrade(engine, "0106")
        places = ((1, None), (1, None), (1, None), (0, None), (1, "2026-11-30"))
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO access_point (id, code) VALUES (7, 'x')"))
            for inside, open_day in places:
                connection.execute(_INSERT, {"inside": inside, "open_day": open_day})
            connection.execute(text("UPDATE item_month SET point_id = 7 WHERE id < 3"))
        schema_version.upgrade(engine)
        with engine.connect() as connection:
            rows = connection.execute(_SELECT).all()
        assert sorted(rows, key=str) == [
            (0, None, 0, None, 2),
            (1, None, 0, "2026-11-30", 2),
            (1, None, 0, None, 6),
        ]
