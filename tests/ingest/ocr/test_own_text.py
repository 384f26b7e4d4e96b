"""A page's own text stands unless a reading of its picture surely says something else."""

from ingest.ocr.own_text import is_denied, lay_over
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word

HEIGHT = 30


def _line(
    text: str,
    top: int,
    *,
    start: int = 100,
    line: int = 0,
    block: int = 0,
    confidence: float = 0.95,
) -> tuple[Word, ...]:
    words, x = [], start
    for part in text.split():
        words.append(Word(part, x, top, 20 * len(part), HEIGHT, confidence, block, line))
        x += 20 * len(part) + 10
    return tuple(words)


def test_figures_read_wrongly_do_not_deny_the_figures_of_the_page():
    assert not is_denied(_line("1.234.567 17,45% 2024", 0), _line("1.284.567 17,46% 2024", 0))


def test_nom_is_not_denied_by_a_reading_that_knows_no_han():
    assert not is_denied(_line("𡄎唭𠄩𡦂人情 喓𠻗", 0), _line("trong nhà này", 0))


def test_text_in_a_lost_encoding_is_denied_by_the_words_that_are_drawn():
    assert is_denied(_line("uû ban nh©n d©n tØnh", 0), _line("uỷ ban nhân dân tỉnh", 0))


def test_words_beside_the_own_text_deny_nothing():
    assert not is_denied(_line("05.02.2025", 0), _line("quyết định này có hiệu lực", 900))


def test_unsure_words_deny_nothing():
    assert not is_denied(_line("tua slip hẩy", 0), _line("tuy nhiên hãy", 0, confidence=0.5))


def test_boxes_of_signatures_stand_as_blocks_among_the_words_that_were_read():
    read = (*_line("Ký bạn", 10), *_line("QUYẾT ĐỊNH", 300, line=1, block=1))
    own = (
        *_line("TRUNG TÂM", 10),
        *_line("Ký bởi: Ủy ban", 12, start=900),
        *_line("CÔNG BÁO", 50, line=1),
        *_line("tỉnh Quảng Ngãi", 52, start=900, line=1),
    )
    text = as_text(lay_over(read, own))
    assert text == "TRUNG TÂM\nCÔNG BÁO\n\nKý bởi: Ủy ban\ntỉnh Quảng Ngãi\n\nQUYẾT ĐỊNH"


def test_a_word_typed_into_a_form_joins_the_line_that_was_read():
    read = (
        *_line("Họ và tên của người xin cấp:", 10),
        *_line("Nơi ở: xã", 60, line=1),
        *_line("tỉnh", 110, line=2),
    )
    text = as_text(lay_over(read, _line("Chi Lăng", 60, start=330)))
    assert text == "Họ và tên của người xin cấp:\nNơi ở: xã Chi Lăng\ntỉnh"
