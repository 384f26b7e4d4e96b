"""Page of system health: alerts, checks, figures of a month, and what a person may do."""

import pytest
from sqlalchemy import select

from app.office.home import open_tasks
from library import clock
from library.database import reading, work
from library.jobs.models import WorkOrder
from library.monitoring import figures
from library.monitoring.figures import Requests
from library.monitoring.maintenance import ORDER_KINDS
from library.monitoring.models import Alert, AlertChannel, CheckResult
from library.staff.models import AuditEntry
from tests.makers import make_settings

_PAGE = "/can-bo/suc-khoe"


@pytest.fixture
def alert_id(engine):
    """Open an alert and return its id."""
    with work(engine) as session:
        row = Alert(code="masters", name="tệp gốc", sentence="“a.pdf” <hỏng>", opened=clock.now())
        session.add(row)
    return row.id


def _audited(engine):
    with reading(engine) as session:
        entries = session.scalars(select(AuditEntry).where(AuditEntry.action.like("health.%")))
        return [(entry.who, entry.action, entry.subject) for entry in entries]


def test_the_page_of_a_new_library_says_what_is_missing(office):
    words = office.visit(_PAGE).words
    assert "Chưa có kết quả" in words
    assert "Chưa có số liệu" in words


def test_alerts_and_results_are_shown_and_what_is_not_set_up_is_not_good(office, engine, alert_id):
    results = (("disk", "đĩa", "còn 9 GB"), ("backup", "sao lưu", "chưa đặt DIACHI_BACKUP_TO"))
    with work(engine) as session:
        for code, name, advice in results:
            session.add(CheckResult(code=code, name=name, ok=True, advice=advice, at=clock.now()))
    page = office.visit(_PAGE)
    assert all(text in page.words for text in ("1 việc cần xem", "“a.pdf” <hỏng>", "còn 9 GB"))
    assert {"tốt", "chưa đặt"} <= set(page.says("td"))


def test_a_month_of_figures_is_drawn_and_listed(office, engine, settings):
    figures.record(settings, engine, Requests(1234, 0, 10.0, 88.8))
    page = office.visit(_PAGE)
    assert "88,8" in page.says("td")
    assert "1.234" in page.says("td")


@pytest.fixture
def settings(tmp_path):
    """Settings with a webhook."""
    return make_settings(tmp_path / "nhà", alert_webhook="http://127.0.0.1:9/")


def test_a_channel_that_fails_is_shown(office, engine):
    row = AlertChannel(name="webhook", failing_since=clock.now(), failure="403")
    with work(engine) as session:
        session.add(row)
    assert "không gửi được" in office.visit(_PAGE).words


def test_an_alert_is_acknowledged_by_name(office, engine, alert_id):
    assert "đã biết lúc" in office.send(_PAGE, f"{_PAGE}/canh-bao/{alert_id}", {}).words
    with reading(engine) as session:
        assert session.get(Alert, alert_id).acknowledged_by == "administrator"
    assert _audited(engine) == [("administrator", "health.acknowledge", "tệp gốc")]


@pytest.mark.parametrize("kind", [kind.name for kind in ORDER_KINDS])
def test_maintenance_is_ordered_and_audited(office, engine, kind):
    assert "đang chờ" in office.send(_PAGE, f"{_PAGE}/viec/{kind}", {}).words
    with reading(engine) as session:
        (row,) = session.scalars(select(WorkOrder))
    assert (row.kind, row.ordered_by, row.started) == (kind, "administrator", None)
    assert [entry[1] for entry in _audited(engine)] == ["health.order"]


def test_only_administrators_see_the_page(staff, engine, alert_id):
    reviewer = staff("reviewer")
    reviewer.visit(_PAGE, status=403)
    with reading(engine) as session:
        shown = {
            role: [task.endpoint for task in open_tasks(session, role)]
            for role in ("reviewer", "administrator")
        }
    assert "office.system_health" not in shown["reviewer"]
    assert "office.system_health" in shown["administrator"]
