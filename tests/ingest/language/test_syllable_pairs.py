"""The table of pairs: what is counted, how it is stored, how own text joins it."""

from ingest.language import syllable_pairs
from ingest.language.syllable_pairs import count_pairs, shipped_pairs
from tests.ingest.language.pairs_file import packed


def test_signs_and_numbers_divide_pairs_but_quotes_do_not():
    counts = count_pairs(["Xã “Tân” Thành, huyện 5 xã"])
    assert set(counts) == {("xã", "tân"), ("tân", "thành")}


def test_a_stored_table_gives_back_its_levels(monkeypatch, tmp_path):
    text = "ủy ban " * 9 + "xã ban hành quyết định. " * 5
    file = tmp_path / "pairs.xz"
    file.write_bytes(packed(count_pairs([text])))
    monkeypatch.setattr(syllable_pairs, "_FILE", file)
    pairs = shipped_pairs.__wrapped__()
    assert pairs.level("ủy", "ban") == 4
    assert pairs.level("ban", "hành") == 3
    assert pairs.level("hành", "ban") == 0


def test_spellings_of_one_syllable_are_one():
    pairs = shipped_pairs()
    assert pairs.level("hòa", "bình") > 8
    assert "hoà" not in pairs.alike("hòa")


def test_own_pairs_join_the_shipped_ones_without_changing_them():
    own = shipped_pairs().joined({("nà", "sầm"): 9})
    assert own.level("nà", "sầm") == 4
    assert shipped_pairs().level("nà", "sầm") < 4
    assert own.level("ủy", "ban") == shipped_pairs().level("ủy", "ban")
