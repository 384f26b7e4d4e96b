"""The registers are data; what people type in them is understood, or refused in words."""

from datetime import date

import pytest

from library.programme.registers.schema import ROOMS, read_day, register_of, registers, understand

_MONEY = {"what": "Sửa máy", "line": "III.1 Hạ tầng", "source": "ngân sách tỉnh"}


def test_every_line_of_the_plan_has_a_register():
    assert {register.room for register in registers().values()} == set(ROOMS)


@pytest.mark.parametrize("code", registers())
def test_a_register_names_only_fields_it_has(code):
    register = register_of(code)
    names = {field.name for field in register.fields}
    assert {register.open, register.due} - {None} <= names
    assert all(field.choices for field in register.fields if field.kind == "choice")


@pytest.mark.parametrize(
    ("typed", "understood"),
    [("1500000", 1_500_000), ("1.500.000", 1_500_000), ("1 500 000", 1_500_000), ("0", 0)],
)
def test_money_is_read_as_people_write_it(typed, understood):
    found = understand(register_of("kinh-phi"), {**_MONEY, "planned": typed})
    assert (found.told["planned"], found.problems) == (understood, {})


@pytest.mark.parametrize("typed", ["-5", "1,5", "năm", "1.50", "99999999999999", "²", "1e5"])
def test_what_is_no_money_is_refused_in_words(typed):
    found = understand(register_of("kinh-phi"), {**_MONEY, "planned": typed})
    assert "không phải số tiền" in found.problems["planned"]


def test_what_must_stand_there_and_does_not_is_asked_for():
    found = understand(register_of("kinh-phi"), {})
    assert set(found.problems) == {"what", "line", "source"}


def test_a_choice_that_is_not_offered_is_refused():
    found = understand(register_of("kinh-phi"), {**_MONEY, "source": "vay nợ"})
    assert "Hãy chọn lại" in found.problems["source"]


def test_words_are_composed():
    found = understand(register_of("kinh-phi"), {**_MONEY, "what": "Su\u031b\u0309a máy"})
    assert found.told["what"] == "Sửa máy"


@pytest.mark.parametrize("typed", ["24/11/2026", "24-11-2026", "2026-11-24", " 24.11.2026 "])
def test_a_day_is_read_as_people_write_it(typed):
    assert read_day(typed) == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["", "31/2/2026", "hôm nay", "2026-13-01", "1/2"])
def test_what_is_no_day_is_none(typed):
    assert read_day(typed) is None
