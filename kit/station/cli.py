"""Commands `diachi kit …` of a station."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import click
from sqlalchemy import Engine

from kit.contact import client
from kit.contact.line_state import is_contact_due, read_line_state
from kit.station import forgetting, taking_in
from kit.station.problems import NotAStationError, ServiceRunsError
from kit.station.station_identity import read_identity
from kit.station.sticks import StickWatch
from kit.station.taking_in import take_in
from library import clock
from library.click_vietnamese import cli_command, say, stop_on_signals
from library.doctor import all_conditions
from library.errors import LibraryError
from library.installation import installation
from library.jobs.duties import DutyTurns
from library.monitoring.heartbeats import PIPELINE, Heartbeat
from library.monitoring.monitor import Monitor, watching
from library.process import systemd
from library.process.child import BackgroundProcess
from library.process.locks import FileLock
from library.process.logs import log_service
from library.process.memory import share_arenas
from library.process.repeating import repeating
from library.settings import Settings, read_settings
from search_index.index import sync
from search_index.index.writer import IndexUpdater

_PAUSE_SECONDS = 0.5
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
            run(settings, engine, Heartbeat(engine, PIPELINE).turn)
        finally:
            systemd.notify(systemd.STOPPING)


@click.command("take", help="Ở trạm: nhận gói trong THƯ-MỤC, như thư mục goi-3 trên USB.")
@click.argument(
    "folder", metavar="THƯ-MỤC", type=click.Path(path_type=Path, file_okay=False, exists=True)
)
@cli_command
def take(folder: Path) -> None:
    """Take a pack in and index it."""
    settings = read_settings()
    with _station(settings) as engine:
        edition = take_in(settings, engine, folder, "stick", say)
        say("Đang lập chỉ mục")
        sync.drain(settings, engine)
        while not forgetting.forget(settings, engine):
            sync.drain(settings, engine)
            time.sleep(_PAUSE_SECONDS)
    say(
        f"Trạm giữ gói số {edition.number}: {edition.new_records} mục mới, "
        f"{edition.changed_records} mục sửa, {edition.removed_records} mục bỏ."
    )


@contextmanager
def _station(settings: Settings) -> Iterator[Engine]:
    """Yield the database of a station; raise NotAStationError anywhere else."""
    with installation(settings) as engine:
        if not settings.station:
            raise NotAStationError
        yield engine


_TURN_SECONDS = 1.0
_STICK_SECONDS = 2.0
_LINE_SECONDS = 30.0
_RETRY_SECONDS = 60.0


def run(settings: Settings, engine: Engine, beat: Callable[[], None]) -> None:
    """Keep the index and the figures of a station up to date without end.

    Raises ServiceRunsError if another process does it.
    """
    lock = FileLock(settings.home / "ingest.lock")
    if not lock.take():
        raise ServiceRunsError
    turns = DutyTurns(settings, engine)
    forget = partial(forgetting.forget, settings, engine, beat)
    try:
        taking_in.finish(settings, engine)
        with (
            IndexUpdater(settings, engine, beat) as index,
            repeating("sticks", _STICK_SECONDS, StickWatch(settings, engine).turn),
            _contacting(settings) as line,
        ):
            while True:
                beat()
                actions = (index.keep_up, forget, turns.every_minute, turns.take_steps)
                failures = sum(not _succeeds(action) for action in (*actions, line.keep_up))
                time.sleep(_RETRY_SECONDS if failures else _TURN_SECONDS)
    finally:
        lock.release()


def _contacting(settings: Settings) -> BackgroundProcess:
    """Return the process of low priority that contacts the province when that is due."""

    def is_due() -> bool:
        identity = read_identity(settings)
        has_line = identity is not None and bool(identity.province_url)
        return has_line and is_contact_due(read_line_state(settings), clock.now())

    return BackgroundProcess(settings, "line", contact_if_due, is_due, _LINE_SECONDS)


def contact_if_due(settings: Settings) -> None:
    """Contact the province; why that failed, and when it is tried again, is stored."""
    with installation(settings) as engine, suppress(LibraryError):
        client.contact(settings, engine)


def _succeeds(action: Callable[[], object]) -> bool:
    try:
        action()
    except Exception:  # outermost handler: the next turn may succeed
        _log.exception("a turn of the station's service failed")
        return False
    return True
