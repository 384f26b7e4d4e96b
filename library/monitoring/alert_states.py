"""Rules of alerts: when one opens, is reported, is repeated, and is resolved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from library.monitoring.conditions import Check

CHANNELS = ("mail", "webhook")
"""Ways to reach the operator."""

_SOUND_FOR = timedelta(minutes=5)
"""Time for which a check must pass before its alert is resolved, so that one that comes and goes
stays one alert."""

_REMIND_AFTER = timedelta(days=1)


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

    def last_message(self, channel: str) -> datetime | None:
        """Return the time of the last message about it through a channel."""
        return self.mailed if channel == "mail" else self.posted

    def occasion(self, channel: str, now: datetime) -> Occasion | None:
        """Return the reason to send a message now; None if there is none."""
        last = self.last_message(channel)
        if self.resolved is not None:
            return Occasion.RESOLVED if last is not None and last < self.resolved else None
        if last is None:
            return Occasion.OPENED
        is_due = self.acknowledged is None and now - last >= _REMIND_AFTER
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


def update(states: Iterable[AlertState], results: Results, now: datetime) -> list[AlertState]:
    """Return the alerts after these results."""
    failures = {check.code: check for check in results.checks if not check.ok}
    updated: list[AlertState] = []
    for state in states:
        if state.resolved is not None:
            updated.append(state)
        elif state.code in failures:
            check = failures.pop(state.code)
            updated.append(replace(state, sentence=check.advice, sound_since=None))
        elif state.code in results.unknown:
            updated.append(state)
        else:
            updated.append(_passed(state, now))
    updated += (
        AlertState(check.code, check.name, check.advice, now) for check in failures.values()
    )
    return updated


def due(
    states: Iterable[AlertState], channel: str, now: datetime
) -> Iterator[tuple[AlertState, Occasion]]:
    """Yield the alerts to be reported through a channel, and why."""
    for state in states:
        occasion = state.occasion(channel, now)
        if occasion is not None:
            yield state, occasion


def _passed(state: AlertState, now: datetime) -> AlertState:
    since = state.sound_since or now
    is_over = now - since >= _SOUND_FOR
    return replace(state, sound_since=since, resolved=now if is_over else None)
