"""Contract tests: the same queries on every engine."""

import unicodedata

import pytest

from search_index.clauses import Layer
from tests.search_index.makers import page


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        pytest.param("trận lụt", "lut", id="with marks"),
        pytest.param("tran lut", "lut", id="without marks"),
        pytest.param("trận lut lớn", "lut", id="partly with marks"),
        pytest.param("TRẬN LỤT", "lut", id="in capitals"),
        pytest.param("duc tho", "lut", id="đ typed as d"),
        pytest.param("Ðức Thọ", "lut", id="the Icelandic letter for Đ"),
        pytest.param(unicodedata.normalize("NFD", "Đức Thọ"), "lut", id="NFD"),
        pytest.param("hòa bình", "cho", id="tone on the first vowel"),
        pytest.param("ủy ban", "nghi-quyet", id="tone placement of uỷ"),
        pytest.param("Kì Lừa", "cho", id="i for y"),
        pytest.param('"chợ miền biên"', "cho", id="phrase"),
        pytest.param('"cho mien bien"', "cho", id="phrase without marks"),
        pytest.param('"chợ biên"~2', "cho", id="words near each other"),
        pytest.param('"biên chợ"~4', "cho", id="words near each other, the last one first"),
        pytest.param('"chợ biên họp"~2', "cho", id="three words near each other"),
        pytest.param("22/8/1886", "lut", id="a date in figures"),
        pytest.param("ngày 22-8-1886", "lut", id="a date with hyphens"),
        pytest.param("22.8.1886", "lut", id="a date with full stops"),
        pytest.param("22 tháng 8 năm 1886", "lut", id="a date in words"),
        pytest.param("ngay 22 thang 8 nam 1886", "lut", id="a date in words without marks"),
        pytest.param("1886-08-22", "lut", id="a date as machines write it"),
        pytest.param("tháng 8/1886", "lut", id="a month in figures"),
        pytest.param("tháng 8 năm 1886", "lut", id="a month in words"),
        pytest.param("năm 1886", "lut", id="a year"),
        pytest.param("149/kh-ubnd", "nghi-quyet", id="document number"),
        pytest.param("149 / KH – UBND", "nghi-quyet", id="document number in wide spacing"),
        pytest.param("số 0149/KH-UBND", "nghi-quyet", id="document number after a zero"),
        pytest.param("149 KH UBND", "nghi-quyet", id="document number in pieces"),
        pytest.param("số 149", "nghi-quyet", id="the figure alone"),
        pytest.param("諒山", "nom", id="two Hán characters"),
        pytest.param("山", "nom", id="one Hán character"),
        pytest.param("𢆥", "nom", id="a character of Extension B"),
        pytest.param("lạng sơn", "tinh", id="typed with marks ranks first"),
        pytest.param("lang son", "tinh", id="neighbours rank first"),
        pytest.param("lăng mộ", "lang", id="the same letters, other marks"),
        pytest.param("trận lụtt", "lut", id="one letter too many"),
        pytest.param("trậm lụt", "lut", id="one letter wrong"),
        pytest.param("trận lt lớn", "lut", id="one letter missing"),
        pytest.param("tarn lut lon", "lut", id="two letters changed about"),
        pytest.param("trận lụt 1ớn", "lut", id="1 read for l"),
        pytest.param("dức thọ", "lut", id="đ read as d"),
        pytest.param("clức thọ", "lut", id="cl read for d"),
        pytest.param("chợ miền biên h0p", "cho", id="0 read for o"),
        pytest.param("ngày 22 tháng 8 năm l886", "lut", id="l read for 1"),
        pytest.param("tranaj lutj", "lut", id="two keys too many do no harm"),
        pytest.param("traanj lutj lowns", "lut", id="Telex keys"),
        pytest.param("tra65n lu5t", "lut", id="VNI keys"),
        pytest.param("lang5 son7", "tinh", id="VNI keys after the word"),
        pytest.param("Lạng Sown", "tinh", id="Telex keys in one of two words"),
        pytest.param("TrËn lôt", "lut", id="pasted TCVN3"),
        pytest.param("Traän luït", "lut", id="pasted VNI"),
        pytest.param("Langson", "tinh", id="one word as the French wrote it"),
        pytest.param("Lang-Son", "tinh", id="with a hyphen"),
        pytest.param("Kylua", "cho", id="another word as the French wrote it"),
        pytest.param("UBND tỉnh", "nghi-quyet", id="abbreviation"),
        pytest.param("ubnd tinh", "nghi-quyet", id="abbreviation in small letters"),
        pytest.param("TP Lạng Sơn", "tinh", id="abbreviation of a unit"),
        pytest.param("giáo hội thế kỷ 19", "the-ky", id="Roman number typed in figures"),
        pytest.param("Trận lụt lớn xảy ra ở đâu năm nào", "lut", id="a question in a sentence"),
        pytest.param("Xứ Lạng có thành phố nào ở miền Bắc vậy?", "tinh", id="another question"),
        pytest.param(
            "Trận lụt lớn ở Đức Thọ, ngày 22 tháng 8 năm 1886.", "lut", id="a pasted sentence"
        ),
        pytest.param("nhan đề:Hà Tĩnh", "lut", id="title field"),
        pytest.param("nhan de:(ha tinh)", "lut", id="title field without marks"),
        pytest.param('nơi:"Lạng Sơn"', "tinh", id="place field"),
        pytest.param("số:149", "nghi-quyet", id="number field without a number in the record"),
        pytest.param("năm:1880..1890", "lut", id="years"),
        pytest.param("mi* AND kỳ", "cho", id="wildcard"),
        pytest.param("miền KHÔNG chợ", "tinh", id="NOT in Vietnamese"),
        pytest.param("miền -chợ", "tinh", id="a minus before what is not wanted"),
        pytest.param("lụt HOẶC lũ", "lut", id="OR in Vietnamese"),
        pytest.param('"trậm lụt lớn"', "lut", id="one letter wrong in a phrase"),
        pytest.param("trận VÀ nhan đề:Tĩmh", "lut", id="one letter wrong in a title"),
        pytest.param("mưaa HOẶC lụtt", "lut", id="one letter too many on either side of OR"),
    ],
)
def test_the_right_item_is_first(sample_index, typed, first):
    assert sample_index.ask(typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param('"lớn lụt"', id="phrase in the wrong order"),
        pytest.param('"chơ miên biên"', id="phrase with other marks"),
        pytest.param("năm:1900..2000", id="years without an item"),
        pytest.param("lụt KHÔNG trận", id="the unwanted word is there"),
        pytest.param('"chợ biên"', id="words that do not touch"),
    ],
)
def test_other_items_are_not_found(sample_index, typed):
    assert sample_index.ask(typed) == []


@pytest.mark.parametrize(
    "typed",
    [
        "x" * 10_000,
        "\0",
        "AND",
        "OR OR",
        '"' * 99,
        "(" * 500,
        "NOT",
        "a:b:c",
        "*",
        "\ud800",
        "[1 TO",
    ],
)
def test_no_input_is_an_error(sample_index, typed):
    assert sample_index.ask(typed) is not None


def test_a_collection_can_be_searched_alone(sample_index):
    assert sample_index.ask("miền", collection="sach") == ["cho"]


def test_a_query_with_operators_is_corrected(sample_index):
    assert sample_index.corrected_query('"Trậm lụt"') == '"Trận lụt"'


def test_a_query_with_operators_and_hits_is_not_corrected(sample_index):
    assert sample_index.corrected_query("lụt HOẶC lụtt") is None


def test_characters_find_the_name_read_aloud(sample_index):
    assert sample_index.ask("諒山")[:2] == ["nom", "tinh"]


def test_one_wrong_letter_is_corrected(sample_index):
    assert sample_index.corrected_words("Lạng Sơm") == "Lạng Sơn"


def test_an_indexed_word_is_not_corrected(sample_index):
    assert sample_index.corrected_words("Lạng Sơn") == ""


def test_an_item_is_listed_once_with_its_best_page(index):
    index.put(
        page("sach", "Chợ Kỳ Lừa.", number=1),
        page("sach", "Lụt, trận lụt, trận lụt lớn.", number=2),
        page("sach", "Một trận mưa, rồi lụt ở làng bên, và nhiều chữ khác nữa.", number=3),
    )
    (only,) = index.search("trận lụt").items
    assert (only.page, only.pages_found) == (2, 1)


def test_an_item_has_its_best_pages(index):
    index.put(
        page("sach", "Chợ Kỳ Lừa.", number=1),
        *(page("sach", f"Lụt, {'trận lụt, ' * number}hết.", number=number) for number in (2, 3)),
        *(page("sach", "Một trận mưa, rồi lụt ở làng.", number=number) for number in (4, 5)),
    )
    (only,) = index.search("trận lụt").items
    assert (set(only.pages), only.pages_found) == ({2, 3}, 2)


def test_an_item_with_more_matching_pages_comes_first(index):
    index.put(page("a", "trận lụt"), *(page("b", "trận lụt", number=number) for number in (1, 2)))
    assert index.ask("trận lụt") == ["b", "a"]


def test_inside_one_item_every_page_is_a_hit(index):
    index.put(*(page("sach", "trận lụt", number=number) for number in (1, 2, 3)))
    assert index.search("lụt", item="sach").total == 3


def test_a_screen_past_the_end_is_empty(sample_index):
    assert sample_index.ask("lụt", screen=2) == []


def test_screens_follow_each_other(index):
    index.put(*(page(f"i{number:02}", "trận lụt") for number in range(25)))
    screens = [index.ask("trận lụt", screen=screen, size=10) for screen in (1, 2, 3)]
    assert len({item for screen in screens for item in screen}) == 25


def test_the_total_counts_items_not_pages(index):
    index.put(*(page(f"i{number % 3}", "trận lụt", number=number) for number in range(1, 31)))
    assert index.search("lụt").total == 3


def test_facets_count_items(index):
    index.put(
        page("a", "lụt", number=1, kind="Sách", year=1994, places=("Kỳ Lừa", "Bắc Sơn")),
        page("a", "lụt", number=2, kind="Sách", year=1994, places=("Kỳ Lừa", "Bắc Sơn")),
        page("b", "lụt", kind="Báo", collection="khac", year=1999, places=("Kỳ Lừa",)),
        page("c", "hạn", kind="Báo"),
    )
    counts = index.counts('"lụt"')
    assert counts[Layer.COLLECTION] == {"bao": 1, "khac": 1}
    assert counts[Layer.KIND] == {"Sách": 1, "Báo": 1}
    assert counts[Layer.DECADE] == {"1990": 2}
    assert counts[Layer.PLACE] == {"Kỳ Lừa": 2, "Bắc Sơn": 1}


_UNITS = ("w-ky-lua--2025", "d-bac-son", "x-binh-la--binh-gia")


@pytest.mark.parametrize(
    "narrowed",
    [
        {"kind": "Sách, tập"},
        {"decade": 1990},
        {"access": "library"},
        {"language": "fr"},
        {"place": "d-bac-son"},
        {"place": "w-ky-lua--2025", "decade": 1990},
        {"place": "Bình La"},
    ],
)
def test_facets_filter_the_result(index, narrowed):
    described = {"kind": "Sách, tập", "year": 1994, "access": "library", "language": "fr"}
    index.put(
        page("a", "lụt", **described, places=("w-ky-lua--2025", "d-bac-son"), units=_UNITS),
        page("b", "lụt", kind="Báo", year=2001, places=("w-ky-lua--2025",)),
    )
    assert index.ask("lụt", **narrowed) == ["a"]


def test_a_page_with_high_confidence_comes_before_a_faint_one(index):
    index.put(page("faint", "trận lụt", quality=0.4), page("sure", "trận lụt", quality=0.95))
    assert index.ask("trận lụt") == ["sure", "faint"]


def test_the_title_comes_before_the_text(index):
    index.put(
        page("text", "Bài này nhắc đến lễ hội Lồng Tồng một lần.", title="Bài khác"),
        page("title", "Bài này nói về lễ hội.", title="Lễ hội Lồng Tồng"),
    )
    assert index.ask("lễ hội Lồng Tồng")[0] == "title"


def test_words_scattered_on_many_pages_do_not_hide_neighbours_on_one(index):
    scattered = (page(f"i{number}", "Dầu, hoa, tinh, rồi hồi.") for number in range(12))
    index.put(page("gan", "Xứ sở hoa hồi."), *scattered)
    assert "gan" in index.ask("hoa hồi tinh dầu hồi")[:10]


def test_a_document_comes_before_documents_that_cite_its_number(sample_index):
    citing = (page(f"citing{n}", "Kế hoạch số 149/KH-UBND. " * 9) for n in range(3))
    sample_index.put(*citing)
    assert sample_index.ask("ke hoach so 149/kh-ubnd")[0] == "nghi-quyet"


def test_a_removed_item_is_not_found(sample_index):
    sample_index.remove("lut")
    assert sample_index.ask('"trận lụt lớn"') == []


def test_a_page_is_replaced_within_one_commit(sample_index):
    writer = sample_index.engine.open_writer(sample_index.folder)
    for text in ("Hạn hán.", "Mưa đá."):
        writer.remove_page("lut", 1)
        writer.put([page("lut", text)])
    writer.save()
    writer.close()
    assert (sample_index.ask('"hạn hán"'), sample_index.ask('"mưa đá"')) == ([], ["lut"])


def test_uncommitted_pages_are_not_found(sample_index):
    writer = sample_index.engine.open_writer(sample_index.folder)
    writer.put([page("moi", "Hạn hán.")])
    writer.close()
    assert sample_index.ask('"hạn hán"') == []


def test_an_open_reader_sees_a_commit_after_refresh(sample_index):
    reader = sample_index.engine.open_reader(sample_index.folder)
    sample_index.put(page("moi", "Hạn hán."))
    reader.refresh()
    assert "moi" in reader.pages()
    reader.close()


def test_pages_are_listed_by_item(index):
    index.put(page("a", "x", number=1), page("a", "y", number=2), page("b", "z", number=None))
    reader = index.engine.open_reader(index.folder)
    assert reader.pages() == {"a": {1, 2}, "b": {0}}
    reader.close()
