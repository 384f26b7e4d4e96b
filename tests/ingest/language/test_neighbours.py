"""Words that lost a mark take the marks that suit their neighbours, and no others."""

import pytest

from ingest.language.neighbours import correct_by_neighbours, find_corrections
from ingest.language.syllable_pairs import shipped_pairs
from library.catalogue.text.words import Word


def _corrected(text: str) -> str:
    words = text.split()
    changes = find_corrections(words, shipped_pairs())
    return " ".join(changes.get(place, word) for place, word in enumerate(words))


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("hiện, tô chức tông kêt công tác", "hiện, tổ chức tổng kết công tác"),
        ("theo tỉnh thần của", "theo tinh thần của"),
        ("cung câp dịch vụ", "cung cấp dịch vụ"),
        ("TỈNH QUANG NGAI", "TỈNH QUẢNG NGÃI"),
        ("thành phô Cân Thơ từ", "thành phố Cần Thơ từ"),
        ("vượt thâm quyên, kịp thời", "vượt thẩm quyền, kịp thời"),
    ],
)
def test_a_lost_mark_is_restored(read, printed):
    assert _corrected(read) == printed


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Thị Lê Vân", id="a name of a person"),
        pytest.param("Đồng chí Hồ Xuân Đính phát biểu", id="a rare name of a person"),
        pytest.param("gặp ông Lam cho biết", id="a given name alone"),
        pytest.param("LƯỜNG THẾ PHƯƠNG", id="a name in capitals"),
        pytest.param("bàn giao hồ sơ", id="a word of procedures"),
        pytest.param("hoà bình và thuỷ lợi", id="the newer place of a tone"),
        pytest.param("câp, 12 tô.", id="no neighbour in its phrase"),
        pytest.param("ở phường Tân Thành", id="a known place"),
    ],
)
def test_a_word_without_evidence_stays(text):
    assert _corrected(text) == text


def test_words_of_another_block_are_no_neighbours():
    assert find_corrections(["tô", "chức"], shipped_pairs(), blocks=[0, 1]) == {}


def test_a_word_that_a_person_confirmed_stays():
    read = [Word(text, 0, 0, 9, 9, 0.9, 0, 0) for text in ("việc", "tô", "chức", "thi")]
    confirmed = (*read[:1], read[1]._replace(checked=True), *read[2:])
    assert correct_by_neighbours(confirmed, shipped_pairs()) == confirmed
    assert correct_by_neighbours(tuple(read), shipped_pairs())[1].text == "tổ"
