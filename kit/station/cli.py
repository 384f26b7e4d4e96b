"""Commands `diachi kit …` of a station."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import Engine

from kit.station import station_service
from kit.station.problems import NotAStationError
from library.click_vietnamese import cli_command, stop_on_signals
from library.doctor import all_conditions
from library.installation import installation
from library.monitoring.heartbeats import PIPELINE, Heartbeat
from library.monitoring.monitor import Monitor, watching
from library.process import systemd
from library.process.logs import log_service
from library.process.memory import share_arenas
from library.settings import Settings, read_settings

_log = logging.getLogger(__name__)


@click.command("watch", help="Dịch vụ của trạm: giữ chỉ mục và số liệu luôn mới, nhận gói từ USB.")
@cli_command
def watch() -> None:
    """Run the service of a station until a stop signal arrives."""
    share_arenas()
    stop_on_signals()
    settings = read_settings()
    log_service(settings, "station")
    with (
        _station(settings) as engine,
        watching(Monitor(settings, engine, all_conditions())),
    ):
        _log.info("Trạm đang chạy. Bấm Ctrl+C để dừng.")
        systemd.notify(systemd.READY)
        try:
            station_service.run(settings, engine, Heartbeat(engine, PIPELINE).turn)
        finally:
            systemd.notify(systemd.STOPPING)


@contextmanager
def _station(settings: Settings) -> Iterator[Engine]:
    """Yield the database of a station; raise NotAStationError anywhere else."""
    with installation(settings) as engine:
        if not settings.station:
            raise NotAStationError
        yield engine
