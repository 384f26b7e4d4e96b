"""Words match as they were typed on every engine: marks, truncation, sentences, compounds."""

import pytest

from tests.search_index.makers import SAMPLE_PAGES, page


@pytest.mark.parametrize("typed", ["????", "*", "* ?*", "-", '"', "😀", "()"])
def test_signs_alone_ask_nothing(sample_index, typed):
    assert sample_index.ask(typed) == []


def test_nothing_typed_matches_everything(sample_index):
    assert len(sample_index.ask(" ")) == len(SAMPLE_PAGES)


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("lạng*", ["tinh"]),
        ("lăng*", ["lang"]),
        ("lang*", ["lang", "tinh"]),
        ("hoà*", ["cho"]),
        ("nhan đề: lăng*", ["lang"]),
        ("nhan đề: lạng*", []),
        ("nhan đề: hà AND nhan đề: tĩn*", ["lut"]),
        ("nhan đề: lang*", ["lang"]),
        ("tác giả: nguyễ*", ["tac-gia"]),
        ("tác giả: nguyệ*", []),
        ("tác giả: nguye*", ["tac-gia"]),
    ],
)
def test_truncated_words_keep_the_marks_typed(sample_index, typed, items):
    sample_index.put(page("tac-gia", "Ghi chép.", creator="Nguyễn Du", number=9))
    assert sorted(sample_index.found(typed)) == items


@pytest.mark.parametrize("typed", ["Đèn kéo. Quân kỳ", "Đèn keo quân kỳ", "den keo quan ky"])
def test_an_exact_title_stands_first(index, typed):
    text = "Đèn kéo quân, quân kỳ. " * 20
    index.put(*(page(f"a{n}", text, title="Quân kỳ, đèn kéo quân") for n in range(12)))
    index.put(page("ten", "Ghi chép.", title="Đèn kéo. Quân kỳ"))
    assert index.found(typed)[0] == "ten"


def test_a_title_with_other_marks_is_not_the_title_typed(index):
    index.put(page("a", "Ghi chép.", title="Mắt trang"))
    assert index.found("Mặt Trăng") == []


def test_no_pair_reaches_across_a_full_stop(index):
    index.put(
        page("cau", "Cấp đất cho nông. Nghiệp đoàn họp ở TP. Lạng Sơn."),
        page("tu", "Đất nông nghiệp của xã."),
    )
    assert index.found("nông nghiệp") == ["tu"]
    assert index.found('"nông nghiệp"') == ["tu"]
    assert index.found('"TP Lạng Sơn"') == ["cau"]
    assert index.found('"cho nông. Nghiệp đoàn"') == ["cau"]


def test_three_words_are_counted_where_they_stand_as_typed(index):
    apart = (page(f"xa{n}", "Cấp đất ở. Nông nghiệp và đất rừng.") for n in range(4))
    together = (page(f"gan{n}", "Thuế đất nông nghiệp tăng.") for n in range(3))
    index.put(*apart, *together)
    assert sorted(index.found("đất nông nghiệp")) == ["gan0", "gan1", "gan2"]
    assert sorted(index.found("dat nong nghiep")) == ["gan0", "gan1", "gan2"]
    assert len(index.found("nông nghiệp đất")) == 7


def test_words_that_stand_nowhere_as_typed_are_found_apart(index):
    pairs = (page(f"a{n}", "Lịch sử. Đất sử dụng, nhà sử dụng.") for n in range(3))
    index.put(*pairs, *(page(f"b{n}", "Đã sử dụng, nước sử dụng; lịch sử. ") for n in range(3)))
    assert len(index.found("lịch sử dụng")) == 6


def test_a_pasted_passage_needs_no_pair_across_its_full_stops(index):
    text = "Ông giữ chợ phiên Kỳ Lừa. Phường buôn họp ở Đồng Đăng; rồi về làng. " * 3
    index.put(page("a", text), page("b", "Kỳ lừa phường phố, làng ông khác. " * 4))
    assert index.found(text)[:1] == ["a"]
