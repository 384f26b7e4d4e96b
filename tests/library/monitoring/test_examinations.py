"""Examinations: all checks in a process of its own, hourly or ordered, which may be killed."""

import json
import sys
from dataclasses import replace
from datetime import timedelta

import pytest

from library import clock
from library.database import reading, work
from library.jobs.work_orders import find_by_key, order_kinds, place
from library.monitoring.alerts import open_alerts
from library.monitoring.conditions import Check, Condition, Pace
from library.monitoring.models import CheckResult
from library.monitoring.monitor import EXAMINATION, Monitor, examine
from tests.makers import BY, make_moment


@pytest.fixture
def doctor(tmp_path, monkeypatch):
    """Return a function that lets the process of doctor report failed fonts, then end so."""

    def ends_with(command: str) -> None:
        script = tmp_path / "doctor"
        line = json.dumps({"code": "fonts", "name": "phông chữ", "ok": False, "advice": "thiếu"})
        script.write_text(f"#!/bin/sh\necho '{line}'\n{command}\n")
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))

    return ends_with


@pytest.mark.parametrize(
    ("command", "codes"),
    [
        ("exit 1", ["fonts"]),
        ("kill -KILL $$", ["fonts", EXAMINATION]),
        ("kill -SEGV $$", ["fonts", EXAMINATION]),
        ("echo '{'", [EXAMINATION]),
        ("kill -TERM $$", []),  # the service is being stopped
    ],
)
def test_an_examination_that_ends_early_says_so(doctor, settings, command, codes):
    doctor(command)
    assert [check.code for check in examine(settings)] == codes


_FAILED_FONTS = Check("fonts", "phông chữ", False, "thiếu")
_SOUND_FONTS = replace(_FAILED_FONTS, ok=True)
_INTERRUPTED = Check(EXAMINATION, "kiểm tra bị ngắt", False, "mã -9")


_PIPELINE = Condition("pipeline", "bộ xử lý", lambda _: (True, "tốt"), Pace.QUICK)
_STOPPED_PIPELINE = replace(_PIPELINE, check=lambda _: (False, "đã dừng"))
_FONTS = Condition("fonts", "phông chữ", lambda _: None, Pace.SLOW)


def _outcome(session):
    order = find_by_key(session, "examine")
    return order.problem is None, order.problem or order.result["message"]


@pytest.fixture
def examined(settings, engine, monkeypatch):
    """Return a function that lets staff order an examination with these results."""
    moments = [make_moment("2026-11-27 08:00")]
    monkeypatch.setattr(clock, "now", lambda: moments[0])
    results = []
    monitor = Monitor(settings, engine, (_PIPELINE, _FONTS), lambda _: tuple(results), lambda: 0.0)

    def order(*checks):
        results[:] = checks
        with work(engine) as session:
            place(session, order_kinds()["examine"], BY)
        for _ in range(3):
            monitor.turn()
            moments[0] += timedelta(minutes=4)
        with reading(engine) as session:
            return {alert.code for alert in open_alerts(session)}, _outcome(session)

    yield order
    monitor.close()


def test_an_interrupted_examination_resolves_no_alert(examined, engine):
    examined(_FAILED_FONTS)
    alerts, order = examined(_INTERRUPTED)
    assert alerts == {"fonts", EXAMINATION}
    assert order == (False, "không kiểm tra được; cần xem: kiểm tra bị ngắt")
    assert examined()[0] == {"fonts", EXAMINATION}
    with reading(engine) as session:
        assert session.get(CheckResult, EXAMINATION).advice == "mã -9"
    assert examined(_SOUND_FONTS)[0] == set()
    with reading(engine) as session:
        assert session.get(CheckResult, EXAMINATION) is None


def test_an_interrupted_examination_reports_the_results_it_has(examined):
    assert examined(_FAILED_FONTS, _INTERRUPTED) == (
        {"fonts", EXAMINATION},
        (False, "cần xem: phông chữ, kiểm tra bị ngắt"),
    )


def test_an_order_without_a_failure_says_that_all_is_well(examined):
    assert examined(_SOUND_FONTS) == (set(), (True, "mọi mục đều tốt"))


@pytest.mark.parametrize(
    ("checks", "result"),
    [
        ((_SOUND_FONTS,), (True, "cần xem: bộ xử lý")),
        ((), (False, "không kiểm tra được; cần xem: bộ xử lý")),
    ],
)
def test_an_order_reports_quick_checks_too(settings, engine, checks, result):
    monitor = Monitor(settings, engine, (_STOPPED_PIPELINE, _FONTS), lambda _: checks)
    with work(engine) as session:
        place(session, order_kinds()["examine"], BY)
    monitor.turn()
    monitor.close()
    with reading(engine) as session:
        assert _outcome(session) == result
