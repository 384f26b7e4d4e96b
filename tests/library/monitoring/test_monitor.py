"""The monitor alerts by mail and webhook, once, even if the database is what fails."""

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from library import clock
from library.database import reading, work
from library.jobs.work_orders import find_by_key, order_kinds, place
from library.monitoring import alert_channels
from library.monitoring.alerts import FILE_NAME, acknowledge, open_alerts, resolved_alerts
from library.monitoring.conditions import DATABASE, Check, Condition, Pace
from library.monitoring.models import Alert, AlertChannel, CheckResult
from library.monitoring.monitor import Monitor
from tests.makers import BY, make_moment, make_settings
from tests.receivers import MailServer, Webhook, listening


@dataclass
class _House:
    """Conditions that a test breaks and repairs."""

    broken: dict[str, str] = field(default_factory=dict)

    def condition(self, code: str, pace: Pace = Pace.QUICK, *, needs_database: bool = False):
        return Condition(
            code,
            f"tên {code}",
            lambda _: (code not in self.broken, self.broken.get(code, "tốt")),
            pace,
            needs_database=needs_database,
        )


@pytest.fixture
def now(monkeypatch):
    """Return a function that moves the clock forward by minutes."""
    moments = [make_moment("2026-11-27 08:00")]
    monkeypatch.setattr(clock, "now", lambda: moments[0])

    def forward(minutes: float) -> datetime:
        moments[0] += timedelta(minutes=minutes)
        return moments[0]

    return forward


@pytest.fixture
def mail_server():
    """Yield a listening mail server."""
    server = MailServer()
    with listening(server):
        yield server


@pytest.fixture
def webhook():
    """Yield a listening webhook."""
    server = Webhook()
    with listening(server):
        yield server


@pytest.fixture
def house():
    """Return conditions that all hold."""
    return _House()


@pytest.fixture
def settings(tmp_path, mail_server, webhook):
    """Settings with both channels."""
    return make_settings(
        tmp_path / "nhà",
        mail_server=mail_server.url,
        alert_mail_to="op@langson.example",
        alert_webhook=webhook.url,
    )


@pytest.fixture
def start(settings, engine, house):
    """Return a function that starts a monitor of a quick and a slow condition."""
    started = []

    def start_monitor(chosen=settings, examination=lambda _: (), seconds=lambda: 0.0):
        conditions = (
            house.condition(DATABASE),
            house.condition("masters", needs_database=True),
            house.condition("fonts", Pace.SLOW),
        )
        monitor = Monitor(chosen, engine, conditions, examination, seconds)
        started.append(monitor)
        return monitor

    yield start_monitor
    for monitor in started:
        monitor.close()


def _subjects(mail_server):
    # Python 3.13 folds a long subject with one space more
    return [" ".join(message["Subject"].split()) for message in mail_server.messages]


def test_a_failure_is_mailed_and_posted_once_and_so_is_its_end(
    start, house, now, mail_server, webhook
):
    monitor = start()
    house.broken["masters"] = "Tệp gốc “a.pdf” đã bị hỏng trên đĩa."
    for _ in range(5):
        monitor.turn()
        now(1)
    assert _subjects(mail_server) == ["Thư viện tỉnh Lạng Sơn: cần xem: tên masters"]
    assert "“a.pdf” đã bị hỏng" in mail_server.messages[0].get_content()
    assert mail_server.messages[0]["To"] == "op@langson.example"
    del house.broken["masters"]
    for _ in range(8):
        monitor.turn()
        now(1)
    assert _subjects(mail_server)[1:] == ["Thư viện tỉnh Lạng Sơn: đã khắc phục: tên masters"]
    assert [call["alerts"][0]["state"] for call in webhook.calls] == ["open", "resolved"]


def test_a_restart_does_not_report_again(start, house, now, mail_server):
    house.broken["masters"] = "hỏng"
    first = start()
    first.turn()
    first.close()
    now(1)
    start().turn()
    assert len(mail_server.mails) == 1


def test_one_of_two_processes_monitors_and_the_other_takes_over(start, house, engine):
    first, second = start(), start()
    first.turn()
    house.broken["masters"] = "hỏng"
    second.turn()
    with reading(engine) as session:
        assert open_alerts(session) == []
    first.close()
    second.turn()
    with reading(engine) as session:
        assert [alert.code for alert in open_alerts(session)] == ["masters"]


def test_a_mail_server_that_refuses_is_tried_again_and_shown(
    start, house, now, settings, engine, mail_server
):
    monitor = start(replace(settings, mail_server="smtp://127.0.0.1:9"))
    house.broken["masters"] = "hỏng"
    monitor.turn()
    passed, sentence = alert_channels.check(settings, engine)
    with reading(engine) as session:
        assert session.get(AlertChannel, "webhook").failing_since is None
    assert (passed, "Thư không gửi được từ" in sentence) == (False, True)
    now(0.5)
    monitor.settings = settings
    monitor.turn()
    assert mail_server.mails == []
    now(0.5)
    monitor.turn()
    assert len(mail_server.mails) == 1
    assert alert_channels.check(settings, engine)[0]


def test_the_address_of_a_webhook_is_not_repeated_in_its_failure(start, house, engine, webhook):
    webhook.status = 403
    house.broken["masters"] = "hỏng"
    start().turn()
    with reading(engine) as session:
        failure = session.get(AlertChannel, "webhook").failure
    assert "403" in failure
    assert "khoa-bi-mat" not in failure


def _refuse_writing(connection, _cursor, statement, *_):
    if statement.startswith("BEGIN IMMEDIATE") or "pg_advisory" in statement:
        raise OperationalError(statement, None, Exception("disk I/O error"))


def test_while_the_database_fails_a_file_remembers_what_was_reported(
    start, house, now, settings, engine, mail_server
):
    event.listen(engine, "before_cursor_execute", _refuse_writing)
    house.broken[DATABASE] = "tệp bị hỏng"
    first = start()
    for _ in range(3):
        first.turn()
        now(1)
    second = start()
    first.close()
    assert [row["code"] for row in json.loads((settings.home / FILE_NAME).read_text())] == [
        DATABASE
    ]
    second.turn()
    assert _subjects(mail_server) == ["Thư viện tỉnh Lạng Sơn: cần xem: tên database"]
    event.remove(engine, "before_cursor_execute", _refuse_writing)
    house.broken.clear()
    now(1)
    second.turn()
    assert not (settings.home / FILE_NAME).exists()
    now(6)
    second.turn()
    with reading(engine) as session:
        assert [alert.code for alert in resolved_alerts(session, 5)] == [DATABASE]
    assert len(mail_server.mails) == 2


def test_what_needs_the_database_stays_open_while_it_fails(start, house, now, engine):
    monitor = start()
    house.broken["masters"] = "hỏng"
    monitor.turn()
    house.broken |= {DATABASE: "không mở được"}
    now(30)
    monitor.turn()
    with reading(engine) as session:
        assert {alert.code for alert in open_alerts(session)} == {"masters", DATABASE}
        assert all(alert.sound_since is None for alert in open_alerts(session))


def test_a_person_who_has_seen_it_gets_no_reminder(start, house, now, engine, mail_server):
    monitor = start()
    house.broken["masters"] = "hỏng"
    monitor.turn()
    with work(engine) as session:
        acknowledge(session, open_alerts(session)[0].id, BY)
    now(60 * 25)
    monitor.turn()
    assert len(mail_server.mails) == 1
    with reading(engine) as session:
        assert open_alerts(session)[0].acknowledged_by == BY


def test_nobody_is_reminded_of_what_was_mended_since_its_slow_check(start, now, mail_server):
    passes, seconds = [False], [0.0]
    monitor = start(
        examination=lambda _: (Check("fonts", "phông chữ", passes[0], "thiếu"),),
        seconds=lambda: seconds[0],
    )
    monitor.turn()
    passes[0] = True
    seconds[0] = 3_500  # the hour until the next look is not over
    now(60 * 24)
    monitor.turn()
    now(6)
    monitor.turn()
    last_words = [subject.partition(": ")[2] for subject in _subjects(mail_server)]
    assert last_words == ["cần xem: phông chữ", "đã khắc phục: phông chữ"]


def test_slow_checks_run_when_staff_order_it(start, house, engine):
    passes = [True]
    monitor = start(examination=lambda _: (Check("fonts", "phông chữ", passes[0], "thiếu"),))
    monitor.turn()
    passes[0] = False
    monitor.turn()
    with work(engine) as session:
        assert session.get(CheckResult, "fonts").ok
        place(session, order_kinds()["examine"], BY)
    monitor.turn()
    with reading(engine) as session:
        assert not session.get(CheckResult, "fonts").ok
        assert find_by_key(session, "examine").result["message"] == "cần xem: phông chữ"
        assert [alert.code for alert in open_alerts(session)] == ["fonts"]


def test_without_channels_alerts_are_shown_all_the_same(start, house, settings, engine):
    house.broken["masters"] = "hỏng"
    start(replace(settings, mail_server="", alert_webhook="")).turn()
    with reading(engine) as session:
        assert [alert.mailed for alert in open_alerts(session)] == [None]


def test_alerts_of_former_years_are_forgotten(start, house, now, engine):
    with work(engine) as session:
        for days in (1, 500):
            at = clock.now() - timedelta(days=days)
            session.add(Alert(code="disk", name="đĩa", sentence="đầy", opened=at, resolved=at))
    start().turn()
    with reading(engine) as session:
        assert len(resolved_alerts(session, 5)) == 1
