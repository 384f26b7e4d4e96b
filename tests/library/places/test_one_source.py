"""One source for the names of units: other files neither misspell them nor list their own."""

import csv
import subprocess

import pytest

from library.places.atlas import map_units
from library.places.edition import shipped_history
from search_index.query.local_names import OTHER_PLACES
from tests.architecture.plan import CHECKOUT

_NEVER_CALLED_SO = "[Xx]ã Đồng ý|Nhất Hoà|[Cc]hâu Văn Uyên"
"""Spellings of one list of the office of statistics, and a châu that was a huyện from 1948."""

_BEFORE_THE_REFORM = "2025-06-30"


def test_no_file_calls_a_unit_as_it_was_never_called():
    search = ["git", "-C", CHECKOUT, "grep", "-lIE", _NEVER_CALLED_SO, "--", ":!tests"]
    answer = subprocess.run(search, capture_output=True, text=True)
    assert (answer.returncode, answer.stdout) == (1, "")


def test_a_name_with_two_spellings_is_shown_in_one():
    eras = (era for unit in shipped_history().units.values() for era in unit.eras)
    assert {era.name for era in eras if era.name.startswith("Nhất")} == {"Nhất Hòa", "Nhất Tiến"}


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("points/access_points/data/district-seats.csv", ("district", "seat")),
        ("points/access_points/data/plan-149.csv", ("place",)),
    ],
    ids=["seats of districts", "plan of 2017"],
)
def test_lists_of_the_programme_name_units_of_their_time(file, columns):
    history = shipped_history()
    with (CHECKOUT / file).open(encoding="utf-8", newline="") as rows:
        names = {row[column] for row in csv.DictReader(rows) for column in columns} - {""}
    assert names
    assert not [name for name in names if len(history.find(name, _BEFORE_THE_REFORM)) != 1]


def test_the_register_of_bodies_gives_the_city_the_days_of_its_unit():
    with (CHECKOUT / "library/law/data/register.tsv").open(encoding="utf-8", newline="") as rows:
        places = [row for row in csv.reader(rows, delimiter="\t") if row[1:2] == ["place"]]
    assert places
    for _, _, name, _, since, until, *_ in places:
        (unit,) = shipped_history().find(name)
        assert (since, until) == (unit.eras[0].since, unit.last.until)


def test_outlines_are_of_units_of_today_under_their_names():
    units = shipped_history().units
    assert {drawn.id: drawn.unit for drawn in map_units()} == {
        unit.id: unit.full_name for unit in units.values() if unit.exists_today and unit.level > 1
    }


def test_the_list_of_other_places_has_no_unit():
    history = shipped_history()
    names = OTHER_PLACES.read_text("utf-8").splitlines()
    assert not [name for name in names if name[0].isupper() and history.find(name)]
