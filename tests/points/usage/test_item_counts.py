"""Uses are counted by the rules of COUNTER 5.1, checked with a hand-counted log."""

from datetime import timedelta
from operator import attrgetter

import pytest

from points.item_use import Visitor, record
from points.usage.item_counts import (
    ItemCounts,
    Use,
    by_item,
    is_inside,
    uses_between,
    without_double_clicks,
)
from points.usage.models import ItemUse
from points.use_kind import UseKind
from tests.makers import make_moment

_TEN = make_moment("2026-11-24 10:00")
_KINDS = {"look": UseKind.INVESTIGATION, "read": UseKind.REQUEST, "search": UseKind.SEARCH}
_KINDS |= {"wait": UseKind.LIMIT_EXCEEDED, "shut": UseKind.NO_LICENSE}


def _uses(story):
    """Return the uses of a story, item by item, the latest first, as they are read.

    `61 read sách lan` is a request of sách by lan at 10:01:01.
    """
    uses = sorted(_in_order(story), key=attrgetter("at"), reverse=True)
    return sorted(uses, key=lambda use: use.item or "")


def _in_order(story):
    for line in story.split(", "):
        second, kind, item, visit = line.split()
        at = _TEN + timedelta(seconds=int(second))
        yield Use(at, _KINDS[kind], None if item == "-" else item, visit)


def _counted_seconds(story):
    return sorted((use.at - _TEN).seconds for use in without_double_clicks(_uses(story)))


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        pytest.param("60 read s lan, 89 read s lan", [89], id="29 seconds: the second"),
        pytest.param("60 read s lan, 95 read s lan", [60, 95], id="35 seconds: both"),
        pytest.param(
            "0 read s lan, 20 read s lan, 40 read s lan, 60 read s lan", [60], id="a run: the last"
        ),
        pytest.param("0 read s lan, 5 read s hoa", [0, 5], id="two visits"),
        pytest.param("0 read s lan, 5 read t lan", [0, 5], id="two items"),
        pytest.param("0 look s lan, 5 read s lan", [0, 5], id="looking is not reading"),
        pytest.param("0 search - lan, 5 search - lan", [0, 5], id="searches all count"),
    ],
)
def test_a_double_click_counts_once_as_its_last(story, expected):
    assert _counted_seconds(story) == expected


_DAY = (
    "0 search - lan, 5 look sách lan, 10 read sách lan, 30 read sách lan, 100 read sách lan, "
    "200 look báo lan, 0 look sách hoa, 300 read báo hoa, 301 read báo hoa, 310 search - hoa"
)
"""Counted by hand: sách 4 investigations of 2 visits, 2 requests of 1; báo 2 of 2, 1 of 1."""


def test_a_day_that_was_counted_by_hand_agrees_to_the_last_unit():
    counted = by_item(without_double_clicks(_uses(_DAY)))
    assert list(counted) == [
        ("báo", None, ItemCounts(2, 2, 1, 1)),
        ("sách", None, ItemCounts(4, 2, 2, 1)),
    ]


def test_denials_are_no_investigations_and_a_double_click_is_one():
    story = "0 wait sách lan, 10 wait sách lan, 50 wait sách lan, 60 shut sách hoa, 70 look sách an"
    counted = by_item(without_double_clicks(_uses(story)))
    assert list(counted) == [("sách", None, ItemCounts(1, 1, 0, 0, 2, 1))]


def test_inside_and_outside_are_counted_separately():
    uses = [Use(_TEN, UseKind.REQUEST, "s", "lan", device=3), Use(_TEN, UseKind.REQUEST, "s", "an")]
    counted = by_item(uses, is_inside)
    single_request = ItemCounts(1, 1, 1, 1)
    assert list(counted) == [("s", True, single_request), ("s", False, single_request)]


@pytest.fixture
def written(session):
    """Store two requests, 20 seconds apart across midnight."""
    midnight = make_moment("2026-11-25 00:00")
    for seconds in (-10, 10):
        session.add(
            ItemUse(
                at=midnight + timedelta(seconds=seconds),
                kind=UseKind.REQUEST,
                item_id="s",
                reader_session="lan",
            )
        )
    session.flush()
    return midnight


def test_a_double_click_over_midnight_belongs_to_the_day_of_its_last(session, written):
    a_day = timedelta(days=1)
    assert list(uses_between(session, written - a_day, written)) == []
    assert len(tuple(uses_between(session, written, written + a_day))) == 1


@pytest.mark.parametrize(
    ("times", "requests"),
    [
        pytest.param(("09:59:50", "10:00:10"), 1, id="over the full hour"),
        pytest.param(("09:59:50", "10:00:10", "10:00:35"), 1, id="a series over the full hour"),
        pytest.param(("09:59:20", "10:00:10"), 2, id="too far apart"),
    ],
)
def test_a_double_click_over_the_full_hour_is_one_request(session, times, requests):
    visitor = Visitor("192.0.2.1", "Firefox")
    ten = make_moment("2026-11-24 10:00")
    for time in times:
        hour, minute, second = map(int, time.split(":"))
        at = ten.replace(hour=hour, minute=minute, second=second)
        record(session, UseKind.REQUEST, visitor, at, item_id="s")
    session.flush()
    uses = uses_between(session, ten - timedelta(hours=2), ten + timedelta(hours=2))
    assert len(tuple(uses)) == requests


def test_two_readers_at_the_full_hour_are_no_double_click(session):
    ten = make_moment("2026-11-24 10:00")
    for address, seconds in (("192.0.2.1", -10), ("192.0.2.2", 10)):
        at = ten + timedelta(seconds=seconds)
        record(session, UseKind.REQUEST, Visitor(address, "Firefox"), at, item_id="s")
    session.flush()
    uses = uses_between(session, ten - timedelta(hours=2), ten + timedelta(hours=2))
    assert len(tuple(uses)) == 2
