"""Signs of life of the services, by which each notices that another has stopped."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import SETTLED, Accession
from library.clock import HANOI
from library.database import work
from library.monitoring.models import ServiceHeartbeat
from library.process import systemd
from library.process.memory import memory_bytes
from library.write_turns import OWN_ROW

PIPELINE, SITE = "pipeline", "site"

_BEAT_SECONDS = 30.0
STOPPED_AFTER = timedelta(minutes=5)
"""Age of the last sign at which a service counts as stopped: a full disk or a locked database may
hold it up for a minute or two."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Heartbeat:
    """Signs of life of a loop: to systemd at each turn, to the database every half minute."""

    engine: Engine
    name: str
    notifies_systemd: bool = True
    """False for the site, which is alive as long as it answers (app.cli)."""
    started: datetime = field(default_factory=clock.now)
    clock: Callable[[], float] = time.monotonic
    last_beat: float = float("-inf")

    @property
    def seconds(self) -> float:
        """Interval between two signs in the database."""
        return _BEAT_SECONDS

    def turn(self) -> None:
        """Give a sign of life; a database that cannot be written stops nothing."""
        if self.notifies_systemd:
            systemd.notify(systemd.ALIVE)
        if self.clock() - self.last_beat < _BEAT_SECONDS - 1:
            return
        self.last_beat = self.clock()
        try:
            with work(self.engine, OWN_ROW) as session:
                session.merge(
                    ServiceHeartbeat(
                        name=self.name,
                        started=self.started,
                        at=clock.now(),
                        memory_bytes=memory_bytes(),
                    )
                )
        except SQLAlchemyError as error:
            _log.warning("a sign of life could not be written: %s", error)


def heartbeat(session: Session, name: str) -> ServiceHeartbeat | None:
    """Return the last sign of life of a service; None if it never ran."""
    return session.get(ServiceHeartbeat, name)


def pipeline_state(session: Session) -> tuple[bool, str]:
    """Return (runs, sentence) for the pipeline; one that never ran is missed if work waits."""
    beat = heartbeat(session, PIPELINE)
    if beat is not None:
        return _state(beat, "Bộ xử lý", "diachi-watch")
    oldest = session.scalar(select(func.min(Accession.received)).where(_WAITING))
    if oldest is not None and oldest < clock.now() - STOPPED_AFTER:
        advice = "hãy chạy: systemctl enable --now diachi-watch"
        return False, f"Có tài liệu chờ xử lý mà bộ xử lý chưa chạy lần nào: {advice}"
    return True, "chưa chạy lần nào"


def site_state(session: Session) -> tuple[bool, str]:
    """Return (runs, sentence) for the web site."""
    beat = heartbeat(session, SITE)
    return (True, "chưa chạy lần nào") if beat is None else _state(beat, "Trang web", "diachi-web")


_WAITING = Accession.state.not_in(SETTLED) & Accession.paused.is_(None)


def _state(beat: ServiceHeartbeat, subject: str, unit: str) -> tuple[bool, str]:
    last = f"{beat.at.astimezone(HANOI):%H:%M %d/%m/%Y}"
    if clock.now() - beat.at > STOPPED_AFTER:
        return False, f"{subject} không còn chạy từ {last}: hãy xem systemctl status {unit}"
    return True, f"còn chạy lúc {last}"
