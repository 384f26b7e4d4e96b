"""Second reading of painted pages: doubted words, the gate of the page, strips."""

from ingest.second_reader.reread_page import reread_page
from ingest.second_reader.strips import strips_of
from tests.ingest.second_reader.painted_pages import PaintedReader, paint
from tests.library.corrections.pages import set_lines

_CLEAR = "Thực hiện công tác dân vận và dân chủ ở cơ sở trên địa bàn tỉnh"


def _page(*doubted: str, confidence: float = 0.8):
    """Return a clear line, and a line of which the given words are in doubt."""
    lines = set_lines(_CLEAR, "Ủy ban nhân dân câp tỉnh", confidence=0.97)
    return tuple(
        word._replace(confidence=confidence) if word.text in doubted else word for word in lines
    )


def _read(words, corrected=None, probability=1.0, **options):
    texts = [(corrected or {}).get(word.text, word.text) for word in words]
    reader = PaintedReader(texts, probability)
    return reread_page(reader, lambda: paint(words), words, 1000, is_first=False, **options), reader


def test_a_doubted_word_gets_its_marks():
    result, _ = _read(_page("câp"), {"câp": "cấp"}, 0.95)
    (change,) = result.changes
    assert (change.seen[0].text, change.meant) == ("câp", ("cấp",))
    assert (change.confidences.ocr, change.confidences.second) == (0.8, 0.95)


def test_marks_of_a_word_stay_unless_its_neighbours_are_evidence():
    words = _page("dân", "tỉnh")
    assert _read(words, {"dân": "dan", "tỉnh": "tinh"})[0].changes == ()


def test_a_doubted_word_that_no_reading_could_replace_is_not_read():
    result, reader = _read(_page("nhân", confidence=0.85))
    assert (result.strips, reader.lines) == (0, 0)
    _, reader = _read(_page("nhân", confidence=0.75))
    assert reader.lines


def test_no_further_words_are_read_where_nothing_is_to_be_changed():
    words = _page("câp")
    _, reader = _read(words)
    assert reader.lines == 1
    _, reader = _read(words, {"câp": "cấp"}, 0.95)
    assert reader.lines > 1


def test_a_clear_word_stays_although_it_is_read_differently():
    result, _ = _read(_page("tỉnh"), {"câp": "cấp", "tỉnh": "tỉnh"})
    assert result.passed
    assert not result.changes


def test_only_doubted_words_and_their_neighbours_are_read():
    words = _page("câp")
    (strip,) = strips_of(words, {place for place, word in enumerate(words) if word.text == "câp"})
    assert [words[place].text for place in strip.places] == ["dân", "câp", "tỉnh"]


def test_a_page_without_doubted_words_is_not_read_at_all():
    result, reader = _read(_page())
    assert (result.strips, reader.lines, result.passed) == (0, 0, True)


def test_nothing_changes_on_a_page_whose_clear_words_are_read_differently():
    result, _ = _read(_page("câp"), {"câp": "cấp", "dân": "đân", "ban": "bàn"})
    assert result.agreement < 0.93
    assert not result.passed
    assert not result.changes


def test_words_that_a_person_confirmed_are_never_in_doubt():
    words = tuple(word._replace(checked=True, confidence=0.5) for word in _page("câp"))
    assert _read(words, {"câp": "cấp"})[0].changes == ()


def test_a_strip_ends_at_a_wide_gap():
    words = set_lines("Số: 12", confidence=0.5)
    apart = (words[0], words[1]._replace(left=words[1].left + 100))
    assert [strip.places for strip in strips_of(apart, {0, 1})] == [(0,), (1,)]


def test_a_strip_is_no_longer_than_the_model_can_read():
    words = set_lines("Ủy ban nhân dân " * 20, confidence=0.5)
    strips = list(strips_of(words, set(range(len(words)))))
    assert all(strip.box.width <= 16 * strip.box.height for strip in strips)
    assert sum(len(strip.places) for strip in strips) == len(words)
