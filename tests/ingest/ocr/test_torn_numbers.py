"""Numbers that were torn apart are joined only where no other reading is possible."""

import pytest

from ingest.ocr.fix_letters import join_torn_numbers
from library.catalogue.text.words import Word

HEIGHT, LETTER = 40, 25
SPACE, CRACK = 18, 6


def _line(*parts: str, gap: int) -> tuple[Word, ...]:
    words, x = [], 100
    for text in parts:
        width = LETTER * len(text)
        words.append(Word(text, x, 100, width, HEIGHT, 0.9, 2, 5))
        x += width + gap
    return tuple(words)


def _texts(*parts: str, gap: int) -> list[str]:
    return [word.text for word in join_torn_numbers(_line(*parts, gap=gap))]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("1", "2.500"), "12.500"),
        (("12.", "500"), "12.500"),
        (("1", "12.511.000,"), "112.511.000,"),
        (("1.5", "00"), "1.500"),
        (("1", "1/QĐ-UBND"), "11/QĐ-UBND"),
    ],
)
def test_digits_that_almost_touch_are_one_number(parts, text):
    assert _texts(*parts, gap=CRACK) == [text]


@pytest.mark.parametrize(
    "parts",
    [("1", "2.500"), ("12.", "500"), ("1", "1/QĐ-UBND"), ("mục", "2.500"), ("22", "/TTr-UBND")],
)
def test_digits_a_space_apart_are_two_numbers(parts):
    assert _texts(*parts, gap=SPACE) == list(parts)


@pytest.mark.parametrize(
    "parts",
    [("1234", "5.500"), ("2.500", "12"), ("1", "2"), ("12,", "500"), ("0", "x"), ("1", ".5")],
)
def test_what_is_no_number_together_stays_apart(parts):
    assert _texts(*parts, gap=CRACK) == list(parts)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (("12", ".500"), "12.500"),
        (("123/2020/NĐ-", "CP,"), "123/2020/NĐ-CP,"),
        (("574/QĐ", "-UBND"), "574/QĐ-UBND"),
        (("30", "/2020/NĐ-CP"), "30/2020/NĐ-CP"),
        (("08", "-QĐ/TW,"), "08-QĐ/TW,"),
        (("08-", "QĐ/TW"), "08-QĐ/TW"),
        (("6658/UBND", "-KTTH"), "6658/UBND-KTTH"),
        (("6658/UBND-", "KTTH"), "6658/UBND-KTTH"),
    ],
)
def test_a_part_that_begins_no_word_is_joined_over_a_space(parts, text):
    assert _texts(*parts, gap=SPACE) == [text]


def test_parts_of_two_cells_or_lines_stay_apart():
    first, second = _line("1", "2.500", gap=CRACK)
    far = second._replace(left=second.left + 300)
    below = second._replace(line=6)
    assert len(tuple(join_torn_numbers((first, far)))) == 2
    assert len(tuple(join_torn_numbers((first, below)))) == 2


def test_the_joined_word_covers_both_parts():
    (word,) = join_torn_numbers(_line("1", "2.500", gap=CRACK))
    assert (word.left, word.width, word.block, word.line) == (100, 6 * LETTER + CRACK, 2, 5)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("Nghị định số 1 01/2024/NĐ-CP", "Nghị định số 101/2024/NĐ-CP"),
        ("Nghị định số I 02/2024/NĐ-CP", "Nghị định số 102/2024/NĐ-CP"),
        ("Quyết định số | 5/QĐ-UBND", "Quyết định số 15/QĐ-UBND"),
        ("ngày 08/ 12/2021 của", "ngày 08/12/2021 của"),
    ],
)
def test_a_digit_that_a_number_lost_is_joined_across_a_space(line, text):
    assert " ".join(_texts(*line.split(), gap=SPACE)) == text


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("Điều 1 01/2024/NĐ-CP", id="an article"),
        pytest.param("số 1 02/2024", id="an issue and its month"),
        pytest.param("từ 42/ 12/2021", id="no such day"),
        pytest.param("khoản 1 15/QĐ-UBND", id="a clause"),
    ],
)
def test_a_number_that_may_stand_alone_is_not_joined(line):
    assert " ".join(_texts(*line.split(), gap=SPACE)) == line
