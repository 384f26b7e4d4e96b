"""Proxies and systemd learn whether the site is alive and ready, and strangers nothing more."""

import json
import time
from threading import Event

import pytest

from app.monitoring.health_addresses import Readiness, answering
from library.database import reading
from library.monitoring.conditions import Condition, TimedChecks
from points.usage.models import ItemUse

_HANG_SECONDS = 20


def _ask(app, path):
    response = app.test_client().get(path, headers={"Host": "10.0.0.7", "User-Agent": "Firefox"})
    return response.status_code, json.loads(response.data)


def test_the_site_is_alive_and_ready(app, engine):
    assert _ask(app, "/healthz") == (200, {"alive": True})
    assert _ask(app, "/readyz") == (200, {"ready": True, "failed": []})


def test_health_addresses_set_no_cookie_and_count_as_no_use(app, engine):
    response = app.test_client().get("/healthz", headers={"User-Agent": "Firefox"})
    assert "Set-Cookie" not in response.headers
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert session.query(ItemUse).count() == 0


@pytest.mark.sqlite("damages the file of the database")
def test_a_damaged_database_leaves_the_site_alive_and_not_ready(app, settings):
    app.extensions["services"].database.dispose()
    (settings.home / "diachi.sqlite").write_bytes(b"?" * 8192)
    assert _ask(app, "/healthz")[0] == 200
    assert _ask(app, "/readyz") == (503, {"ready": False, "failed": ["database"]})


@pytest.mark.sqlite("locks the file of the database")
def test_a_locked_database_can_still_be_read(app, lock_database):
    lock_database()
    assert _ask(app, "/readyz")[0] == 200


@pytest.fixture
def hanging():
    """Yield a condition that hangs, and lets go at the end of the test."""
    release = Event()
    yield Condition("database", "cơ sở dữ liệu", lambda _: (release.wait(_HANG_SECONDS), ""))
    release.set()


def test_a_check_that_hangs_fails_and_blocks_nobody(settings, hanging):
    readiness = Readiness(TimedChecks(settings, (hanging,)))
    began = time.monotonic()
    assert readiness.failed() == ("database",)
    assert time.monotonic() - began < _HANG_SECONDS / 2
    began = time.monotonic()
    assert [readiness.failed() for _ in range(100)] == [("database",)] * 100
    assert time.monotonic() - began < _HANG_SECONDS / 2


def test_other_addresses_and_methods_go_to_the_site(settings):
    seen = []

    def site(environ, _start_response):
        seen.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        return []

    app = answering(site, Readiness(TimedChecks(settings, ())))
    for method, path in (("POST", "/healthz"), ("GET", "/healthz/"), ("GET", "/")):
        app({"REQUEST_METHOD": method, "PATH_INFO": path}, None)
    assert seen == [("POST", "/healthz"), ("GET", "/healthz/"), ("GET", "/")]
