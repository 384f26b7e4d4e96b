"""Page of system health: open alerts, results of the checks, figures of a month, maintenance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from app.charts import Drawing, draw, thin_labels
from app.services import services
from library.database import reading, work
from library.monitoring import alert_channels, alerts, figures, staff_orders
from library.monitoring.conditions import Check, state_of
from library.monitoring.figures import Day
from library.monitoring.heartbeats import pipeline_state
from library.monitoring.models import AlertChannel, CheckResult, OrderKind

_DAYS = 31
_RESOLVED_SHOWN = _ORDERS_SHOWN = 10
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
            orders=staff_orders.latest(session, _ORDERS_SHOWN),
            order_names=staff_orders.ORDER_NAMES,
            pipeline=Check("pipeline", "bộ xử lý", *pipeline_state(session)),
            days=days,
            graphs=[_graph(days, *graph) for graph in _GRAPHS],
        )


def acknowledge(alert_id: int) -> ResponseReturnValue:
    """Note that somebody has seen an alert."""
    with work(services().database) as session:
        alert = alerts.acknowledge(session, alert_id, current_user.name)
    if alert is None:
        abort(404)
    flash(f"Đã đánh dấu là đã biết: {alert.name}. Sẽ không gửi nhắc nữa.", "good")
    return _back()


def order(kind: str) -> ResponseReturnValue:
    """Order maintenance, which is done in the background."""
    with work(services().database) as session:
        staff_orders.place(session, OrderKind(kind), current_user.name)
    flash(
        f"Đã nhận: {staff_orders.ORDER_NAMES[OrderKind(kind)]}. Kết quả hiện ở trang này.", "good"
    )
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for("office.system_health"), code=303)


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
