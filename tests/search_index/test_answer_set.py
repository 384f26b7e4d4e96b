"""The answer set holds what has the words typed, as words and names; what comes close is apart."""

import pytest

from library.vietnamese.letters import compose
from search_index.analysis import find_words, layers, normalise
from search_index.documents import Order
from search_index.results.matching import match_positions
from search_index.results.snippets import snippet
from tests.search_index.makers import page, phrases


def _answer(index, typed):
    answer = index.answer(typed)
    return [item.item_id for item in answer.result.items], [item.item_id for item in answer.near]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("thổ cẩm", "Dệt thổ cẩm ở bản", id="a compound"),
        pytest.param("tho cam", "Dệt thổ cẩm ở bản", id="a compound without marks"),
        pytest.param("Bắc Sơn", "Khởi nghĩa Bắc Sơn", id="a name"),
        pytest.param("bac son", "Khởi nghĩa Bắc Sơn", id="a name without marks"),
        pytest.param("BẮC SƠN", "Khởi nghĩa Bắc Sơn", id="capitals"),
        pytest.param("khởi nghĩa Bắc Sơn", "Bắc Sơn nổ ra cuộc khởi nghĩa", id="units apart"),
        pytest.param("rừng hồi", "Những rừng hồi xanh", id="two words side by side"),
        pytest.param("hồi rừng", "Những rừng có nhiều hồi", id="two words in one sentence"),
        pytest.param("UBND tỉnh", "Ủy ban nhân dân tỉnh", id="an abbreviation"),
        pytest.param("thế kỷ 19", "Cuối thế kỷ XIX", id="a Roman number"),
        pytest.param("bjoóc nghĩa là gì", "Hoa tiếng Tày gọi là bjoóc", id="a question"),
        pytest.param("ai lãnh đạo khởi nghĩa", "Người lãnh đạo khởi nghĩa", id="who"),
        pytest.param("what is bjoóc", "Hoa gọi là bjoóc", id="an English question"),
        pytest.param("khởi nghĩa nổ ra vào năm nào", "Cuộc khởi nghĩa", id="it broke out when"),
        pytest.param("qui est Hoàng Đình Kinh", "Ông Hoàng Đình Kinh", id="a French question"),
        pytest.param("có gì ở Lạng Sơn", "Chợ Lạng Sơn", id="words that only help to ask"),
        pytest.param("ăn gì ở Lạng Sơn", "Quà Lạng Sơn nên ăn", id="what in the middle"),
        pytest.param("nông văn vân", "Nông Văn Vân", id="a person in small letters"),
        pytest.param("nong van van", "Nông Văn Vân", id="a person without marks"),
        pytest.param("DI TÍCH VÀ HANG", "Di tích và hang", id="VÀ in a title in capitals"),
        pytest.param("số 149/KH-UBND", "Kế hoạch số 149 / KH - UBND", id="a document number"),
        pytest.param("17.10.02", "Ngày 17 tháng 10 năm 2002", id="a year of two figures"),
        pytest.param("ngày 17 tháng Mười năm 2002", "17/10/2002", id="a month as a word"),
        pytest.param("mùng 4 tháng giêng", "ngày 4 tháng 1 có hội", id="the first month"),
        pytest.param("tháng Chín 1940", "tháng 9 năm 1940", id="a month of a year"),
    ],
)
def test_a_page_with_the_words_is_in_the_set(index, typed, text):
    index.put(page("a", text))
    assert _answer(index, typed) == (["a"], [])


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        pytest.param("thổ cẩm", "Hơi thở và cây đàn cầm", id="other marks, not side by side"),
        pytest.param("thổ cẩm", "Vải tho cam", id="without its marks"),
        pytest.param("Bắc Sơn", "Phía bắc là núi, sơn son", id="a name in pieces"),
        pytest.param("Hoàng Đình Kinh", "Dựng đình Kinh lược cho họ Hoàng", id="a person"),
        pytest.param("khởi nghĩa Bắc Sơn", "Khởi nghĩa Yên Thế", id="without the name"),
        pytest.param("nông văn vân", "Ông Nông đọc văn ở Vân Mộng", id="a person in pieces"),
        pytest.param("nguyen thi minh", "Nguyễn Huệ thi với vua Minh", id="a person unmarked"),
        pytest.param("Tam Thanh", "Trung tâm thành phố Tam Kỳ", id="a name without marks"),
    ],
)
def test_a_page_without_them_only_comes_close(index, typed, text):
    index.put(page("a", text), page("b", "Chợ Kỳ Lừa"))
    assert _answer(index, typed) == ([], ["a"])


@pytest.mark.parametrize(
    ("typed", "text"), [("quy hoạch", "Kế hoạch 2025"), ("que huong", "Xã Hương Sơn")]
)
def test_a_vietnamese_word_spelt_like_a_foreign_one_is_no_question(index, typed, text):
    index.put(page("a", text), page("b", "Quy hoạch quê hương"))
    assert _answer(index, typed)[0] == ["b"]


def test_only_the_set_is_counted(index):
    index.put(
        page("a", "Dệt thổ cẩm", collection="sach", kind="Sách"),
        page("b", "Hơi thở, đàn cầm", collection="bao", kind="Báo"),
    )
    assert index.search("thổ cẩm").total == 1
    assert sorted(index.answer("thổ cẩm").near[0].item_id) == ["b"]
    assert {"sach": 1} in index.counts("thổ cẩm").values()


def test_in_order_of_date_what_comes_close_is_shown_only_without_results(index):
    index.put(page("a", "Dệt thổ cẩm"), page("b", "Hơi thở, đàn cầm"))
    assert index.answer("thổ cẩm", order=Order.NEWEST).near == ()
    assert index.answer("thổ cẩm lụa", order=Order.NEWEST).near != ()


def test_a_mistyped_query_is_answered_as_corrected(index):
    index.put(page("a", "Trận lụt lớn"), page("b", "trận lụt"), page("c", "trận lụt"))
    answer = index.answer("trậm lụt")
    assert (answer.answered_query, answer.result.total) == ("trận lụt", 3)


def test_a_correction_keeps_the_marks_that_were_typed(index):
    common = [page(f"b{number}", "Luôn có luật, chua lắm") for number in range(5)]
    index.put(*common, *(page(f"a{n}", "Hát lượn, trận lụt, chùa Tam Thanh") for n in range(3)))
    assert index.answer("slượn").answered_query == "lượn"
    assert index.answer("lụtt").answered_query == "lụt"
    assert index.answer("chùaa Tam Thanh").answered_query == "chùa Tam Thanh"
    assert index.answer("phjũng").answered_query is None


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        pytest.param("tranh Hàng Chống", "tranh Hàng Trống", id="ch for tr"),
        pytest.param("tỉnh Nạng Sơn", "tỉnh Lạng Sơn", id="n for l"),
        pytest.param("ca chù", "ca trù", id="two words"),
        pytest.param("gốmbáttràng", "gốm bát tràng", id="three words joined"),
        pytest.param("Hà Kếế Tấnn", "Hà Kế Tấn", id="letters struck twice"),
        pytest.param("chợ Kỳ Lủa", "chợ Kỳ Lừa", id="other marks"),
    ],
)
def test_a_word_that_fits_nowhere_is_answered_by_one_that_sounds_alike(index, typed, answered):
    text = "Tranh Hàng Trống, gốm Bát Tràng, ca trù, tỉnh Lạng Sơn, ông Hà Kế Tấn, chợ Kỳ Lừa"
    index.put(*(page(f"a{number}", text) for number in range(3)), page("b", "Chống càn, chù, lủa"))
    assert index.answer(typed).answered_query == answered


def test_a_word_of_the_library_is_not_corrected_for_standing_beside_a_new_one(index):
    index.put(*(page(f"a{number}", "Tế lớn ở đền. Tết Nguyên đán") for number in range(4)))
    assert index.corrected_query("Tết lớn nhất") is None


def test_words_that_were_right_stay_as_typed_in_a_correction(index):
    index.put(*(page(f"b{number}", "Chợ Kỳ Lừa, thủy lợi") for number in range(3)))
    assert index.answer("kỳ lừaa").answered_query == "kỳ lừa"
    assert index.answer("Kỳ Luwaf, thủy lợii").answered_query == "Kỳ Lừa thủy lợi"


def test_a_query_that_fails_with_operators_is_answered_as_words(index):
    index.put(page("a", "Tác giả: không rõ, năm 1940"))
    answer = index.answer("năm: 1940")
    assert (answer.answered_query, answer.result.total) == ("năm 1940", 1)


@pytest.mark.parametrize(
    "typed",
    [
        "năm: 99999999999999999999999",
        "năm:1..99999999999999999999",
        "năm:0..0",
        "99999999999999999",
    ],
)
def test_a_number_of_any_size_is_a_query(index, typed):
    index.put(page("a", "Chợ", year=1940))
    index.answer(typed)


@pytest.mark.parametrize(
    ("typed", "text", "marked"),
    [
        pytest.param("thổ", "hơi thở của thổ", "thổ", id="the marks typed"),
        pytest.param("Lạng Sơn", "lăng ở Lạng Sơn", "Lạng Sơn", id="a name as a whole"),
        pytest.param("lang son", "lăng ở Lạng Sơn", "Lạng Sơn", id="a name without marks"),
        pytest.param("Bắc Sơn khởi nghĩa", "khởi nghĩa ở Bắc", "khởi nghĩa", id="one unit of two"),
        pytest.param("thổ cẩm", "hơi thở", "thở", id="single words if no unit is there"),
    ],
)
def test_units_are_marked_as_typed(typed, text, marked):
    words = find_words(normalise(text))
    positions = match_positions([layers(word[0]) for word in words], phrases(typed))
    assert " ".join(words[position][0] for position in positions) == compose(marked)


def test_a_snippet_marks_only_the_name():
    assert snippet("Lăng cũ ở Lạng Sơn", phrases("Lạng Sơn")) == ("Lăng cũ ở <mark>Lạng Sơn</mark>")


_LETTERHEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc "


def test_the_rare_part_of_a_pasted_page_decides(index):
    common = [page(f"khac{number}", _LETTERHEAD * 3) for number in range(5)]
    text = _LETTERHEAD * 3 + "Về việc sửa nhà trạm bơm Nà Chuông và cấp gạo cho thôn Khòn Bó"
    index.put(*common, page("a", text))
    assert _answer(index, text)[0] == ["a"]


def test_the_end_of_a_very_long_passage_is_read(index):
    common = [page(f"khac{number}", _LETTERHEAD) for number in range(5)]
    index.put(page("a", "Trạm bơm Nà Chuông ở thôn Khòn Bó"), *common)
    assert _answer(index, _LETTERHEAD * 30 + "Trạm bơm Nà Chuông ở thôn Khòn Bó")[0][:1] == ["a"]


def test_a_field_that_stands_apart_takes_all_words_after_it(index):
    index.put(
        page("a", "Phong cảnh", creator="Vũ Ngọc Phú"), page("b", "Ngọc Phú", creator="Vũ Văn")
    )
    assert index.found("tác giả: Vũ Ngọc Phú") == ["a"]
    assert index.found("tác giả:Vũ phong cảnh") == ["a"]


def test_what_comes_close_to_a_query_with_operators_is_found_by_its_words(index):
    index.put(page("a", "Phong cảnh Bắc Sơn, Hữu Lũng"))
    assert index.answer("tác giả: Bắc Sơn VÀ ruộng").result.total == 0
    assert [item.item_id for item in index.answer("nhan đề: Bắc Sơn ruộng").near] == ["a"]


def test_the_document_whose_whole_title_was_typed_is_first(index):
    text = "Bản làng, văn bản, bản đồ. " * 3
    index.put(*(page(f"b{n}", text, title=f"Bản đồ, văn bản {n}") for n in range(4)))
    index.put(page("a", "Bản là đơn vị cư trú.", title="Bản"))
    assert index.found("bản")[0] == "a"


@pytest.mark.parametrize("typed", ["Lạng Sownn", "Nacham", "that-khe", "BCH TW", "langson"])
def test_other_ways_to_write_are_understood(index, typed):
    text = "Ban Chấp hành Trung ương họp ở Lạng Sơn, Na Sầm, Thất Khê"
    index.put(page("a", text), page("b", "Chợ Kỳ Lừa"))
    assert index.ask(typed)[0] == "a"
