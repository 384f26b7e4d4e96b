"""The vectors follow the catalogue: built once, then changed with it, and resumed after a stop."""

import pytest
from sqlalchemy import select

from library.catalogue import cataloguing, index_queue, meaning_queue
from library.catalogue.models import Page, PageText
from library.database import reading, work
from search_index.index import sync
from search_index.meaning import place
from search_index.meaning.place import complete_mark, vectors_path
from search_index.meaning.stock import stock_of
from search_index.meaning.updating import bring_up_to_date
from tests.makers import BY, make_item
from tests.search_index.meaning.made_vectors import MODEL, MadeEncoder, build

_TEXT = "Chợ Kỳ Lừa họp năm ngày một phiên."


class _StoppingEncoder(MadeEncoder):
    """Encoder that fails at one passage, as a process that is stopped there."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def passage(self, text):
        """Return the vector of a passage until it is time to stop."""
        if self.passages_encoded == self._at:
            raise KeyboardInterrupt
        return super().passage(text)


@pytest.fixture
def items(engine):
    """Return three published items of two pages."""
    with work(engine) as session:
        return [make_item(session, f"Sổ {n}", texts=(_TEXT, f"{_TEXT} {n}")) for n in range(3)]


def _pages(settings) -> int:
    return stock_of(vectors_path(settings)).pages


def _follow(settings, engine, encoder=None) -> None:
    """Index what changed, and note it for the vectors as an installation with the model does."""
    sync.drain(settings, engine)
    build(settings, engine, encoder)


def _correct(engine, item, text: str) -> None:
    with work(engine) as session:
        page = session.scalar(select(Page).where(Page.item_id == item.id, Page.number == 1))
        session.get(PageText, page.id).text = text
        index_queue.mark(session, item.id, 1)


@pytest.fixture
def with_model(monkeypatch):
    """Note changes as where the model is installed."""
    monkeypatch.setattr(place, "is_installed", lambda: True)


def test_a_build_encodes_every_page(settings, engine, items):
    build(settings, engine)
    assert _pages(settings) == 6
    assert complete_mark(settings).exists()


def test_a_page_that_did_not_change_is_not_encoded_again(settings, engine, items):
    build(settings, engine)
    encoder = MadeEncoder()
    bring_up_to_date(settings, engine, encoder, MODEL, lambda *_: None, all_pages=True)
    assert encoder.passages_encoded == 0


def test_a_stopped_build_is_resumed_where_its_last_save_was(settings, engine, items, monkeypatch):
    monkeypatch.setattr("search_index.meaning.updating._SECONDS_PER_COMMIT", 0)
    with pytest.raises(KeyboardInterrupt):  # after the three for the mean, and four pages
        build(settings, engine, _StoppingEncoder(at=7))
    assert (_pages(settings), complete_mark(settings).exists()) == (4, False)
    encoder = MadeEncoder()
    build(settings, engine, encoder)
    assert (_pages(settings), encoder.passages_encoded) == (6, 2)


def test_a_corrected_page_is_encoded_when_it_was_indexed(settings, engine, items, with_model):
    _follow(settings, engine)
    _correct(engine, items[0], "Trận lụt lớn năm 1986 ở thị xã.")
    encoder = MadeEncoder()
    _follow(settings, engine, encoder)
    assert encoder.passages_encoded == 1


def test_a_withdrawn_item_loses_its_vectors(settings, engine, items, with_model):
    _follow(settings, engine)
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, items[0].id), BY, "nhầm")
    _follow(settings, engine)
    assert _pages(settings) == 4


def test_indexing_waits_for_no_vectors(settings, engine, items, with_model):
    build(settings, engine)
    sync.drain(settings, engine)
    with reading(engine) as session:
        assert meaning_queue.size(session) == 3


def test_without_the_vectors_nothing_is_noted(settings, engine, items, with_model):
    sync.drain(settings, engine)
    with reading(engine) as session:
        assert meaning_queue.size(session) == 0


def test_changes_without_the_extra_make_the_next_build_compare_all(settings, engine, items):
    build(settings, engine)
    sync.drain(settings, engine)
    assert not complete_mark(settings).exists() or place.is_installed()


def test_vectors_of_another_model_are_made_anew(settings, engine, items):
    build(settings, engine)
    encoder = MadeEncoder()
    bring_up_to_date(settings, engine, encoder, "newer", lambda *_: None, all_pages=False)
    assert encoder.passages_encoded == 3 + 6
    assert stock_of(vectors_path(settings)).model == "newer"


def test_a_damaged_file_is_made_anew(settings, engine, items):
    build(settings, engine)
    vectors_path(settings).write_bytes(b"?" * 5000)
    build(settings, engine)
    assert _pages(settings) == 6
