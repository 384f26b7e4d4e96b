"""Conditions of a community beside the three audiences."""

from dataclasses import replace

import pytest

from library.catalogue.access.reading_conditions import (
    NONE,
    Conditions,
    conditions_of,
    parse,
    to_text,
    widens,
)
from library.catalogue.access.rights import (
    Audience,
    Reader,
    audiences_without_text,
    may_download,
    may_read,
)
from library.catalogue.models import Access, Item, ItemState
from library.catalogue.profile_cache import profiles_of

_DAY = "2026-12-24"
_HOME, _ROOM = Reader(today=_DAY), Reader(at_library=True, today=_DAY)
_ROBOT, _STAFF = Reader(today=_DAY, is_machine=True), Reader(is_staff=True, today=_DAY)
_WARNED = Reader(today=_DAY, warned=frozenset({"a"}))
_EVERYONE = {"home": _HOME, "room": _ROOM, "robot": _ROBOT, "staff": _STAFF, "warned": _WARNED}


def _item(**values):
    text = to_text(Conditions(**values))
    return Item(id="a", state=ItemState.PUBLISHED, access=Access.PUBLIC, conditions=text)


@pytest.mark.parametrize(
    ("values", "readers"),
    [
        pytest.param({}, "home room robot staff warned", id="no condition"),
        pytest.param({"consented": True}, "home room robot staff warned", id="a consent is noted"),
        pytest.param({"attended": True}, "staff", id="with a person of the community"),
        pytest.param({"warning": "Có tiếng khóc"}, "staff warned", id="a word of warning"),
        pytest.param({"no_machines": True}, "home room staff warned", id="not for machines"),
        pytest.param({"no_download": True}, "home room robot staff warned", id="not for download"),
        pytest.param({"open_until": "2026-12-24"}, "home room robot staff warned", id="last day"),
        pytest.param({"open_until": "2026-12-23"}, "room staff", id="publication ended"),
        pytest.param({"onsite_until": "2026-12-23"}, "staff", id="reading ended"),
        pytest.param(
            {"season": ("12-20", "02-15")}, "home room robot staff warned", id="in season"
        ),
        pytest.param({"season": ("12-25", "02-15")}, "staff", id="the day before the season"),
        pytest.param({"season": ("01-01", "12-23")}, "staff", id="the day after the season"),
    ],
)
def test_readers_whom_a_condition_admits(values, readers):
    item = _item(**values)
    admitted = {name for name, reader in _EVERYONE.items() if may_read(item, reader).allowed}
    assert admitted == set(readers.split())


@pytest.mark.parametrize(
    ("today", "opens"),
    [
        pytest.param("2026-03-01", "2026-12-20", id="later in the year"),
        pytest.param("2026-12-20", None, id="first day"),
        pytest.param("2027-02-15", None, id="last day, over New Year"),
        pytest.param("", None, id="no day: closed"),
    ],
)
def test_a_season_says_when_it_opens(today, opens):
    decision = may_read(_item(season=("12-20", "02-15")), Reader(today=today))
    assert (decision.opens, decision.allowed) == (opens, opens is None and bool(today))


@pytest.mark.parametrize("values", [{"no_download": True}, {"open_until": "2026-12-23"}])
def test_readers_at_the_library_may_read_but_not_download(values):
    assert may_read(_item(**values), _ROOM).allowed
    assert not may_download(_item(**values), _ROOM).allowed
    assert may_download(_item(**values), _STAFF).allowed


def test_no_profile_lets_words_of_closed_items_be_found(session):
    (profile, *_) = profiles_of(session).values()
    generous = replace(profile, embargoed_text_is_found=True, onsite_text_is_found=True)
    outside = {Audience.ANYONE, Audience.AT_LIBRARY, Audience.MACHINE}
    assert audiences_without_text(_item(attended=True), _DAY, generous) == outside
    assert audiences_without_text(_item(season=("01-01", "02-01")), _DAY, generous) == outside
    warned = _item(warning="Có tiếng khóc")
    assert audiences_without_text(warned, _DAY, generous) == {Audience.MACHINE}


@pytest.mark.parametrize(
    "text", ["không phải JSON", "[]", '{"season": ["13-40", "01-01"]}', '{"new": 1}']
)
def test_conditions_that_cannot_be_read_close_the_item(text):
    item = _item()
    item.conditions = text
    assert conditions_of(item).attended
    assert not may_read(item, _ROOM).allowed


@pytest.mark.parametrize(
    ("old", "new", "wider"),
    [
        (Conditions(no_machines=True), NONE, True),
        (Conditions(season=("01-01", "02-01")), Conditions(season=("01-01", "03-01")), True),
        (Conditions(open_until="2030-01-01"), Conditions(open_until="2031-01-01"), True),
        (Conditions(open_until="2030-01-01"), Conditions(open_until="2029-01-01"), False),
        (Conditions(warning="Một"), Conditions(warning="Hai", attended=True), False),
        (NONE, Conditions(no_download=True), False),
    ],
)
def test_a_condition_taken_away_widens_the_rights(old, new, wider):
    assert widens(to_text(new), to_text(old)) is wider
    assert parse(to_text(new)) == new
