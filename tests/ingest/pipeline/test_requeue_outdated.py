"""Deliveries whose pages were made by older stages are queued again when nothing else waits."""

import pytest
from sqlalchemy import delete

from ingest.pipeline import service
from ingest.pipeline.service import OutdatedDeliveries
from ingest.stages import PAGE_PIPELINE
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState, IngestStep, Priority
from library.catalogue.models import PageState
from library.database import reading, work
from library.jobs import pauses
from tests.makers import BY, make_accession, make_item, make_page

_CURRENT = {stage.name: stage.version for stage in PAGE_PIPELINE}


def _delivery(engine, name="cũ", age=1, state=PageState.DONE, output="{}"):
    """Register a settled delivery with a page derived by a version `age` before the current."""
    with work(engine) as session:
        accession = make_accession(session, name, name, state=AccessionState.DONE)
        item = make_item(session, name, texts=(), published=False)
        item.accession_id, accession.item_id = accession.id, item.id
        make_page(session, item, "chữ", state=state)
        for stage in _CURRENT:
            _record(session, accession.id, stage, age if stage == "derive" else 0, output=output)
        return accession.id


def _record(session, accession_id, stage="derive", age=0, number=1, output="{}"):
    version = _CURRENT[stage] - age
    key = f"{accession_id} {number} {stage} {version}"
    ledger.record_step(session, accession_id, number, stage, version, key, output=output)


def _accession(engine, accession_id):
    with reading(engine) as session:
        return session.get_one(Accession, accession_id)


def test_a_delivery_made_by_an_older_stage_is_queued_last(engine):
    accession_id = _delivery(engine)
    assert OutdatedDeliveries(engine).requeue_some() == 1
    accession = _accession(engine, accession_id)
    assert (accession.state, accession.priority) == (AccessionState.WAITING, Priority.NIGHT)


def test_a_delivery_made_by_the_current_stages_stays_settled(engine):
    accession_id = _delivery(engine, age=0)
    assert OutdatedDeliveries(engine).requeue_some() == 0
    assert _accession(engine, accession_id).state is AccessionState.DONE


def test_a_page_made_again_is_not_made_a_third_time(engine):
    accession_id = _delivery(engine)
    with work(engine) as session:
        _record(session, accession_id)
    assert OutdatedDeliveries(engine).requeue_some() == 0


def test_a_page_that_no_new_stage_has_seen_is_made_again(engine):
    _delivery(engine, age=0)
    with work(engine) as session:
        session.execute(delete(IngestStep).where(IngestStep.stage == PAGE_PIPELINE[-1].name))
    assert OutdatedDeliveries(engine).requeue_some() == 1


def test_failed_pages_and_numbers_without_a_page_wait_for_staff(engine):
    _delivery(engine, state=PageState.FAILED)
    accession_id = _delivery(engine, "đủ", age=0)
    with work(engine) as session:
        _record(session, accession_id, age=1, number=2)
    assert OutdatedDeliveries(engine).requeue_some() == 0


def test_nothing_is_queued_while_other_deliveries_wait(engine):
    _delivery(engine)
    with work(engine) as session:
        new = make_accession(session, "mới", "mới").id
    outdated = OutdatedDeliveries(engine)
    assert outdated.requeue_some() == 0
    with work(engine) as session:
        session.get_one(Accession, new).state = AccessionState.DONE
    assert outdated.requeue_some() == 1


def test_nothing_is_queued_while_the_pipeline_rests(engine):
    _delivery(engine)
    with work(engine) as session:
        pauses.pause(session, BY)
    outdated = OutdatedDeliveries(engine)
    assert outdated.requeue_some() == 0
    with work(engine) as session:
        pauses.resume(session, BY)
    assert outdated.requeue_some() == 1


def test_every_delivery_gets_its_turn_once(engine, monkeypatch):
    monkeypatch.setattr(service, "_PORTION", 2)
    ids = [_delivery(engine, f"quyển {number}") for number in range(5)]
    outdated, counts = OutdatedDeliveries(engine), []
    for _ in range(5):
        counts.append(outdated.requeue_some())
        with work(engine) as session:
            for accession_id in ids:
                session.get_one(Accession, accession_id).state = AccessionState.DONE
    assert counts == [2, 2, 1, 0, 0]


@pytest.mark.parametrize("state", [AccessionState.WITHDRAWN, AccessionState.REFUSED])
def test_deliveries_without_pages_stay_as_they_are(engine, state):
    accession_id = _delivery(engine)
    with work(engine) as session:
        session.get_one(Accession, accession_id).state = state
    assert OutdatedDeliveries(engine).requeue_some() == 0
