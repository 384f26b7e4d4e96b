"""Checks while typing: interpretation of dates and spelling."""

import unicodedata

import pytest


@pytest.fixture
def noticed(office):
    """Return a function that requests the check of a typed text."""

    def ask(kind, typed):
        return office.fetch("/can-bo/kiem-khi-go", query_string={"loai": kind, "chu": typed}).json

    return ask


def test_the_interpretation_of_a_date_is_shown(noticed):
    assert noticed("ngay", "Bảo Đại thứ 5")["said"] == "Hiểu là năm 1930."


def test_a_plain_date_gets_no_message(noticed):
    assert noticed("ngay", "22/8/2017")["said"] == ""


def test_candidates_for_an_unclear_date_are_proposed(noticed):
    answer = noticed("ngay", "Canh Ngọ")
    assert answer["wrong"]
    assert "Canh Ngọ (1930)" in answer["instead"]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_impossible_word_is_reported_with_suggestions(noticed, form):
    message = noticed("chu", unicodedata.normalize(form, "Lịch sử câp tỉnh"))["said"]
    assert "“câp”" in message
    assert "cấp" in message


def test_a_correctly_spelt_title_gets_no_message(noticed):
    assert noticed("chu", "Quyết định 12/QĐ-UBND về Roland Garros")["said"] == ""


@pytest.mark.parametrize(("kind", "typed"), [("ngay", ""), ("khac", "gì đó"), ("", "\x00")])
def test_no_input_causes_a_server_error(noticed, kind, typed):
    assert noticed(kind, typed) == {"said": "", "wrong": False, "instead": []}
