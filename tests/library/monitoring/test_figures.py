"""Figures of the last month are few, small and true."""

from datetime import timedelta

from library import clock
from library.accessions import ledger
from library.database import reading, work
from library.monitoring import figures
from library.monitoring.figures import Requests
from library.monitoring.models import HealthSample
from tests.makers import make_accession, make_moment


def test_a_sample_holds_sizes_and_the_pages_of_ten_minutes(engine, settings):
    with work(engine) as session:
        accession = make_accession(session)
        for page in (1, 2):
            ledger.record_step(
                session, accession.id, page, ledger.DELIVER, 1, f"k{page}", output=""
            )
    figures.record(settings, engine, Requests(10, 1, 12.5, 80.0))
    with reading(engine) as session:
        sample = session.query(HealthSample).one()
    assert (sample.pages_done, sample.requests, sample.p95_ms) == (2, 10, 80.0)
    assert sample.disk_free_bytes > 0
    assert sample.database_bytes > 0


def test_samples_are_kept_for_35_days(engine, settings, monkeypatch):
    start = make_moment("2026-10-01 00:00")
    for day in (0, 1, 36):
        moment = start + timedelta(days=day)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        figures.record(settings, engine, Requests(0, 0, None, None))
    with reading(engine) as session:
        assert [sample.at for sample in session.query(HealthSample)] == [
            start + timedelta(days=1),
            start + timedelta(days=36),
        ]


def test_days_without_samples_are_unknown(engine, settings):
    figures.record(settings, engine, Requests(4, 0, 10.0, 20.0))
    with reading(engine) as session:
        yesterday, today = figures.of_days(session, 2)
    assert (yesterday.requests, today.requests, today.p50_ms) == (None, 4, 10.0)


def test_response_times_of_a_day_are_weighted_by_requests(engine, settings, monkeypatch):
    moment = make_moment("2026-11-27 03:00")
    for minutes, requests in (
        (0, Requests(90, 0, 10.0, 20.0)),
        (10, Requests(10, 0, 110.0, 120.0)),
    ):
        monkeypatch.setattr(clock, "now", lambda m=minutes: moment + timedelta(minutes=m))
        figures.record(settings, engine, requests)
    with reading(engine) as session:
        (day,) = figures.of_days(session, 1)
    assert (day.p50_ms, day.p95_ms) == (20.0, 30.0)
