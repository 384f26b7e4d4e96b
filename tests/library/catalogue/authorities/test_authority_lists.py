"""Tests of lists of authority records: order, letters, filters, suggestions."""

import pytest

from library.catalogue.authorities import authority_lists, edit_records
from library.catalogue.authorities.authority_lists import AuthorityFilter
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.models import Access
from tests.makers import BY, make_item

_PEOPLE = (AuthorityKind.PERSON, AuthorityKind.BODY)


def _names(session, **filters):
    listing = authority_lists.list_records(
        session, AuthorityFilter(_PEOPLE, **filters), first=0, count=50
    )
    return [line.name for line in listing.lines]


def test_names_are_in_vietnamese_alphabetical_order(session):
    make_item(session, creator="Đinh; Dương; Ưng; Ung; Ăng; Âu; An; Ô; Ơ; O")
    assert _names(session) == ["An", "Ăng", "Âu", "Dương", "Đinh", "O", "Ô", "Ơ", "Ung", "Ưng"]


def test_a_letter_has_only_its_names(session):
    make_item(session, creator="Đinh; Dương; An")
    assert _names(session, letter="Đ") == ["Đinh"]


def test_letters_come_with_their_number_of_names(session):
    make_item(session, creator="Đinh; Đoàn; An; 5 tác giả; 諒山")
    assert authority_lists.letters(session, _PEOPLE) == (("A", 1), ("Đ", 2), ("#", 1), ("…", 1))


def test_each_name_comes_with_its_number_of_items(session):
    make_item(session, creator="An", issuing_body="An")
    make_item(session, creator="An")
    (line,) = authority_lists.list_records(
        session, AuthorityFilter(_PEOPLE), first=0, count=50
    ).lines
    assert line.items == 2


@pytest.mark.parametrize("fields", [{"published": False}, {"access": Access.STAFF}])
def test_readers_see_no_names_of_hidden_items(session, fields):
    make_item(session, creator="An", **fields)
    assert (_names(session), authority_lists.letters(session, _PEOPLE)) == ([], ())


def test_the_office_sees_names_of_drafts(session):
    make_item(session, creator="An", published=False)
    assert _names(session, only_open=False) == ["An"]


@pytest.mark.parametrize("name_part", ["vi hong", "Vi Ho\u0302\u0300ng", "lam", "LAM HO"])
def test_a_name_is_found_by_part_of_any_name(session, name_part):
    edit_records.enter(
        session, AuthorityDetails("Vi Hồng", AuthorityKind.PERSON, variants=("Lâm Hồ",)), BY
    )
    assert _names(session, name_part=name_part, only_open=False) == ["Vi Hồng"]


def test_wildcards_are_searched_literally(session):
    make_item(session, creator="An")
    assert _names(session, name_part="%") == []


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("vi ho", [("Vi Hồng", "Vi Hồng")]),
        ("lam ho", [("Vi Hồng", "Lâm Hồ")]),
        ("La\u0302m", [("Vi Hồng", "Lâm Hồ")]),
        ("", []),
        ("_", []),
    ],
)
def test_a_name_is_suggested_by_any_of_its_variants(session, typed, names):
    edit_records.enter(
        session, AuthorityDetails("Vi Hồng", AuthorityKind.PERSON, variants=("Lâm Hồ",)), BY
    )
    suggestions = authority_lists.suggest(session, _PEOPLE, typed, 5)
    assert [(suggestion.name, suggestion.met) for suggestion in suggestions] == names


def test_the_most_used_names_are_in_alphabetical_order(session):
    make_item(session, creator="Đinh; An", published=False)
    make_item(session, creator="Đinh; Dương", published=False)
    assert authority_lists.used_most(session, _PEOPLE, 2) == ("An", "Đinh")
