"""Prometheus reads figures of the site and the pipeline, from this machine alone."""

import re
import socket
from contextlib import ExitStack
from dataclasses import replace
from urllib.request import urlopen

import pytest
from prometheus_client import generate_latest

from app.monitoring.metrics import metrics_served, site_registry
from library.database import reading
from library.errors import PortTakenError
from library.monitoring import figures
from library.monitoring.heartbeats import PIPELINE, Heartbeat
from library.monitoring.models import HealthSample


@pytest.fixture
def parts(app, settings):
    """Return the sources of the metrics."""
    opened = app.extensions["services"]
    return settings, opened.database, opened.downloads, app.extensions["request_times"]


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_requests_are_counted_by_area_and_status(parts, browser):
    registry = site_registry(*parts)
    browser.visit("/")
    browser.visit("/khong-co", status=404)
    text = generate_latest(registry).decode()
    assert 'diachi_request_seconds_count{area="public",status="200"} 1.0' in text
    assert 'diachi_request_seconds_count{area="none",status="404"} 1.0' in text


def test_sizes_queues_and_the_pipeline_are_measured(parts, engine):
    Heartbeat(engine, PIPELINE).turn()
    text = generate_latest(site_registry(*parts)).decode()
    assert 'diachi_memory_bytes{service="pipeline"}' in text
    assert "diachi_database_up 1.0" in text
    names = ("disk_free_bytes", "wal_bytes", "pages_waiting", "downloads_waiting", "alerts_open")
    assert all(f"diachi_{name} " in text for name in names)


@pytest.mark.sqlite("damages the file of the database")
def test_a_broken_database_is_a_figure_and_no_error(parts, settings):
    parts[1].dispose()
    (settings.home / "diachi.sqlite").write_bytes(b"?" * 8192)
    text = generate_latest(site_registry(*parts)).decode()
    assert "diachi_database_up 0.0" in text
    assert "diachi_disk_free_bytes" not in text


def test_metrics_have_a_port_of_this_machine(parts):
    chosen = replace(parts[0], metrics_port=_free_port())
    with metrics_served(chosen, *parts[1:]):
        with urlopen(f"http://127.0.0.1:{chosen.metrics_port}/metrics") as answer:
            assert b"diachi_database_up" in answer.read()
        with ExitStack() as stack, pytest.raises(PortTakenError):
            stack.enter_context(metrics_served(chosen, *parts[1:]))


def test_the_site_itself_has_no_metrics(browser):
    browser.visit("/metrics", status=404)


def test_a_sample_holds_the_requests_since_the_last(parts, browser, engine):
    settings, database, _, times = parts
    browser.visit("/")
    browser.visit("/")
    figures.record(settings, database, times.take())
    with reading(engine) as session:
        sample = session.query(HealthSample).one()
    assert (sample.requests, sample.errors) == (2, 0)
    assert sample.p95_ms >= sample.p50_ms > 0


def test_no_metric_names_a_path_or_an_address(parts, browser):
    registry = site_registry(*parts)
    browser.visit("/tra-cuu?q=bi+mat")
    text = generate_latest(registry).decode()
    assert not re.search(r"bi.mat|tra-cuu|127\.0\.0\.1", text)
