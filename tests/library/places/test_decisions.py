"""Decisions of people on names in pages count at once, are undone, and teach."""

import pytest
from sqlalchemy import select

from library.catalogue.models import IndexDue
from library.catalogue.place_names import deciding, open_names
from library.catalogue.place_names.deciding import Choice
from library.places.edition import shipped_history
from library.places.in_texts import doubts
from library.places.in_texts.decisions import NameOnPage, Scope
from library.places.in_texts.lessons import lessons
from library.places.in_texts.page_places import place_reader
from library.places.in_texts.resolver import Verdict
from library.places.models import PlaceMeaning
from library.places.problems import DecidedMeanwhileError
from tests.makers import make_item

NAME = "xã Hồng Phong"
VAN_LANG, BINH_GIA = "x-hong-phong--van-lang", "x-hong-phong--binh-gia"
_TEXT = "Uỷ ban xã Hồng Phong, tỉnh Lạng Sơn họp."


@pytest.fixture
def make_document(session):
    """Return a function that makes a document that leaves the name open on its only page."""

    def make(text: str = _TEXT, date: str | None = "1975-03-01", **fields):
        item = make_item(session, "Biên bản", texts=(text,), date=date, **fields)
        names = _names(session, item, text)
        doubts.put(session, {(item.id, 1): names})
        return item

    return make


def _names(session, item, text=_TEXT):
    return place_reader(session).names_in(
        text,
        day=item.date or "",
        item_id=item.id,
        page=1,
        collection=item.collection,
        series=item.series,
    )


def _answer(session, item, text=_TEXT):
    (answer,) = (a for a in _names(session, item, text) if a.mention.name == "Hồng Phong")
    return answer.verdict, answer.unit


def _decide(session, item, unit=VAN_LANG, scope=Scope.ITEM, **choice):
    place = NameOnPage(item.id, 1, choice.pop("name", NAME))
    meaning = choice.pop("meaning", PlaceMeaning.UNIT)
    newest = deciding.newest_on(session, place)
    seen = choice.pop("seen", newest.id if newest else 0)
    deciding.decide(session, place, Choice(meaning, unit, scope), seen=seen, by="lan")
    return deciding.newest_on(session, place)


def _waiting(session):
    return [name.item_id for name in open_names.waiting(session, first=0, count=99)]


def test_a_decision_counts_in_its_document_alone_and_queues_it(session, make_document):
    item, other = make_document(), make_document()
    session.execute(IndexDue.__table__.delete())
    _decide(session, item)
    assert _answer(session, item) == (Verdict.CERTAIN, VAN_LANG)
    assert _answer(session, other) == (Verdict.OPEN, "")
    assert set(session.scalars(select(IndexDue.item_id))) == {item.id}
    assert _waiting(session) == [other.id]


@pytest.mark.parametrize("scope", [Scope.PAGE, Scope.ITEM, Scope.SERIES, Scope.COLLECTION])
def test_an_undone_decision_leaves_the_name_open_again(session, make_document, scope):
    item = make_document(series="Báo Lạng Sơn")
    row = _decide(session, item, scope=scope)
    doubts.put(session, {(item.id, 1): _names(session, item)})
    assert _waiting(session) == []
    session.execute(IndexDue.__table__.delete())
    deciding.undo(session, row, by="mai")
    assert _answer(session, item) == (Verdict.OPEN, "")
    assert _waiting(session) == [item.id]
    assert set(session.scalars(select(IndexDue.item_id))) == {item.id}


def test_an_earlier_decision_counts_again_after_the_later_is_undone(session, make_document):
    item = make_document()
    _decide(session, item)
    deciding.undo(session, _decide(session, item, BINH_GIA), by="mai")
    assert _answer(session, item) == (Verdict.CERTAIN, VAN_LANG)


def test_the_page_counts_before_the_item_and_the_series_before_the_collection(
    session, make_document
):
    item = make_document(series="Báo Lạng Sơn")
    _decide(session, item, scope=Scope.SERIES)
    _decide(session, item, BINH_GIA, Scope.COLLECTION)
    assert _answer(session, item) == (Verdict.CERTAIN, VAN_LANG)
    _decide(session, item, "x-hong-phong--cao-loc", Scope.PAGE)
    _decide(session, item, BINH_GIA, Scope.ITEM)
    assert _answer(session, item) == (Verdict.CERTAIN, "x-hong-phong--cao-loc")


def test_a_decision_for_a_series_leaves_alone_what_a_text_says_itself(session, make_document):
    text = "Uỷ ban xã Hồng Phong, huyện Bình Gia họp."
    item, other = make_document(series="Báo Lạng Sơn"), make_document(text, series="Báo Lạng Sơn")
    _decide(session, item, scope=Scope.SERIES)
    assert _answer(session, other, text) == (Verdict.CERTAIN, BINH_GIA)


def test_a_decision_beats_a_certain_verdict_of_its_document(session, make_document):
    text = "Uỷ ban xã Hồng Phong, huyện Bình Gia họp."
    item = make_document(text)
    _decide(session, item, name="xã Hồng Phong, huyện Bình Gia")
    assert _answer(session, item, text) == (Verdict.CERTAIN, VAN_LANG)


@pytest.mark.parametrize("meaning", [PlaceMeaning.ELSEWHERE, PlaceMeaning.NO_PLACE])
def test_a_name_that_is_no_unit_here_is_given_to_none(session, make_document, meaning):
    item = make_document()
    _decide(session, item, "", meaning=meaning)
    assert _answer(session, item) == (Verdict.ELSEWHERE, "")


_TWO_NAMES = "Uỷ ban xã Hồng Phong và xã Hoàng Văn Thụ họp ở Lạng Sơn."


def _units(session, item):
    return [a.unit for a in _names(session, item, _TWO_NAMES) if a.mention.kind]


def test_a_unit_that_a_person_named_decides_for_the_open_names_beside_it(session, make_document):
    item = make_document(_TWO_NAMES)
    assert _units(session, item) == ["", ""]
    row = _decide(session, item, BINH_GIA, Scope.PAGE)
    assert _units(session, item) == [BINH_GIA, "x-hoang-van-thu--binh-gia"]
    doubts.put(session, {(item.id, 1): _names(session, item, _TWO_NAMES)})
    assert _waiting(session) == []
    session.execute(IndexDue.__table__.delete())
    deciding.undo(session, row, by="mai")
    assert _units(session, item) == ["", ""]
    assert set(session.scalars(select(IndexDue.page_number))) == {1}


def test_a_name_that_is_no_place_decides_nothing_beside_it(session, make_document):
    item = make_document(_TWO_NAMES)
    _decide(session, item, "", meaning=PlaceMeaning.NO_PLACE)
    assert _units(session, item) == ["", ""]


def test_a_second_person_learns_of_the_first_decision(session, make_document):
    item = make_document()
    _decide(session, item)
    with pytest.raises(DecidedMeanwhileError, match="lan"):
        _decide(session, item, BINH_GIA, seen=0)
    _decide(session, item, seen=0)  # the same decision twice is none against the first
    assert len(deciding.newest_decisions(session, count=9)) == 1


def _teach(session, make_document, days=("1975", "1976-05", "1980-01-02"), **choice):
    return [_decide(session, make_document(date=day), **choice) for day in days]


def test_three_documents_make_a_name_likely_in_others_of_the_time(session, make_document):
    other, later = make_document(), make_document(date="1990")
    session.execute(IndexDue.__table__.delete())
    _teach(session, make_document)
    assert _answer(session, other) == (Verdict.LIKELY, VAN_LANG)
    assert _answer(session, later) == (Verdict.OPEN, "")
    assert other.id in set(session.scalars(select(IndexDue.item_id)))


def test_a_name_of_another_province_teaches_between_its_first_and_last_day(session, make_document):
    other, later = make_document(), make_document(date="1990")
    _teach(session, make_document, unit="", meaning=PlaceMeaning.ELSEWHERE)
    assert _answer(session, other) == (Verdict.ELSEWHERE, "")
    assert _answer(session, later) == (Verdict.OPEN, "")


def test_two_documents_and_pages_of_one_document_teach_nothing(session, make_document):
    other = make_document()
    _teach(session, make_document, ("1975", "1976"))
    _decide(session, other, scope=Scope.PAGE)
    _decide(session, make_document(date=None))
    assert lessons(session, shipped_history()) != ()
    deciding.undo(session, _decide(session, other, scope=Scope.PAGE), by="mai")
    assert lessons(session, shipped_history()) == ()


def test_a_decision_otherwise_in_the_time_ends_a_lesson(session, make_document):
    other = make_document()
    _teach(session, make_document)
    _decide(session, make_document(), BINH_GIA)
    assert _answer(session, other) == (Verdict.OPEN, "")


def test_a_lesson_says_nothing_against_the_text(session, make_document):
    text = "Uỷ ban xã Hồng Phong, huyện Bình Gia họp."
    _teach(session, make_document)
    assert _answer(session, make_document(text), text) == (Verdict.CERTAIN, BINH_GIA)


def test_a_lesson_is_stopped_and_taken_up_again(session, make_document):
    other = make_document()
    _teach(session, make_document)
    deciding.stop_lessons(session, NAME, by="lan")
    assert _answer(session, other) == (Verdict.OPEN, "")
    deciding.undo(session, deciding.newest_decisions(session, count=1)[0], by="mai")
    assert _answer(session, other) == (Verdict.LIKELY, VAN_LANG)
