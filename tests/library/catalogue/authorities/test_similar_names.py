"""Records that may be one are proposed; a person decides."""

import pytest

from library.catalogue.authorities import edit_records, similar_names
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.models import AuthorityKind, Family
from tests.makers import BY, make_item


def _enter(session, name, kind=AuthorityKind.PERSON, **told):
    return edit_records.enter(session, Told(name, kind, **told), BY)


def _pairs(session):
    return [(pair.stays.name, pair.goes.name) for pair in similar_names.pairs(session, 20)[0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Vi Hong", "Vi Hồng", id="without marks"),
        pytest.param("PGS. TS. Vi Hồng", "Vi Hồng", id="with a title"),
        pytest.param("Vi Hồng (1936-1997)", "Vi Hồng", id="with dates"),
        pytest.param("Gaspardone, Émile", "Emile Gaspardone", id="last name first"),
        pytest.param("UBND tỉnh Lạng Sơn", "Ủy ban nhân dân tỉnh Lạng Sơn", id="short"),
    ],
)
def test_records_that_are_called_alike_are_proposed(session, one, other):
    _enter(session, one)
    _enter(session, other)
    assert len(_pairs(session)) == 1


def test_a_variant_that_is_anothers_name_is_seen(session):
    _enter(session, "Triều Ân", variants=("Hoàng Triều Ân",))
    _enter(session, "Hoàng Triều Ân")
    assert len(_pairs(session)) == 1


def test_who_lived_at_other_times_is_somebody_else(session):
    _enter(session, "Vi Hồng (nhà văn)", begins="1936")
    _enter(session, "Vi Hồng (tri phủ)", begins="18XX")
    assert _pairs(session) == []


def test_a_subject_is_not_compared_with_a_person(session):
    _enter(session, "Then")
    _enter(session, "Thẽn", AuthorityKind.SUBJECT)
    assert _pairs(session) == []


def test_the_one_with_more_items_stays(session):
    make_item(session, creator="Vi Hong")
    make_item(session, creator="Vi Hồng")
    make_item(session, creator="Vi Hồng")
    assert _pairs(session) == [("Vi Hồng", "Vi Hong")]


def test_what_was_told_apart_is_not_proposed_again(session):
    one, other = _enter(session, "Vi Hồng"), _enter(session, "Vi Hông")
    similar_names.tell_apart(session, other.id, one.id, BY)
    similar_names.tell_apart(session, one.id, other.id, BY)
    assert _pairs(session) == []


def test_a_title_alone_is_a_name():
    assert similar_names.likeness("Nhà văn", Family.AGENT) == "nha van"
