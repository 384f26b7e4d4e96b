"""Doubtful figures of a page: what is queued, compared with documents, and settled by a person."""

import pytest

from library.catalogue.models import Page
from library.catalogue.text.words import pack
from library.corrections import figure_doubts
from library.corrections.page_edits import edit
from library.corrections.page_edits.edit import EditContext, settle
from library.database import reading, work
from library.storage.content_store import ContentStore
from tests.library.corrections.pages import set_lines
from tests.makers import BY, make_item, make_page

_LINE = "theo Quyết định số 12/QĐ-UBND ngày 05/8/2020 có 19 huyện ngày 42/02/2018"
_NUMBER, _DATE, _IMPOSSIBLE = 4, 6, 11


@pytest.fixture
def store(settings):
    """Return the store of the words."""
    return ContentStore(settings.derivatives)


def _page(session, store, line=_LINE):
    item = make_item(session, texts=(), published=False)
    words = store.put(pack(set_lines(line, confidence=0.95)))
    page = make_page(session, item, line, words=words, width=2000, height=1000, quality=0.9)
    figure_doubts.refresh(session, page, edit.words_of(store, words))
    return page


def _queue(session):
    rows = figure_doubts.waiting(session, None, first=0, count=9)
    return [(row.place, row.reason.value, row.proposal) for row in rows]


def _document(session, number, date, **columns):
    return make_item(session, number=number, date=date, **columns)


def test_a_date_that_cannot_be_waits(engine, store):
    with work(engine) as session:
        _page(session, store)
        assert _queue(session) == [(_IMPOSSIBLE, "impossible", None)]


def test_a_day_unlike_that_of_the_document_waits_with_a_proposal(engine, store):
    with work(engine) as session:
        _document(session, "12/QĐ-UBND", "2020-08-06")
        _page(session, store)
        assert _queue(session)[0] == (_DATE, "document", "06/8/2020")


def test_a_number_one_digit_off_a_document_of_that_day_waits(engine, store):
    with work(engine) as session:
        _document(session, "17/QĐ-UBND", "2020-08-05")
        _page(session, store)
        assert _queue(session)[0] == (_NUMBER, "document", "17/QĐ-UBND")


@pytest.mark.parametrize("other_number", ["12/QĐ-UBND", "34/QĐ-UBND"])
def test_a_citation_without_contradiction_does_not_wait(engine, store, other_number):
    with work(engine) as session:
        _document(session, other_number, "2020-08-05")
        _page(session, store)
        assert _queue(session) == [(_IMPOSSIBLE, "impossible", None)]


def test_a_document_that_is_not_published_is_no_witness(engine, store):
    with work(engine) as session:
        _document(session, "12/QĐ-UBND", "2020-08-06", published=False)
        _page(session, store)
        assert _queue(session) == [(_IMPOSSIBLE, "impossible", None)]


@pytest.mark.parametrize(("typed", "text"), [("12/02/2018", "12/02/2018"), (None, "42/02/2018")])
def test_a_settled_figure_leaves_the_queue_and_comes_back_when_undone(engine, store, typed, text):
    with work(engine) as session:
        page = _page(session, store)
        context = EditContext(session, store, BY, ("vie",))
        assert settle(context, page, _IMPOSSIBLE, "42/02/2018", typed)
        assert _queue(session) == []
        assert edit.words_of(store, page.words)[_IMPOSSIBLE].text == text
        edit.undo(context, page, edit.revisions_of(session, page))
        assert _queue(session) == [(_IMPOSSIBLE, "impossible", None)]


def test_a_figure_that_somebody_changed_meanwhile_is_not_settled(engine, store):
    with work(engine) as session:
        page = _page(session, store)
        context = EditContext(session, store, BY, ("vie",))
        assert not settle(context, page, _IMPOSSIBLE, "41/02/2018", "1/1/2018")
        assert not settle(context, page, 99, "42/02/2018", "1/1/2018")
        assert not settle(context, page, _IMPOSSIBLE, "42/02/2018", "  ")


def test_doubts_of_a_page_go_with_it(engine, store):
    with work(engine) as session:
        page = _page(session, store)
        session.delete(session.get_one(Page, page.id))
    with reading(engine) as session:
        assert figure_doubts.count_waiting(session) == 0
