"""Maintenance ordered by staff on the page of system health, done in the background."""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from library import clock
from library.database import work
from library.errors import WrongStateError
from library.monitoring.models import MaintenanceOrder, OrderKind
from library.process.child import ending_with_parent, run_diachi
from library.staff.audit import note

ORDER_NAMES = {
    OrderKind.EXAMINE: "kiểm tra lại tất cả",
    OrderKind.REBUILD_INDEX: "dựng lại chỉ mục",
    OrderKind.CHECK_FILES: "kiểm tra tệp gốc và tệp của trang",
    OrderKind.BACK_UP: "sao lưu ngay",
    OrderKind.TEST_ALERT: "gửi cảnh báo thử",
}
OF_PIPELINE = (OrderKind.REBUILD_INDEX, OrderKind.CHECK_FILES, OrderKind.BACK_UP)
OF_SITE = (OrderKind.TEST_ALERT,)
OF_MONITOR = (OrderKind.EXAMINE,)
"""Kinds by the service that does them."""

ORDERS_SECONDS = 5.0
"""Interval at which a service looks for orders."""

_COMMANDS = {
    OrderKind.REBUILD_INDEX: ("index", "rebuild"),
    OrderKind.CHECK_FILES: ("fixity", "check"),
    OrderKind.BACK_UP: ("backup", "run"),
    OrderKind.TEST_ALERT: ("alert", "test"),
}
_INTERRUPTED = "Bị ngắt giữa chừng (dịch vụ dừng). Hãy bấm lại."
_KEPT_FOR = timedelta(days=400)
_MAX_LINES, _MAX_MESSAGE_LENGTH = 2, 500

_log = logging.getLogger(__name__)


def place(session: Session, kind: OrderKind, by: str) -> None:
    """Order work; raise WrongStateError if the same work is ordered already."""
    if session.scalar(select(MaintenanceOrder.id).where(_is_open((kind,))).limit(1)) is not None:
        raise WrongStateError(ORDER_NAMES[kind], "việc này đang chờ hoặc đang làm")
    session.add(MaintenanceOrder(kind=kind, ordered=clock.now(), ordered_by=by))
    note(session, by, "health.order", ORDER_NAMES[kind])


def latest(session: Session, count: int) -> list[MaintenanceOrder]:
    """Return the last orders, newest first."""
    newest = select(MaintenanceOrder).order_by(MaintenanceOrder.id.desc())
    return list(session.scalars(newest.limit(count)))


def close_interrupted(engine: Engine, kinds: Collection[OrderKind]) -> None:
    """Close the orders that a former process of this service began and did not finish."""
    with work(engine) as session:
        is_interrupted = _is_open(kinds) & MaintenanceOrder.started.is_not(None)
        for order in session.scalars(select(MaintenanceOrder).where(is_interrupted)):
            order.finished, order.passed, order.message = clock.now(), False, _INTERRUPTED


def forget_old(session: Session) -> None:
    """Delete orders that were finished more than a year ago."""
    old = MaintenanceOrder.finished < clock.now() - _KEPT_FOR
    session.execute(delete(MaintenanceOrder).where(old))


def run_diachi_command(kind: OrderKind) -> tuple[bool, str]:
    """Do ordered work as a command of its own; return (passed, its results, or why it failed)."""
    command = _COMMANDS[kind]
    _log.info("ordered by staff: diachi %s", " ".join(command))
    process = run_diachi(*command, starter=ending_with_parent("TERM"))
    results, remarks = process.stdout.splitlines(), process.stderr.splitlines()
    message = " ".join(results[-_MAX_LINES:] or remarks[-1:]) or "xong"
    return process.returncode == 0, message[:_MAX_MESSAGE_LENGTH]


def run_next(
    engine: Engine,
    kinds: Collection[OrderKind],
    action: Callable[[OrderKind], tuple[bool, str]] = run_diachi_command,
) -> bool:
    """Do the oldest order of these kinds; return False without one."""
    with work(engine) as session:
        waiting = _is_open(kinds) & MaintenanceOrder.started.is_(None)
        order = session.scalar(
            select(MaintenanceOrder).where(waiting).order_by(MaintenanceOrder.id).limit(1)
        )
        if order is None:
            return False
        order.started = clock.now()
    is_success, message = action(order.kind)
    with work(engine) as session:
        row = session.get_one(MaintenanceOrder, order.id)
        row.finished, row.passed, row.message = clock.now(), is_success, message
    return True


def _is_open(kinds: Collection[OrderKind]) -> object:
    return MaintenanceOrder.kind.in_(list(kinds)) & MaintenanceOrder.finished.is_(None)
