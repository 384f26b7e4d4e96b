"""Alerts: when one opens, is reported, is repeated and ends; kept in the database, or in a file."""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, delete, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library import clock
from library.database import reading, work
from library.monitoring.conditions import Check
from library.monitoring.models import Alert
from library.process.atomic_files import write_atomically
from library.staff.audit import note
from library.work_queues import WorkQueue

FILE_NAME = "alerts.json"
"""File in the data folder with the alerts that the database does not know yet."""

_SOUND_FOR = timedelta(minutes=5)
"""Time for which a check must pass before its alert is resolved, so that one that comes and goes
stays one alert."""

_REMIND_AFTER = timedelta(days=1)
_RESOLVED_LATELY = timedelta(days=7)
"""Age at which the end of an alert is no longer reported, even if no channel worked."""

_KEPT_FOR = timedelta(days=400)
_OWN_COLUMNS = ("sentence", "sound_since", "resolved", "mailed", "posted")
"""Columns that change with the checks; staff acknowledge in the meantime."""

_log = logging.getLogger(__name__)


class Occasion(StrEnum):
    """Reason for a message about an alert."""

    OPENED = "open"
    REMINDER = "reminder"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class AlertState:
    """An alert; `id` is None until it is in the database."""

    code: str
    name: str
    sentence: str
    opened: datetime
    id: int | None = None
    sound_since: datetime | None = None
    resolved: datetime | None = None
    mailed: datetime | None = None
    posted: datetime | None = None
    acknowledged: datetime | None = None

    def occasion(self, channel: str, now: datetime) -> Occasion | None:
        """Return the reason to send a message now; None if there is none."""
        last = self.mailed if channel == "mail" else self.posted
        if self.resolved is not None:
            return Occasion.RESOLVED if last is not None and last < self.resolved else None
        if last is None:
            return Occasion.OPENED
        is_seen = self.acknowledged is not None or self.sound_since is not None
        is_due = now - last >= _REMIND_AFTER and not is_seen
        return Occasion.REMINDER if is_due else None

    def after_message(self, channel: str, now: datetime) -> "AlertState":
        """Return the alert after a message through a channel."""
        return replace(self, **{"mailed" if channel == "mail" else "posted": now})


@dataclass(frozen=True, slots=True)
class Results:
    """Latest results of the checks that are known."""

    checks: tuple[Check, ...]
    unknown: frozenset[str] = frozenset()
    """Codes of checks without a result: their alerts stay as they are."""


def reconcile(states: Iterable[AlertState], results: Results, now: datetime) -> list[AlertState]:
    """Return the alerts after these results."""
    failures = {check.code: check for check in results.checks if not check.ok}
    new_states: list[AlertState] = []
    for state in states:
        if state.resolved is not None:
            new_states.append(state)
        elif state.code in failures:
            check = failures.pop(state.code)
            new_states.append(replace(state, sentence=check.advice, sound_since=None))
        elif state.code in results.unknown:
            new_states.append(state)
        else:
            since = state.sound_since or now
            is_over = now - since >= _SOUND_FOR
            new_states.append(replace(state, sound_since=since, resolved=now if is_over else None))
    new_states += (
        AlertState(check.code, check.name, check.advice, now) for check in failures.values()
    )
    return new_states


def due(
    states: Iterable[AlertState], channel: str, now: datetime
) -> Iterator[tuple[AlertState, Occasion]]:
    """Yield the alerts to be reported through a channel, and why."""
    for state in states:
        occasion = state.occasion(channel, now)
        if occasion is not None:
            yield state, occasion


class AlertStore:
    """Alerts of one installation; nothing is reported twice because the database failed."""

    def __init__(self, home: Path, engine: Engine) -> None:
        self._file, self._engine = home / FILE_NAME, engine
        self._unsaved: list[AlertState] | None = self._read_file()
        self._last_known: list[AlertState] = []

    @property
    def has_unsaved(self) -> bool:
        """True if the database does not know all alerts yet."""
        return self._unsaved is not None

    def load(self) -> list[AlertState]:
        """Return open alerts and those whose end may not have been reported."""
        if self._unsaved is not None:
            return list(self._unsaved)
        try:
            self._last_known = self._read_database()
        except SQLAlchemyError as error:
            _log.warning("alerts could not be read: %s", error)
        return list(self._last_known)

    def save(self, states: Iterable[AlertState]) -> None:
        """Store the alerts: in the database, else in a file, else in memory."""
        states = list(states)
        try:
            with work(self._engine) as session:
                for state in states:
                    _save(session, state)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("alerts are kept in %s: %s", self._file, error)
            self._unsaved = states
            self._write_file(states)
        else:
            self._unsaved = None
            self._file.unlink(missing_ok=True)

    def _read_database(self) -> list[AlertState]:
        since = clock.now() - _RESOLVED_LATELY
        rows = select(Alert).where(or_(Alert.resolved.is_(None), Alert.resolved > since))
        with reading(self._engine) as session:
            return [_state(alert) for alert in session.scalars(rows.order_by(Alert.id))]

    def _read_file(self) -> list[AlertState] | None:
        try:
            return [_from_json(row) for row in json.loads(self._file.read_text())]
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError) as error:
            _log.warning("%s cannot be read: %s", self._file, error)
            return None

    def _write_file(self, states: list[AlertState]) -> None:
        rows = [asdict(state) for state in states]
        try:
            write_atomically(
                self._file, json.dumps(rows, ensure_ascii=False, default=datetime.isoformat)
            )
        except OSError as error:
            _log.warning("%s cannot be written: %s", self._file, error)


def acknowledge(session: Session, alert_id: int, by: str) -> Alert | None:
    """Note that a person has seen an alert: no reminders follow; None if there is no such alert."""
    alert = session.get(Alert, alert_id)
    if alert is not None and alert.resolved is None and alert.acknowledged is None:
        alert.acknowledged, alert.acknowledged_by = clock.now(), by
        note(session, by, "health.acknowledge", alert.name)
    return alert


def open_alerts(session: Session) -> list[Alert]:
    """Return the open alerts, oldest first."""
    rows = select(Alert).where(Alert.resolved.is_(None))
    return list(session.scalars(rows.order_by(Alert.opened)))


def alert_queue(session: Session) -> WorkQueue:
    """Return the number of open alerts and the time of the oldest."""
    alerts = open_alerts(session)
    return WorkQueue(len(alerts), min((alert.opened for alert in alerts), default=None))


def resolved_alerts(session: Session, count: int) -> list[Alert]:
    """Return the last resolved alerts, newest first."""
    rows = select(Alert).where(Alert.resolved.is_not(None))
    return list(session.scalars(rows.order_by(Alert.resolved.desc()).limit(count)))


def forget_old(session: Session) -> None:
    """Delete alerts that were resolved more than a year ago."""
    session.execute(delete(Alert).where(Alert.resolved < clock.now() - _KEPT_FOR))


_NAMES = tuple(field.name for field in fields(AlertState))
_TIMES = ("opened", "sound_since", "resolved", "mailed", "posted", "acknowledged")


def _state(alert: Alert) -> AlertState:
    return AlertState(**{name: getattr(alert, name) for name in _NAMES})


def _save(session: Session, state: AlertState) -> None:
    values = asdict(state)
    if state.id is None:
        session.add(Alert(**values))
        return
    own = {name: values[name] for name in _OWN_COLUMNS}
    # a restored database may have another alert of this number
    same = (Alert.id == state.id) & (Alert.code == state.code) & (Alert.opened == state.opened)
    session.execute(update(Alert).where(same).values(**own))


def _from_json(values: dict[str, object]) -> AlertState:
    times = {name: datetime.fromisoformat(values[name]) for name in _TIMES if values[name]}
    return AlertState(**values | times)
