"""Work that the public computers ask of the pipeline service: counting, deletion, reminder mail."""

from sqlalchemy import Engine

from library import clock
from library.jobs.duties import Duties
from library.settings import Settings
from points.programme.deadlines import daily_mail
from points.usage.rollups import maintenance


def _forget_old(settings: Settings, engine: Engine) -> None:
    maintenance.forget_old(engine, settings.event_months)


def _send_mail(settings: Settings, engine: Engine) -> None:
    """Send due mail once a day."""
    now = clock.now()
    if daily_mail.is_time(now):
        daily_mail.send_due(settings, engine, now)


DUTIES = Duties(every_minute=_forget_old, in_steps=maintenance.steps, when_idle=_send_mail)
