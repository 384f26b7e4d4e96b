"""Metrics for Prometheus, on a port of their own that only this machine reaches.

A proxy on this machine connects from loopback too, so an address of the site could become public by
one wrong line of its configuration; a port that the proxy does not know cannot.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from app.downloads.file_maker import FileMaker
from app.monitoring.request_times import RequestTimes
from library import clock
from library.backup.history import last_passed
from library.backup.models import RunKind
from library.database import reading
from library.errors import PortTakenError
from library.monitoring import figures
from library.monitoring.heartbeats import PIPELINE, SITE, heartbeat
from library.monitoring.models import Alert, CheckResult
from library.settings import Settings

_HOST = "127.0.0.1"
_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class InstallationCollector(Collector):
    """Sizes, queues, ages and alerts of the installation, read when Prometheus asks."""

    def __init__(self, settings: Settings, database: Engine, downloads: FileMaker) -> None:
        self._settings, self._database, self._downloads = settings, database, downloads

    def describe(self) -> Iterable[Metric]:
        """Return nothing: names are known only while the database answers."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """Yield the current metrics; those of the database only if it answers."""
        yield _gauge(
            "diachi_downloads_waiting", "Large downloads waiting", self._downloads.waiting_count
        )
        try:
            metrics = [*self._sizes(), *self._pipeline(), *self._checks()]
        except (SQLAlchemyError, OSError):
            yield _gauge("diachi_database_up", "1 if the database answers", 0)
            return
        yield _gauge("diachi_database_up", "1 if the database answers", 1)
        yield from metrics

    def _sizes(self) -> Iterator[Metric]:
        now = figures.current(self._settings, self._database)
        yield _gauge("diachi_disk_free_bytes", "Free space of the data folder", now.disk_free_bytes)
        yield _gauge("diachi_database_bytes", "Size of the database", now.database_bytes)
        yield _gauge("diachi_wal_bytes", "Size of its write-ahead log", now.wal_bytes)
        yield _gauge("diachi_pages_waiting", "Pages waiting to be processed", now.waiting_pages)
        yield _gauge("diachi_index_waiting", "Changes waiting to be indexed", now.index_due)
        memory = GaugeMetricFamily(
            "diachi_memory_bytes", "Resident memory of a service", labels=["service"]
        )
        memory.add_metric([SITE], now.site_memory_bytes)
        if now.pipeline_memory_bytes is not None:
            memory.add_metric([PIPELINE], now.pipeline_memory_bytes)
        yield memory

    def _pipeline(self) -> Iterator[Metric]:
        with reading(self._database) as session:
            page_count, beat = figures.pages_done(session), heartbeat(session, PIPELINE)
            copy = last_passed(session, RunKind.COPY)
        yield _gauge("diachi_pages_done", "Pages delivered to the catalogue", page_count)
        ages = (
            (
                "diachi_pipeline_heartbeat_age_seconds",
                "Age of its last sign of life",
                beat and beat.at,
            ),
            ("diachi_backup_age_seconds", "Age of the last backup", copy and copy.started),
        )
        for name, description, at in ages:
            if at:
                yield _gauge(name, description, (clock.now() - at).total_seconds())

    def _checks(self) -> Iterator[Metric]:
        with reading(self._database) as session:
            count = select(func.count(Alert.id)).where(Alert.resolved.is_(None))
            yield _gauge("diachi_alerts_open", "Open alerts", session.scalar(count))
            checks = GaugeMetricFamily(
                "diachi_check_ok", "1 if the check passed when it last ran", labels=["check"]
            )
            for row in session.scalars(select(CheckResult).order_by(CheckResult.code)):
                checks.add_metric([row.code], float(row.ok))
            yield checks


@contextmanager
def metrics_served(
    settings: Settings, database: Engine, downloads: FileMaker, times: RequestTimes
) -> Iterator[None]:
    """Serve the metrics until the block ends, if the settings name a port."""
    if not settings.metrics_port:
        yield
        return
    registry = site_registry(settings, database, downloads, times)
    try:
        server, thread = start_http_server(settings.metrics_port, _HOST, registry)
    except OSError as error:
        raise PortTakenError(_HOST, settings.metrics_port) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def site_registry(
    settings: Settings, database: Engine, downloads: FileMaker, times: RequestTimes
) -> CollectorRegistry:
    """Return the registry of the site's metrics, which counts requests from now on."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    seconds = Histogram(
        "diachi_request_seconds",
        "Time until an answer began",
        ("area", "status"),
        registry=registry,
        buckets=_BUCKETS,
    )
    times.observers.append(
        lambda area, status, duration: seconds.labels(area, str(status)).observe(duration)
    )
    registry.register(InstallationCollector(settings, database, downloads))
    return registry


def _gauge(name: str, description: str, value: float) -> Metric:
    return GaugeMetricFamily(name, description, value=value)
