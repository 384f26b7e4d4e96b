"""Readers read no more and no longer than everybody agreed to."""

import pytest

from library.catalogue.access.reading_conditions import Conditions, conditions_of
from library.catalogue.access.rights import Reader, may_read
from library.consents import consents
from library.consents.consents import ConsentFacts
from library.consents.models import ConsentWay
from library.consents.problems import (
    BadDayError,
    BadSeasonError,
    ConditionsChangedError,
    NoPersonError,
    NoWayError,
)
from tests.makers import BY, make_item

_SPOKEN = ConsentWay.SPOKEN
_DAY = "2026-12-24"


def _facts(person="Bà Nông Thị A", **values):
    return ConsentFacts(person, **{"way": _SPOKEN, "evidence": "đoạn 1, 0:35", **values})


def _readers(item):
    readers = {"home": Reader(today=_DAY), "room": Reader(at_library=True, today=_DAY)}
    return {name for name, reader in readers.items() if may_read(item, reader).allowed}


@pytest.mark.parametrize(
    ("agreed", "readers"),
    [
        pytest.param([{"published": True}], {"home", "room"}, id="published"),
        pytest.param([{"onsite": True}], {"room"}, id="in the library"),
        pytest.param([{}], set(), id="kept only"),
        pytest.param([{"published": True, "until": _DAY}], {"home", "room"}, id="last day"),
        pytest.param([{"published": True, "until": "2026-12-23"}], set(), id="ended"),
        pytest.param(
            [{"published": True, "until": "2026-12-23"}, {"onsite": True}],
            {"room"},
            id="one person: publication ended, reading goes on",
        ),
        pytest.param(
            [{"published": True}, {"person": "Ông B", "onsite": True}],
            {"room"},
            id="two persons: what both agreed to",
        ),
    ],
)
def test_readers_read_what_everybody_agreed_to(session, agreed, readers):
    item = make_item(session)
    for values in agreed:
        consents.enter(session, item, _facts(**values), BY)
    assert _readers(item) == readers
    assert conditions_of(item).consented


def test_a_consent_taken_back_closes_the_item_at_once(session):
    item = make_item(session)
    row = consents.enter(session, item, _facts(published=True), BY)
    consents.end(session, item, row.id, BY)
    assert _readers(item) == set()
    assert [entry.ended_by for entry in consents.consents_of(session, item.id)] == [BY]


def test_conditions_and_consents_keep_each_other(session):
    item = make_item(session)
    consents.enter(session, item, _facts(onsite=True), BY)
    consents.set_conditions(session, item, Conditions(no_machines=True), BY)
    consents.enter(session, item, _facts("Ông B", published=True), BY)
    assert (conditions_of(item).no_machines, _readers(item)) == (True, {"room"})


def test_two_people_do_not_overwrite_each_others_conditions(session):
    item = make_item(session)
    consents.set_conditions(session, item, Conditions(warning="Có tiếng khóc"), BY, base="")
    with pytest.raises(ConditionsChangedError):
        consents.set_conditions(session, item, Conditions(no_download=True), BY, base="")


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        (_facts(" "), NoPersonError),
        (_facts(way=None), NoWayError),
        (_facts(evidence=" "), NoWayError),
        (_facts(way=ConsentWay.FORM), NoWayError),
    ],
)
def test_a_consent_has_a_person_and_evidence(session, facts, error):
    with pytest.raises(error):
        consents.enter(session, make_item(session), facts, BY)


def test_days_are_read_as_people_type_them():
    assert consents.read_season("20/12", " 15/2 ") == ("12-20", "02-15")
    assert consents.read_season("", "") is None
    assert consents.read_last_day("31/12/2030") == "2030-12-31"
    for text in ("29/2", "31/4", "hai mươi", "1/2/3"):
        with pytest.raises(BadSeasonError):
            consents.read_season(text, "1/1")
    with pytest.raises(BadDayError):
        consents.read_last_day("31/02/2030")
