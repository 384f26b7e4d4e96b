"""Answers to queries in English."""

from tests.search_index.makers import page


def test_english_words_find_what_their_vietnamese_finds(sample_index):
    assert sample_index.found("flood in Duc Tho") == ["lut"]
    assert sample_index.answer("flood in Duc Tho").answered_query == "lụt Duc Tho"


def test_english_words_that_occur_are_taken_as_they_stand(index):
    index.put(page("anh", "The market of Lang Son."), page("viet", "Chợ Lạng Sơn."))
    assert index.found("market of Lang Son") == ["anh"]


def test_the_english_name_of_a_kind_finds_the_documents_of_that_kind(index):
    index.put(
        page("bao", "Chợ phiên.", kind="Báo"),
        page("viet", "Newspaper: tờ báo.", kind="Sách"),
        page("anh", "Ga.", kind="Bưu ảnh"),
    )
    assert index.found("Newspapers") == ["bao"]
    assert index.found("photograph") == index.found("postcard") == ["anh"]


def test_the_english_name_of_a_kind_finds_titles_too(index):
    index.put(
        page("vn", "Chỉ tiêu.", kind="Kế hoạch"),
        page("phap", "Lạng Sơn.", kind="Bản đồ", title="Plan de Lang-Son"),
        page("sach", "Un plan.", kind="Sách", title="Annam"),
    )
    assert sorted(index.found("plan")) == ["phap", "vn"]


def test_the_english_name_of_a_kind_that_no_document_has_is_a_word(index):
    index.put(page("viet", "Newspaper: tờ báo.", kind="Sách"))
    assert index.found("newspaper") == ["viet"]
