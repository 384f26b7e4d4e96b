"""Work that the public computers ask of the pipeline service: counting, deletion, reminder mail."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import Engine

from library import clock, extensions
from library.jobs.duties import Duties
from library.settings import Settings
from points.programme.deadlines import daily_mail
from points.usage.rollups import maintenance
from points.usage.rollups.per_item import Report

_REPORTS = "diachi.count_reports"
"""Group of entry points that receive the final counts of a station."""


def count_report(settings: Settings) -> Report | None:
    """Return the function by which a station reports its final counts to the province."""
    return partial(extensions.load(_REPORTS, "kit"), settings) if settings.station else None


def _count(settings: Settings, engine: Engine) -> Iterator[str]:
    return maintenance.steps(engine, count_report(settings))


def _forget_old(settings: Settings, engine: Engine) -> None:
    maintenance.forget_old(engine, settings.event_months)


def _send_mail(settings: Settings, engine: Engine) -> None:
    """Send due mail once a day."""
    now = clock.now()
    if daily_mail.is_time(now):
        daily_mail.send_due(settings, engine, now)


DUTIES = Duties(every_minute=_forget_old, in_steps=_count, when_idle=_send_mail)
