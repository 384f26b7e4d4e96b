"""Titles of a known sitting are found nowhere, and would be found where they are stored."""

from datetime import date

import pytest
from sqlalchemy import text

from bench import reidentification
from library.database import disposed_of, work
from points.usage.rollups.models import ItemMonth
from tests.makers import make_database, make_settings

pytestmark = [pytest.mark.slow, pytest.mark.sqlite("it reads the bytes of files")]


def test_no_title_of_a_known_sitting_is_found(tmp_path):
    settings = make_settings(tmp_path / "nhà", counter_key=reidentification.KEY)
    with disposed_of(make_database(settings)) as database:
        sitting = reidentification.fill(database, settings.home)
        places = reidentification.search(settings, database, sitting)
        assert {place: titles for place, titles in places if titles} == {}
        with work(database) as session:
            point = session.scalar(text("SELECT id FROM access_point WHERE code = 'nho'"))
            month = date(sitting.begins.year, sitting.begins.month, 1)
            counts = {"total_requests": 1, "inside": True, "point_days": 2}
            session.add(ItemMonth(month=month, item_id="kin-1", point_id=point, **counts))
        matches = dict(reidentification.search(settings, database, sitting))
        assert {place: titles for place, titles in matches.items() if titles} == {
            "cơ sở dữ liệu": {"kin-1"},
            "SUSHI, bảng COUNTER của điểm": {"kin-1"},
        }
