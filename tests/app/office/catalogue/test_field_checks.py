"""While staff type, the office says how a date is understood and which words look misspelt."""

import unicodedata

import pytest

from library.staff.permissions import Role


@pytest.fixture
def noticed(office):
    """Give a function that returns what is noticed in what is typed."""

    def ask(kind, typed):
        return office.fetch("/can-bo/kiem-khi-go", query_string={"loai": kind, "chu": typed}).json

    return ask


def test_it_says_how_a_date_is_understood(noticed):
    assert noticed("ngay", "Bảo Đại thứ 5")["said"] == "Hiểu là năm 1930."


def test_a_plain_date_needs_no_words(noticed):
    assert noticed("ngay", "22/8/2017")["said"] == ""


def test_it_proposes_what_may_be_meant(noticed):
    answer = noticed("ngay", "Canh Ngọ")
    assert answer["wrong"]
    assert "Canh Ngọ (1930)" in answer["instead"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_word_that_cannot_be_is_named_with_what_it_may_be(noticed, form):
    said = noticed("chu", unicodedata.normalize(form, "Lịch sử câp tỉnh"))["said"]
    assert "“câp”" in said
    assert "cấp" in said


def test_a_title_that_is_well_spelt_is_left_alone(noticed):
    assert noticed("chu", "Quyết định 12/QĐ-UBND về Roland Garros")["said"] == ""


@pytest.mark.parametrize(("kind", "typed"), [("ngay", ""), ("khac", "gì đó"), ("", "\x00")])
def test_nothing_typed_is_an_error(noticed, kind, typed):
    assert noticed(kind, typed) == {"said": "", "wrong": False, "instead": []}


def test_who_describes_nothing_is_refused(staff):
    assert staff(Role.POINT_LIBRARIAN).fetch("/can-bo/kiem-khi-go").status_code == 403
