"""The real model of the extra: meaning across words and languages, and the whole way to a hit."""

from importlib import import_module

import pytest

from library.database import work
from search_index.documents import AskedByMeaning, SearchRequest
from search_index.index import sync
from search_index.meaning.conditions import is_complete
from search_index.meaning.follower import follower
from search_index.meaning.place import complete_mark, vectors_path
from search_index.search_service import SearchService
from tests.makers import make_item

pytestmark = pytest.mark.meaning

_TEXTS = {
    "Ngô Thì Sĩ": "Năm mất mùa, quan Đốc trấn cấp thóc cho dân lưu tán để họ trở lại làm ruộng.",
    "Chợ Kỳ Lừa": "Chợ họp năm ngày một phiên, người Tày người Nùng đem vải chàm, gà, vịt ra bán.",
    "Khởi nghĩa": "Năm 1940 nhân dân Bắc Sơn nổi dậy đánh đồn Mỏ Nhài dưới sự chỉ huy của Đảng bộ.",
}


@pytest.fixture
def service(settings, engine):
    """Index and encode three items, and return the search service."""
    with work(engine) as session:
        for title, text in _TEXTS.items():
            make_item(session, title, texts=[text])
    sync.drain(settings, engine)
    _update(settings, engine)
    service = SearchService(settings, engine)
    yield service
    service.close()


def _update(settings, engine) -> None:
    import_module("search_index.meaning.work").update(
        settings, engine, lambda *_: None, all_pages=True
    )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("Hello world", [0, 35378, 8999, 2]), ("  Lạng  Sơn", [0, 339, 12976, 449, 53101, 2])],
)
def test_a_text_is_split_into_the_pieces_of_the_model(text, pieces):
    weights = import_module("search_index.meaning.weights")
    tokens = import_module("search_index.meaning.tokens")
    path = import_module("search_index.meaning.place").weights_path()
    tokenizer = tokens.Tokenizer(weights.Weights(path).vocabulary())
    assert tokenizer.tokens(text, 512) == pieces


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Vị quan nào giúp người đói ở Lạng Sơn quay về cày cấy?", "Ngô Thì Sĩ"),
        ("Who led the Bac Son uprising in 1940?", "Khởi nghĩa"),
        ("Où vend-on des canards et des poules au marché ?", "Chợ Kỳ Lừa"),
    ],
)
def test_a_question_finds_its_passage_in_other_words(service, typed, title):
    results = service.search(SearchRequest(typed))
    assert results.meaning is AskedByMeaning.ASKED
    assert (results.in_order[0].item.title, results.in_order[0].by_meaning) == (title, True)


def test_doctor_reports_a_complete_build(service, settings):
    assert is_complete(settings) == (
        True,
        "đang dùng: 3/3 trang, 3 đoạn; còn chờ 0 tài liệu",
    )


def test_the_pipeline_service_encodes_what_changed(service, settings, engine):
    with work(engine) as session:
        make_item(session, "Lụt", texts=["Nước lũ cuốn trôi nhà cửa của dân ven sông Kỳ Cùng."])
    sync.drain(settings, engine)
    with follower(settings, engine) as process:
        process.keep_up()
        process.wait()
    results = service.search(SearchRequest("What did the flood carry away by the river?"))
    assert results.in_order[0].item.title == "Lụt"


def test_vectors_of_another_model_are_not_used_and_made_anew(service, settings, engine):
    store = import_module("search_index.meaning.store")
    store.remove_vectors(vectors_path(settings))
    store.create_vectors(vectors_path(settings), "older", import_module("numpy").zeros(384))
    question = SearchRequest("Who led the Bac Son uprising in 1940?")
    assert service.search(question).meaning is AskedByMeaning.NOT_A_QUESTION
    with follower(settings, engine) as process:
        process.keep_up()
        process.wait()
    assert complete_mark(settings).exists()
    assert service.search(question).meaning is AskedByMeaning.ASKED
