"""Tests of the processing progress of items and deliveries."""

from library.catalogue.models import PageState
from library.catalogue.pages import progress
from library.catalogue.pages.progress import FailedPage, Progress
from tests.makers import make_accession, make_item, make_page


def test_pages_are_counted_by_state(session):
    item = make_item(session, texts=["Một", "Hai"])
    make_page(session, item)
    make_page(session, item, state=PageState.FAILED)
    counted = progress.of_item(session, item.id)
    assert (counted, counted.pages) == (Progress(done=2, failed=1, waiting=1), 4)


def test_deliveries_are_counted_separately(session):
    first, second = make_accession(session, content="1"), make_accession(session, content="2")
    make_item(session, texts=["Một"]).accession_id = first.id
    make_item(session, texts=["Một", "Hai"]).accession_id = second.id
    counted = progress.of_accessions(session, [first.id])
    assert counted == {first.id: Progress(done=1)}


def test_a_delivery_without_pages_is_omitted(session):
    assert progress.of_accessions(session, [make_accession(session).id]) == {}


def test_failed_pages_have_their_messages(session):
    accession, item = make_accession(session), make_item(session, texts=["Một"])
    item.accession_id = accession.id
    make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng.")
    pages = progress.failed_pages(session, accession.id, 10)
    assert pages == (FailedPage(2, "Ảnh hỏng."),)
