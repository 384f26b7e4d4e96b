"""Codes that are read out over the phone."""

import pytest

from kit.contact.problems import MistypedCodeError
from kit.contact.stations import DIGIT_COUNT, in_groups, new_code, read_code


def test_a_code_is_read_out_in_groups_of_four_and_typed_in_any_form():
    code = new_code()
    assert len(code) == DIGIT_COUNT and in_groups(code).count(" ") == 3
    assert read_code(in_groups(code)) == read_code(code.replace("", "-")) == code


@pytest.mark.parametrize("place", range(DIGIT_COUNT), ids=lambda place: f"digit {place + 1}")
def test_one_wrong_digit_is_found_before_anything_is_sent(place):
    code = new_code()
    for digit in "0123456789".replace(code[place], ""):
        with pytest.raises(MistypedCodeError):
            read_code(code[:place] + digit + code[place + 1 :])


def test_two_digits_exchanged_are_found():
    code = next(code for code in iter(new_code, "") if code[4] != code[5])
    with pytest.raises(MistypedCodeError):
        read_code(code[:4] + code[5] + code[4] + code[6:])


@pytest.mark.parametrize(
    "text", ["", "1234", "số ba", "٣" * 16], ids=["none", "few", "words", "ar"]
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(MistypedCodeError):
        read_code(text)
