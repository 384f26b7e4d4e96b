"""Work that the service does during deliveries: it checks masters and deletes old data."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ingest.pipeline import service
from library import clock
from library.accessions import ledger
from library.accessions.models import Accession, AccessionState
from library.database import reading, work
from library.staff import throttle
from library.staff.models import AttemptAddress
from library.storage.content_store import ContentStore
from library.storage.models import FixityCheck
from points.access_points.models import Device
from tests.ingest import papers
from tests.ingest.days import run_pipeline, submit
from tests.makers import make_accession, make_item, make_page


class _EndOfDayError(Exception):
    """Raised to end the service loop of the test."""


class _ShortDay:
    """A clock that ends the service loop at the first sleep."""

    monotonic = staticmethod(time.monotonic)

    @staticmethod
    def sleep(_: float) -> None:
        """End the service loop."""
        raise _EndOfDayError


@pytest.fixture
def master(engine, settings):
    """Register a delivery settled a year ago, and return the checksum of its master."""
    digest = ContentStore(settings.masters).put("quyển cũ 614".encode())  # comes first
    with work(engine) as session:
        received = clock.now() - timedelta(days=365)
        accession = make_accession(session, state="done", received=received)
        accession.files[0].digest = digest
    return digest


def _looked_at(engine):
    with reading(engine) as session:
        return list(session.scalars(select(FixityCheck.digest)))


@pytest.mark.slow
def test_masters_are_looked_at_where_a_full_disk_stops_all_work(
    settings, engine, master, monkeypatch
):
    monkeypatch.setattr(service, "time", _ShortDay)
    with work(engine) as session:
        make_accession(session, "chờ.pdf", "chờ").files[0].digest = "f" * 64
    with pytest.raises(_EndOfDayError):
        service.forever(replace(settings, free_mb=1 << 40), engine, print)
    assert master in _looked_at(engine)


@pytest.mark.slow
def test_masters_are_looked_at_amid_the_work(settings, engine, master, tmp_path, monkeypatch):
    monkeypatch.setattr(service, "_MINUTE_SECONDS", 0.0)
    submit(settings, engine, papers.write_encrypted_pdf(tmp_path / "khóa.pdf"))
    run_pipeline(settings, engine)
    assert _looked_at(engine) == [master]


@pytest.mark.slow
def test_old_addresses_and_events_are_deleted_during_a_delivery(settings, engine, tmp_path):
    with work(engine) as session:
        session.add(Device(id=1, label="Máy 1"))
        throttle.note_failure(session, "staff.wrong_password", "lan", "203.0.113.7")
        session.scalars(select(AttemptAddress)).one().at = clock.now() - timedelta(days=31)
    submit(settings, engine, papers.write_encrypted_pdf(tmp_path / "khóa.pdf"))
    run_pipeline(settings, engine)
    with reading(engine) as session:
        assert session.scalars(select(AttemptAddress)).all() == []
        assert session.get_one(Device, 1).forgotten_before is not None


def test_deliveries_made_by_older_stages_are_queued_by_the_service(settings, engine, monkeypatch):
    monkeypatch.setattr(service, "time", _ShortDay)
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.DONE)
        item = make_item(session, texts=(), published=False)
        item.accession_id, accession.item_id = accession.id, item.id
        make_page(session, item, "chữ")
        ledger.record_step(session, accession.id, 1, "derive", 1, "khóa cũ", output="{}")
        accession_id = accession.id
    with pytest.raises(_EndOfDayError):
        service.forever(settings, engine, print)
    with reading(engine) as session:
        assert session.get_one(Accession, accession_id).state is AccessionState.WAITING
