"""Duties of the site beside its answers: alerts, orders of staff, figures, metrics."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.monitoring.metrics import metrics_served
from library.doctor import all_conditions
from library.installation import installation
from library.jobs.work_orders import doing_orders
from library.monitoring import figures
from library.monitoring.heartbeats import SITE, Heartbeat
from library.monitoring.monitor import Monitor, watching
from library.process.repeating import repeating
from library.settings import Settings

_SAMPLE_SECONDS = figures.SAMPLE_INTERVAL.total_seconds()


@contextmanager
def duties(app: Flask, settings: Settings) -> Iterator[None]:
    """Watch the installation, store figures and serve metrics until the block ends."""
    site_services, times = app.extensions["services"], app.extensions["request_times"]
    database = site_services.database
    beat = Heartbeat(database, SITE, notifies_systemd=False)

    def record() -> None:
        figures.record(settings, database, times.take())

    with (
        metrics_served(settings, database, site_services.downloads, times),
        watching(Monitor(settings, database, all_conditions())),
        repeating("heartbeat", beat.seconds, beat.turn),
        doing_orders(settings, database, SITE, installation),
        repeating("figures", _SAMPLE_SECONDS, record, first_after=_SAMPLE_SECONDS),
    ):
        yield
