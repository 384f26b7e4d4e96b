"""Register definitions are data; submitted values are parsed or refused with a message."""

from datetime import date

import pytest

from points.programme.registers.schema import (
    REGISTER_GROUPS,
    ended_choices,
    parse_form,
    read_day,
    register_of,
    registers,
)

_MONEY = {"what": "Sửa máy", "line": "III.1 Hạ tầng", "source": "ngân sách tỉnh"}


def test_every_line_of_the_plan_has_a_register():
    assert {register.room for register in registers().values()} == set(REGISTER_GROUPS)


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
    parsed = parse_form(register_of("kinh-phi"), {**_MONEY, "planned": typed})
    assert (parsed.values["planned"], parsed.problems) == (understood, {})


@pytest.mark.parametrize("typed", ["-5", "1,5", "năm", "1.50", "99999999999999", "²", "1e5"])
def test_invalid_amounts_are_refused_with_a_message(typed):
    parsed = parse_form(register_of("kinh-phi"), {**_MONEY, "planned": typed})
    assert "không phải số tiền" in parsed.problems["planned"]


def test_missing_required_fields_are_reported():
    parsed = parse_form(register_of("kinh-phi"), {})
    assert set(parsed.problems) == {"what", "line", "source"}


def test_a_choice_that_is_not_offered_is_refused():
    parsed = parse_form(register_of("kinh-phi"), {**_MONEY, "source": "vay nợ"})
    assert "Hãy chọn lại" in parsed.problems["source"]


def test_text_is_normalised_to_nfc():
    parsed = parse_form(register_of("kinh-phi"), {**_MONEY, "what": "Su\u031b\u0309a máy"})
    assert parsed.values["what"] == "Sửa máy"


@pytest.mark.parametrize("typed", ["24/11/2026", "24-11-2026", "2026-11-24", " 24.11.2026 "])
def test_a_day_is_read_as_people_write_it(typed):
    assert read_day(typed) == date(2026, 11, 24)


@pytest.mark.parametrize("typed", ["", "31/2/2026", "hôm nay", "2026-13-01", "1/2"])
def test_an_invalid_date_is_none(typed):
    assert read_day(typed) is None


@pytest.mark.parametrize(("day", "refused"), [("2025-06-30", False), ("2025-07-01", True)])
def test_a_source_of_money_is_refused_once_it_no_longer_exists(day, refused):
    values = {"source": "ngân sách huyện (đến 30/6/2025)", "line": "III.1 Hạ tầng"}
    problems = ended_choices(register_of("kinh-phi"), date.fromisoformat(day), values)
    assert ("chỉ có đến 30/06/2025" in problems.get("source", "")) is refused
