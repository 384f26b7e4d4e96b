"""Maintenance that staff order on the page of system health."""

from library.jobs.work_orders import Lane, OrderFailedError, OrderKind, Run
from library.monitoring.heartbeats import PIPELINE, SITE
from library.process.child import ending_with_parent, run_diachi
from library.staff.permissions import Permission

EXAMINATION = Lane("examination", "monitor")
"""Orders that the monitor does in its own thread."""

_MAINTENANCE = Lane("maintenance", PIPELINE)
_MAX_LINES, _MAX_MESSAGE_LENGTH = 2, 500


def _running(*command: str) -> Run:
    """Return the run of a kind that is a command of its own; its last lines are the result."""

    def run(*_: object) -> dict[str, object]:
        process = run_diachi(*command, starter=ending_with_parent("TERM"))
        results, remarks = process.stdout.splitlines(), process.stderr.splitlines()
        message = " ".join(results[-_MAX_LINES:] or remarks[-1:]) or "xong"
        if process.returncode:
            raise OrderFailedError(message[:_MAX_MESSAGE_LENGTH])
        return {"message": message[:_MAX_MESSAGE_LENGTH]}

    return run


ORDER_KINDS = tuple(
    OrderKind(name, title, Permission.HEALTH, lane, _running(*command), attempts=attempts)
    for name, title, lane, command, attempts in (
        ("rebuild-index", "dựng lại chỉ mục", _MAINTENANCE, ("index", "rebuild"), 3),
        ("check-files", "kiểm tra tệp gốc và tệp của trang", _MAINTENANCE, ("fixity", "check"), 3),
        ("back-up", "sao lưu ngay", _MAINTENANCE, ("backup", "run"), 1),
        ("examine", "kiểm tra lại tất cả", EXAMINATION, ("doctor",), 3),
        ("test-alert", "gửi cảnh báo thử", Lane("alerts", SITE), ("alert", "test"), 1),
    )
)
"""A copy of the database holds the order that made it, which must not make another one."""
