"""Letter error rates are summed up by page and condition, and compared between readers."""

from dataclasses import replace

from bench import letters, reading
from bench.letters import Reading
from bench.lost_words import LABEL


def _reading(reader: str, wrong: int, *, page: str = "book", turn: int = 0) -> Reading:
    return Reading(reader, page, wrong, 1000, "blur", turn, 1)


def _values_by_name(rows) -> dict[str, float]:
    return {row.what: row.value for row in rows}


def test_a_condition_is_reported_in_its_worst_orientation():
    rows = _values_by_name(letters.by_condition((_reading("us", 2), _reading("us", 9, turn=3))))
    assert rows["text, blur: us, at 270°"] == 0.9


def test_tables_have_a_different_target_than_text():
    rows = letters.by_condition((_reading("us", 28), _reading("us", 28, page="table")))
    assert [row.met for row in rows if row.unit == "%"] == [False, True]


def test_words_lost_against_plain_reading_are_added_up():
    readings = (replace(_reading("us", 2), lost=2), replace(_reading("us", 0), lost=1))
    rows = {row.what: (row.value, row.met) for row in letters.by_condition(readings)}
    assert rows[LABEL] == (3, False)
    assert rows[f"… {LABEL}"] == (3, False)


def test_each_condition_where_another_reader_is_better_is_listed():
    readings = (_reading("us", 5), _reading("tesseract", 3), _reading("us", 5, page="letter"))
    table = (_reading("us", 2, page="table"), _reading("tesseract", 9, page="table"))
    rows = _values_by_name(
        letters.conditions_read_worse((*readings, *table, _reading("tesseract", 4, page="letter")))
    )
    assert rows == {"conditions read worse than by tesseract, of 2": 1, "… text, blur": 3}


def test_conditions_are_compared_over_all_their_pages():
    readings = (_reading("us", 5), _reading("tesseract", 3), _reading("us", 1, page="letter"))
    rows = letters.conditions_read_worse((*readings, _reading("tesseract", 4, page="letter")))
    assert [row.met for row in rows] == [True]


def test_each_page_where_another_reader_is_better_is_listed():
    readings = (_reading("us", 5), _reading("tesseract", 3), _reading("us", 5, turn=1))
    rows = _values_by_name(
        letters.pages_read_worse((*readings, _reading("tesseract", 900, turn=1)))
    )
    assert rows == {
        "pages read worse than by tesseract, of 2": 1,
        "… book, blur, 0°, seed 1, of 1000": 2,
    }


def test_errors_are_counted_against_the_nearest_of_several_transcriptions():
    assert reading.count_errors("Hà  Nội", ("Nội Hà", "Hà Nội")) == (0, 6)


def test_an_inserted_deleted_or_replaced_letter_counts_as_one_error():
    assert reading.edit_distance("dân vận", "dan vậnn") == 2
