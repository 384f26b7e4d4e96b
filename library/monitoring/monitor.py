"""Monitor: checks the conditions, stores the results, and alerts the operator."""

import json
import logging
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import Engine, delete
from sqlalchemy.exc import SQLAlchemyError

from library import clock
from library.database import work
from library.jobs import work_orders
from library.jobs.work_orders import OrderFailedError
from library.monitoring import alert_channels, alerts, maintenance
from library.monitoring.alert_channels import Retry
from library.monitoring.alerts import AlertState, AlertStore, Occasion, Results
from library.monitoring.conditions import DATABASE, Check, Condition, Pace, TimedChecks
from library.monitoring.models import CheckResult
from library.process.child import ending_with_parent, run_diachi
from library.process.locks import FileLock
from library.process.repeating import repeating
from library.settings import Settings

_TURN_SECONDS = 60.0
_START_SECONDS = 120.0
"""Time after the start of a service before its monitor looks: the other one may still be starting,
and its last sign of life is as old as the machine was off."""

_CHECK_SECONDS = 20.0
"""Longest time of a quick check, after which it counts as failed."""

_SLOW_INTERVAL_SECONDS = 3600.0
_OLD_SECONDS = 300.0
"""Age of a slow check after which it is run again before anybody is reminded of it."""

_EXAMINATION_SECONDS = 900.0
"""Longest time of all checks together."""

_DOCTOR_CODES = (0, 1)
"""Exit codes of doctor after all checks: passed, or one failed."""

EXAMINATION = "examination"
"""Code of the failed check that says that an examination ended early."""

_LOCK_NAME = "monitor.lock"

_log = logging.getLogger(__name__)


def examine(settings: Settings) -> tuple[Check, ...]:
    """Run all checks in a process of its own, since reading damaged files may kill a process.

    If it ends early, a failed check says so; if the service is stopped, there are no results.
    """
    starter = ending_with_parent("KILL")
    try:
        process = run_diachi("doctor", "--json", starter=starter, timeout=_EXAMINATION_SECONDS)
        lines = process.stdout.splitlines()
        checks = tuple(Check(**json.loads(line)) for line in lines if line.startswith("{"))
    except (OSError, subprocess.TimeoutExpired, ValueError, TypeError) as error:
        _log.warning("the slow checks could not be run: %s", error)
        return (_interrupted(),)
    if process.returncode == -signal.SIGTERM:  # systemd stops all processes of the service
        return ()
    if process.returncode not in _DOCTOR_CODES or not checks:
        _log.warning("doctor ended with %s: %s", process.returncode, process.stderr[-500:])
        return (*checks, _interrupted())
    return checks


def _interrupted() -> Check:
    return Check(
        EXAMINATION,
        "kiểm tra bị ngắt",
        False,
        "lần kiểm tra gần nhất không làm hết được; mục chưa kiểm tra giữ kết quả cũ. "
        "Hãy chạy: diachi doctor, xem dừng ở mục nào, và journalctl -k (thiếu bộ nhớ, đĩa hỏng)",
    )


@contextmanager
def watching(monitor: "Monitor") -> Iterator[None]:
    """Let a monitor work in a thread of its own until the block ends."""
    with repeating("monitor", _TURN_SECONDS, monitor.turn, first_after=_START_SECONDS):
        yield
    monitor.close()


@dataclass(slots=True)
class Monitor:
    """Monitor of an installation; of all processes that have one, the first to start works.

    The lock is released when that process dies, and another takes over: the site notices that the
    pipeline has stopped, and the pipeline that the site has.
    """

    settings: Settings
    engine: Engine
    conditions: tuple[Condition, ...]
    examination: Callable[[Settings], tuple[Check, ...]] = examine
    clock: Callable[[], float] = time.monotonic
    _lock: FileLock = field(init=False)
    _quick: TimedChecks = field(init=False)
    _store: AlertStore | None = None
    """Alerts; None while another process works."""
    _slow_results: tuple[Check, ...] = ()
    _next_examination: float = float("-inf")
    _retries: dict[str, Retry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        quick = tuple(entry for entry in self.conditions if entry.pace is Pace.QUICK)
        self._quick = TimedChecks(self.settings, quick)
        self._lock = FileLock(self.settings.home / _LOCK_NAME)

    def turn(self) -> None:
        """Check what is due, store the results, open and resolve alerts, and send messages."""
        if not self._lock.take():
            return
        if self._store is None:
            self._store = AlertStore(self.settings.home, self.engine)  # as the former left it
        with suppress(SQLAlchemyError):  # orders wait for the database
            work_orders.do_next(
                self.settings, self.engine, maintenance.EXAMINATION, self._examine_as_ordered
            )
        results = self._results()
        now = clock.now()
        former = self._store.load()
        states = alerts.reconcile(former, results, now)
        if self._would_remind_of_old_results(states, now):
            self._examine()
            states = alerts.reconcile(former, self._results(), now)
        states = self._deliver(states, now)
        if states != former or self._store.has_unsaved:
            self._store.save(states)

    def _would_remind_of_old_results(self, states: Iterable[AlertState], now: datetime) -> bool:
        """Return True if a reminder is due of a slow check that may have been mended since."""
        age = self.clock() - (self._next_examination - _SLOW_INTERVAL_SECONDS)
        reminded_codes = {
            state.code
            for channel in alert_channels.configured(self.settings)
            for state, occasion in alerts.due(states, channel, now)
            if occasion is Occasion.REMINDER
        }
        return age > _OLD_SECONDS and not reminded_codes.isdisjoint(self._slow_codes())

    def close(self) -> None:
        """Let another process take over."""
        self._lock.release()
        self._store = None

    def _results(self) -> Results:
        if self.clock() >= self._next_examination:
            self._examine()
        checks = (*self._quick_results(), *self._slow_results)
        return Results(checks, self._unknown(checks))

    def _quick_results(self) -> tuple[Check, ...]:
        results = self._quick.results(_CHECK_SECONDS)
        self._store_results(results)
        return results

    def _examine(self) -> tuple[Check, ...]:
        """Run the slow checks and return their results; none if they could not be run."""
        results = self._examined()
        self._slow_results = results or self._slow_results
        self._next_examination = self.clock() + _SLOW_INTERVAL_SECONDS
        self._store_results(results)
        self._forget_old()
        return results

    def _examine_as_ordered(self, *_: object) -> dict[str, object]:
        results = self._examine()
        codes = {check.code for check in results}
        failures = [check.name for check in (*self._quick_results(), *results) if not check.ok]
        remarks = ["không kiểm tra được"] if codes <= {EXAMINATION} else []
        if failures:
            remarks.append(f"cần xem: {', '.join(failures)}")
        if not codes or EXAMINATION in codes:
            raise OrderFailedError("; ".join(remarks))
        return {"message": "; ".join(remarks) or "mọi mục đều tốt"}

    def _examined(self) -> tuple[Check, ...]:
        """Return new results of the slow checks; none if the database could not be opened."""
        checks = self.examination(self.settings)
        if not all(check.ok for check in checks if check.code == DATABASE):
            return ()
        return tuple(check for check in checks if check.code in self._slow_codes())

    def _slow_codes(self) -> frozenset[str]:
        slow = (entry.code for entry in self.conditions if entry.pace is Pace.SLOW)
        return frozenset((*slow, EXAMINATION))

    def _unknown(self, checks: Iterable[Check]) -> frozenset[str]:
        """Return the codes without a result: their checks did not run, or the database failed."""
        codes = {check.code for check in checks}
        is_database_open = all(check.ok for check in checks if check.code == DATABASE)
        is_examined = bool(self._slow_results) and EXAMINATION not in codes
        dependent = {entry.code for entry in self.conditions if entry.needs_database}
        return frozenset(
            (set() if is_database_open else dependent - codes)
            | (set() if is_examined else self._slow_codes() - codes)
        )

    def _store_results(self, checks: tuple[Check, ...]) -> None:
        """Store results for the page, and delete those of conditions that no longer exist."""
        now = clock.now()
        codes = [entry.code for entry in (*self.conditions, *self._slow_results)]
        try:
            with work(self.engine) as session:
                for check in checks:
                    session.merge(CheckResult(**asdict(check), at=now))
                session.execute(delete(CheckResult).where(CheckResult.code.not_in(codes)))
        except SQLAlchemyError as error:
            _log.warning("results of checks could not be stored: %s", error)

    def _forget_old(self) -> None:
        with suppress(SQLAlchemyError), work(self.engine) as session:
            alerts.forget_old(session)

    def _deliver(self, states: list[AlertState], now: datetime) -> list[AlertState]:
        for channel in alert_channels.configured(self.settings):
            messages = tuple(alerts.due(states, channel, now))
            retry = self._retries.setdefault(channel, Retry())
            if not messages or not retry.is_due(now):
                continue
            failure = alert_channels.send(self.settings, channel, messages, now)
            retry.note(now, failed=failure is not None)
            alert_channels.note_delivery(self.engine, channel, failure, now)
            if failure is None:
                sent_states = {state for state, _ in messages}
                states = [
                    state.after_message(channel, now) if state in sent_states else state
                    for state in states
                ]
            else:
                _log.warning("%s", failure)
        return states
