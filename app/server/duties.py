"""Duties of the site beside its answers: alerts, orders of staff, figures, metrics."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from app.monitoring.metrics import metrics_served
from library.doctor import all_conditions
from library.monitoring import figures
from library.monitoring.heartbeats import SITE, Heartbeat
from library.monitoring.monitor import Monitor, watching
from library.monitoring.repeating import repeating
from library.monitoring.staff_orders import OF_SITE, ORDERS_SECONDS, close_interrupted, run_next
from library.settings import Settings

_SAMPLE_SECONDS = figures.SAMPLE_INTERVAL.total_seconds()


@contextmanager
def duties(app: Flask, settings: Settings) -> Iterator[None]:
    """Watch the installation, store figures and serve metrics until the block ends."""
    site_services, times = app.extensions["services"], app.extensions["request_times"]
    database = site_services.database
    beat = Heartbeat(database, SITE, notifies_systemd=False)
    close_interrupted(database, OF_SITE)

    def record() -> None:
        figures.record(settings, database, times.take())

    with (
        metrics_served(settings, database, site_services.downloads, times),
        watching(Monitor(settings, database, all_conditions())),
        repeating("heartbeat", beat.seconds, beat.turn),
        repeating("orders", ORDERS_SECONDS, lambda: run_next(database, OF_SITE)),
        repeating("figures", _SAMPLE_SECONDS, record, first_after=_SAMPLE_SECONDS),
    ):
        yield
