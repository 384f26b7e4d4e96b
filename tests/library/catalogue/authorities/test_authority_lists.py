"""Names are listed by the Vietnamese alphabet, with what readers may know of."""

import pytest

from library.catalogue.authorities import authority_lists, edit_records
from library.catalogue.authorities.authority_lists import Wanted
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.models import Access
from tests.makers import BY, make_item

_PEOPLE = (AuthorityKind.PERSON, AuthorityKind.BODY)


def _names(session, **wanted):
    listing = authority_lists.listed(session, Wanted(_PEOPLE, **wanted), first=0, count=50)
    return [line.name for line in listing.lines]


def test_names_stand_in_the_order_of_the_alphabet(session):
    make_item(session, creator="Đinh; Dương; Ưng; Ung; Ăng; Âu; An; Ô; Ơ; O")
    assert _names(session) == ["An", "Ăng", "Âu", "Dương", "Đinh", "O", "Ô", "Ơ", "Ung", "Ưng"]


def test_a_letter_has_only_its_names(session):
    make_item(session, creator="Đinh; Dương; An")
    assert _names(session, letter="Đ") == ["Đinh"]


def test_letters_tell_how_many_names_they_have(session):
    make_item(session, creator="Đinh; Đoàn; An; 5 tác giả; 諒山")
    assert authority_lists.letters(session, _PEOPLE) == (("A", 1), ("Đ", 2), ("#", 1), ("…", 1))


def test_each_name_tells_how_many_items_it_has(session):
    make_item(session, creator="An", issuing_body="An")
    make_item(session, creator="An")
    (line,) = authority_lists.listed(session, Wanted(_PEOPLE), first=0, count=50).lines
    assert line.items == 2


@pytest.mark.parametrize("told", [{"published": False}, {"access": Access.STAFF}])
def test_readers_see_no_names_of_what_they_may_not_know_of(session, told):
    make_item(session, creator="An", **told)
    assert (_names(session), authority_lists.letters(session, _PEOPLE)) == ([], ())


def test_the_office_sees_them(session):
    make_item(session, creator="An", published=False)
    assert _names(session, only_open=False) == ["An"]


@pytest.mark.parametrize("sought", ["vi hong", "Vi Ho\u0302\u0300ng", "lam", "LAM HO"])
def test_a_name_is_found_by_part_of_any_name(session, sought):
    edit_records.enter(session, Told("Vi Hồng", AuthorityKind.PERSON, variants=("Lâm Hồ",)), BY)
    assert _names(session, sought=sought, only_open=False) == ["Vi Hồng"]


def test_signs_are_sought_as_they_are(session):
    make_item(session, creator="An")
    assert _names(session, sought="%") == []


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
def test_a_name_is_offered_by_any_of_its_names(session, typed, names):
    edit_records.enter(session, Told("Vi Hồng", AuthorityKind.PERSON, variants=("Lâm Hồ",)), BY)
    found = authority_lists.offered(session, _PEOPLE, typed, 5)
    assert [(one.name, one.met) for one in found] == names


def test_the_names_used_most_stand_by_the_alphabet(session):
    make_item(session, creator="Đinh; An", published=False)
    make_item(session, creator="Đinh; Dương", published=False)
    assert authority_lists.used_most(session, _PEOPLE, 2) == ("An", "Đinh")
