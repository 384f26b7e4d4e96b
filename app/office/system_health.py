"""Pages of system health: alerts, checks, figures of a month, maintenance, backups."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, abort, render_template
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charts import Drawing, draw, thin_labels
from app.services import services
from app.web.actions import action
from library.backup import history
from library.backup.models import RunKind
from library.database import reading
from library.jobs import work_orders
from library.monitoring import alert_channels, alerts, figures, maintenance
from library.monitoring.conditions import Check, state_of
from library.monitoring.figures import Day
from library.monitoring.heartbeats import pipeline_state
from library.monitoring.models import AlertChannel, CheckResult
from library.staff.audit import note

_DAYS = 31
_RESOLVED_SHOWN = 10
_GIGABYTE, _MEGABYTE = 10**9, 10**6


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph of the month: a bar for each day, and a line across it for a second figure."""

    code: str
    name: str
    about: str
    drawing: Drawing
    values: tuple[float | None, ...]


_GRAPHS: tuple[
    tuple[str, str, str, Callable[[Day], float | None], Callable[[Day], float | None]], ...
] = (
    (
        "dia",
        "Chỗ trống trên đĩa (GB)",
        "Lúc ít nhất trong ngày.",
        lambda day: _divided(day.disk_free_bytes, _GIGABYTE),
        lambda _: None,
    ),
    (
        "trang",
        "Trang xử lý xong (trang)",
        "Cả ngày cộng lại.",
        lambda day: day.pages_done,
        lambda _: None,
    ),
    (
        "cho",
        "Trang chờ xử lý (trang)",
        "Lúc nhiều nhất trong ngày.",
        lambda day: day.waiting_pages,
        lambda _: None,
    ),
    (
        "nhanh",
        "Thời gian trả lời (mili giây)",
        "Cột: 95 trên 100 trang trả lời nhanh hơn thế. Vạch ngang: một nửa nhanh hơn thế.",
        lambda day: day.p95_ms,
        lambda day: day.p50_ms,
    ),
    (
        "nho",
        "Bộ nhớ (MB)",
        "Lúc nhiều nhất trong ngày. Cột: trang web. Vạch ngang: bộ xử lý.",
        lambda day: _divided(day.site_memory_bytes, _MEGABYTE),
        lambda day: _divided(day.pipeline_memory_bytes, _MEGABYTE),
    ),
    (
        "loi",
        "Trang trả lời bị lỗi (lần)",
        "Cả ngày cộng lại; không kể lần mời bạn đọc đợi.",
        lambda day: day.errors,
        lambda _: None,
    ),
)


def show() -> str:
    """Show the stored results; nothing is checked while the reader of this page waits."""
    with reading(services().database) as session:
        days = figures.of_days(session, _DAYS)
        checks = session.scalars(select(CheckResult).order_by(CheckResult.ok, CheckResult.code))
        return render_template(
            "office/system_health.html",
            alerts=alerts.open_alerts(session),
            resolved=alerts.resolved_alerts(session, _RESOLVED_SHOWN),
            checks=[(row, state_of(row)) for row in checks],
            channels=alert_channels.configured(services().settings),
            channel_states={row.name: row for row in session.scalars(select(AlertChannel))},
            order_kinds=maintenance.ORDER_KINDS,
            pipeline=Check("pipeline", "bộ xử lý", *pipeline_state(session)),
            days=days,
            graphs=[_graph(days, *graph) for graph in _GRAPHS],
        )


@action("office.system_health")
def acknowledge(session: Session, alert_id: int) -> str:
    """Note that somebody has seen an alert."""
    alert = alerts.acknowledge(session, alert_id, current_user.name)
    if alert is None:
        abort(404)
    return f"Đã đánh dấu là đã biết: {alert.name}. Sẽ không gửi nhắc nữa."


@action("office.orders")
def order(session: Session, kind: str) -> str:
    """Order maintenance, which is done in the background."""
    chosen = next((each for each in maintenance.ORDER_KINDS if each.name == kind), None)
    if chosen is None:
        abort(404)
    work_orders.place(session, chosen, current_user.name)
    note(session, current_user.name, "health.order", chosen.title)
    return f"Đã nhận: {chosen.title}. Kết quả hiện ở trang này."


def _graph(
    days: Sequence[Day],
    code: str,
    name: str,
    about: str,
    value: Callable[[Day], float | None],
    line: Callable[[Day], float | None],
) -> Graph:
    values = tuple(value(day) for day in days)
    labels = thin_labels([f"{day.day:%d/%m}" for day in days], 8)
    gaps = [day.requests is None for day in days]
    drawing = draw(labels, values, [line(day) for day in days], gaps)
    return Graph(code, name, about, drawing, values)


def _divided(count: int | None, unit: int) -> float | None:
    return None if count is None else count / unit


_RUNS_SHOWN = 10


def show_backups() -> str:
    """Show the last copy, alarms, the copies in the repository and the last drills."""
    with reading(services().database) as session:
        return render_template(
            "office/backups.html",
            alarms=history.alarms(session),
            last=history.last_passed(session, RunKind.COPY),
            drill=history.last_passed(session, RunKind.DRILL),
            copies=history.copies(session),
            database=history.last_passed(session, RunKind.DATABASE),
            database_copies=history.copies(session, RunKind.DATABASE),
            runs=history.runs(session, RunKind.COPY, _RUNS_SHOWN),
            checks=history.runs(session, RunKind.CHECK, _RUNS_SHOWN),
            drills=history.runs(session, RunKind.DRILL, _RUNS_SHOWN),
            is_set=bool(services().settings.backup_to),
        )


def send_certificate(run_id: int) -> Response:
    """Send the certificate of a drill as JSON."""
    with reading(services().database) as session:
        certificate = history.certificate(session, run_id)
    if certificate is None:
        abort(404)
    return Response(
        json.dumps(certificate, ensure_ascii=False, indent=1), mimetype="application/json"
    )
