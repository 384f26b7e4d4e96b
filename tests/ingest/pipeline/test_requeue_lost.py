"""Deliveries whose files are lost are queued again, once, and again after an hour."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from ingest.pipeline.requeue_lost import requeue_lost
from library import clock
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Derivative, DerivativeKind, Page, PageState
from library.catalogue.pages import lost_files
from library.database import reading, work
from library.storage.content_store import ContentStore
from library.storage.models import Condition
from library.triage.models import SurveyedPage
from tests.makers import make_accession, make_item, make_page

_IMAGE = {"media_type": "image/webp", "width": 200, "height": 300, "bytes": 1}


@pytest.fixture
def delivery(engine):
    """Register a delivery settled yesterday with a page whose files are all lost."""
    with work(engine) as session:
        settled = clock.now() - timedelta(days=1)
        accession = make_accession(session, state=AccessionState.DONE, settled=settled)
        item = make_item(session, texts=(), published=False)
        item.accession_id, accession.item_id = accession.id, item.id
        page = make_page(session, item, "chữ", words="a" * 64, as_read="b" * 64)
        page.derivatives.append(Derivative(kind=DerivativeKind.LEAF, digest="c" * 64, **_IMAGE))
        survey = {"blank": False, "width": 1, "height": 1, "thumbnail": "d" * 64}
        session.add(SurveyedPage(accession_id=accession.id, number=1, **survey))
        return accession.id


def _note(engine, digest):
    with work(engine) as session:
        lost_files.note_lost(session, {digest: Condition.MISSING})


def _noted(engine):
    with reading(engine) as session:
        return [file.digest for file in lost_files.lost_files(session, 9)]


def _state(engine, accession_id):
    with reading(engine) as session:
        return session.get_one(Accession, accession_id).state


def _settle(engine, accession_id, at):
    with work(engine) as session:
        accession = session.get_one(Accession, accession_id)
        accession.state, accession.settled = AccessionState.DONE, at


@pytest.mark.parametrize("digest", [letter * 64 for letter in "abcd"])
def test_a_delivery_with_a_lost_file_is_queued(settings, engine, delivery, digest):
    _note(engine, digest)
    assert requeue_lost(settings, engine) == 1
    assert _state(engine, delivery) is AccessionState.WAITING


def test_nothing_is_queued_while_nothing_is_lost(settings, engine, delivery):
    assert requeue_lost(settings, engine) == 0
    assert _state(engine, delivery) is AccessionState.DONE


def test_several_lost_files_queue_their_delivery_once(settings, engine, delivery):
    for letter in "abcd":
        _note(engine, letter * 64)
    assert requeue_lost(settings, engine) == 1
    assert requeue_lost(settings, engine) == 0


def _age_note(engine, minutes):
    with work(engine) as session:
        lost = lost_files.lost_files(session, 1)[0]
        lost_files.set_since(session, lost.digest, clock.now() - timedelta(minutes=minutes))


def test_a_file_that_could_not_be_made_again_waits_an_hour(settings, engine, delivery):
    _note(engine, "a" * 64)
    _age_note(engine, 10)
    _settle(engine, delivery, clock.now() + timedelta(seconds=1))
    with work(engine) as session:
        result = {"output": None, "message": "Tệp gốc hỏng.", "seconds": 1.0}
        ledger.record_step(session, delivery, 1, "tile", 2, "khóa", **result)
    assert requeue_lost(settings, engine) == 0
    _age_note(engine, 120)
    assert requeue_lost(settings, engine) == 1


def test_a_file_lost_while_its_delivery_is_processed_waits_five_minutes(settings, engine, delivery):
    _note(engine, "a" * 64)
    _settle(engine, delivery, clock.now() + timedelta(seconds=1))
    assert requeue_lost(settings, engine) == 0
    _age_note(engine, 6)
    assert requeue_lost(settings, engine) == 1


def test_a_file_made_again_is_forgotten(settings, engine, delivery):
    digest = ContentStore(settings.derivatives).put(b"1")
    _note(engine, digest)
    assert requeue_lost(settings, engine) == 0
    assert _noted(engine) == []


def test_a_file_that_no_page_uses_is_forgotten(settings, engine, delivery):
    _note(engine, "e" * 64)
    assert requeue_lost(settings, engine) == 0
    assert _noted(engine) == []


def test_a_file_without_a_delivery_stays_noted(settings, engine):
    with work(engine) as session:
        make_page(session, make_item(session, texts=(), published=False), "chữ", words="f" * 64)
    _note(engine, "f" * 64)
    assert requeue_lost(settings, engine) == 0
    assert _noted(engine) == ["f" * 64]


@pytest.mark.parametrize("column", [{"left_out": True}, {"state": PageState.FAILED}])
def test_a_file_of_a_page_that_is_not_made_is_forgotten(settings, engine, delivery, column):
    with work(engine) as session:
        session.execute(update(Page).where(Page.words == "a" * 64).values(column))
    _note(engine, "a" * 64)
    assert requeue_lost(settings, engine) == 0
    assert _noted(engine) == []
