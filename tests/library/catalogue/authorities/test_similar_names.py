"""Tests of proposing possible duplicates among authority records."""

import pytest

from library.catalogue.authorities import edit_records, similar_names
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind, Family
from tests.makers import BY, make_item


def _enter(session, name, kind=AuthorityKind.PERSON, **fields):
    return edit_records.enter(session, AuthorityDetails(name, kind, **fields), BY)


def _pairs(session):
    return [(pair.stays.name, pair.goes.name) for pair in similar_names.pairs(session, 20)[0]]


@pytest.mark.parametrize(
    ("name", "other_name"),
    [
        pytest.param("Vi Hong", "Vi Hồng", id="without marks"),
        pytest.param("PGS. TS. Vi Hồng", "Vi Hồng", id="with a title"),
        pytest.param("Vi Hồng (1936-1997)", "Vi Hồng", id="with dates"),
        pytest.param("Gaspardone, Émile", "Emile Gaspardone", id="last name first"),
        pytest.param("UBND tỉnh Lạng Sơn", "Ủy ban nhân dân tỉnh Lạng Sơn", id="short"),
    ],
)
def test_similar_names_are_proposed(session, name, other_name):
    _enter(session, name)
    _enter(session, other_name)
    assert len(_pairs(session)) == 1


def test_a_variant_equal_to_another_name_is_proposed(session):
    _enter(session, "Triều Ân", variants=("Hoàng Triều Ân",))
    _enter(session, "Hoàng Triều Ân")
    assert len(_pairs(session)) == 1


def test_persons_with_different_dates_are_not_proposed(session):
    _enter(session, "Vi Hồng (nhà văn)", begins="1936")
    _enter(session, "Vi Hồng (tri phủ)", begins="18XX")
    assert _pairs(session) == []


def test_a_subject_is_not_compared_with_a_person(session):
    _enter(session, "Then")
    _enter(session, "Thẽn", AuthorityKind.SUBJECT)
    assert _pairs(session) == []


@pytest.mark.parametrize(
    ("fuller", "shorter"),
    [
        ("Nông Quốc Hưng", "Nông, Quốc Hưng"),
        ("Ủy ban nhân dân tỉnh Lạng Sơn", "UBND tỉnh Lạng Sơn"),
        ("Nông Quốc Chấn", "PGS. Nông Quốc Chấn"),
    ],
)
def test_the_name_of_more_items_stays_and_of_as_many_the_fuller_one(session, fuller, shorter):
    _enter(session, fuller)
    _enter(session, shorter)
    assert _pairs(session) == [(fuller, shorter)]
    make_item(session, creator=shorter)
    assert _pairs(session) == [(shorter, fuller)]


def test_a_name_with_its_marks_stays_although_more_items_lack_them(session):
    _enter(session, "Vi Hồng")
    make_item(session, creator="Vi Hong")
    assert _pairs(session) == [("Vi Hồng", "Vi Hong")]


def test_of_two_full_names_the_one_with_more_items_stays(session):
    make_item(session, creator="Vi Hông")
    make_item(session, creator="Vi Hồng")
    make_item(session, creator="Vi Hồng")
    assert _pairs(session) == [("Vi Hồng", "Vi Hông")]


def test_a_pair_marked_distinct_is_not_proposed_again(session):
    first, second = _enter(session, "Vi Hồng"), _enter(session, "Vi Hông")
    similar_names.mark_distinct(session, second.id, first.id, BY)
    similar_names.mark_distinct(session, first.id, second.id, BY)
    assert _pairs(session) == []


def test_a_title_alone_is_kept_as_a_name():
    assert similar_names.similarity_key("Nhà văn", Family.AGENT) == "nha van"
