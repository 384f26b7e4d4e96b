"""Tests of how letters read wrong are summed up, and readers compared."""

from bench import letters, reading
from bench.letters import Reading


def _read(reader: str, wrong: int, *, page: str = "book", turn: int = 0) -> Reading:
    return Reading(reader, page, wrong, 1000, "blur", turn, 1)


def _told(rows) -> dict[str, float]:
    return {row.what: row.value for row in rows}


def test_a_condition_is_told_in_the_orientation_that_is_read_worst():
    rows = _told(letters.by_condition((_read("us", 2), _read("us", 9, turn=3))))
    assert rows["text, blur: us, at 270°"] == 0.9


def test_a_table_is_held_against_another_target_than_text():
    rows = letters.by_condition((_read("us", 28), _read("us", 28, page="table")))
    assert [row.met for row in rows] == [False, True]


def test_each_condition_that_another_reads_better_is_named():
    read = (_read("us", 5), _read("tesseract", 3), _read("us", 5, page="letter"))
    table = (_read("us", 2, page="table"), _read("tesseract", 9, page="table"))
    rows = _told(letters.conditions_worse((*read, *table, _read("tesseract", 4, page="letter"))))
    assert rows == {"conditions read worse than by tesseract, of 2": 1, "… text, blur": 3}


def test_a_page_that_is_read_worse_makes_no_condition_worse():
    read = (_read("us", 5), _read("tesseract", 3), _read("us", 1, page="letter"))
    rows = letters.conditions_worse((*read, _read("tesseract", 4, page="letter")))
    assert [row.met for row in rows] == [True]


def test_each_page_that_another_reads_better_is_named():
    read = (_read("us", 5), _read("tesseract", 3), _read("us", 5, turn=1))
    rows = _told(letters.worse((*read, _read("tesseract", 900, turn=1))))
    assert rows == {
        "pages read worse than by tesseract, of 2": 1,
        "… book, blur, 0°, seed 1, of 1000": 2,
    }


def test_pages_count_by_their_letters():
    read = (Reading("us", "a", 10, 100), Reading("us", "b", 0, 900))
    assert _told(letters.by_page(read))["us: all"] == 1.0


def test_the_nearest_of_several_truths_counts():
    assert reading.mistakes("Hà  Nội", ("Nội Hà", "Hà Nội")) == (0, 6)


def test_a_letter_more_less_or_other_is_one_mistake():
    assert reading.distance("dân vận", "dan vậnn") == 2
