"""Keeps the workshop going: one round through all that waits, or rounds for ever."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Engine

from ingest.hotfolder.poll import on_patrol
from ingest.intake import pdf_text_updates, read_lists, run_batch_edits
from ingest.limits import workshop
from ingest.pipeline import queue, runner
from ingest.pipeline.outcome import Outcome, settled_among
from ingest.pipeline.progress_display import Progress
from library import clock
from library.accessions.fixity_check import inspect, waiting
from library.catalogue.access.publishing import publish_due
from library.click_vietnamese import say
from library.database import reading, work
from library.errors import LibraryError
from library.programme.deadlines import daily_mail
from library.programme.problems import MailFailedError
from library.settings import Settings
from library.storage.models import Condition
from library.usage.rollups.maintenance import forget_old, steps
from search_index.writer import Keeping

_A_WHILE = 1.0
_LONGER = 60.0
"""Seconds until what went wrong is tried again."""

_DAYS_AT_ONCE = 5
"""Days of use that are counted anew before a page may be read again."""

_MASTERS_A_MINUTE = 20
"""Enough for two and a half million files in ninety days of which every minute is idle."""

_MASTERS_AMID_WORK = 1
"""Enough for a hundred thousand files in ninety days without an idle minute."""

_log = logging.getLogger(__name__)


def one_round(settings: Settings, engine: Engine, tell: Callable[[Outcome], None]) -> None:
    """Work until nothing waits, index it, and tell what became of all that waited.

    When another process is at work already, wait for it; what it settled meanwhile is told too.
    """
    with Keeping(settings, engine) as index:
        meanwhile = _Meanwhile(settings, engine, index)
        _round(settings, engine, tell, meanwhile)
        while run_batch_edits.drain(settings, engine):
            meanwhile.keep_up()
        index.keep_up()
        pdf_text_updates.reword_due(settings, engine)


def _round(
    settings: Settings, engine: Engine, tell: Callable[[Outcome], None], meanwhile: "_Meanwhile"
) -> None:
    with reading(engine) as session:
        waited = queue.waiting(session)
    with workshop(settings, lambda: say("Một lượt xử lý khác đang chạy; đang chờ đến lượt.")):
        with reading(engine) as session:
            settled = settled_among(session, waited)
        for outcome in settled:
            tell(outcome)
        progress = Progress()
        read_lists.read_waiting(settings, engine)
        runner.run(settings, engine, tell=tell, progress=progress, tick=meanwhile.keep_up)
        progress.close()
    meanwhile.index.keep_up()
    pdf_text_updates.reword_due(settings, engine)


def forever(settings: Settings, engine: Engine, tell: Callable[[Outcome], None]) -> None:
    """Do a round every second; other processes may work in between."""
    with on_patrol(settings, engine), Keeping(settings, engine) as index:
        meanwhile, idle = _Meanwhile(settings, engine, index), _Idle(settings, engine)
        while True:
            worked = _went_well(lambda: _round(settings, engine, tell, meanwhile))
            kept_up = _went_well(meanwhile.keep_up)
            looked = _went_well(idle.look_round)  # also where a full disk stops all work
            time.sleep(_A_WHILE if worked and kept_up and looked else _LONGER)


def _went_well(act: Callable[[], object]) -> bool:
    try:
        act()
    except LibraryError as error:
        say(str(error))
        return False
    except Exception:  # a door: tomorrow's deliveries must not wait for today's bug
        _log.exception("a round in the workshop failed")
        return False
    return True


@dataclass(slots=True)
class _Meanwhile:
    """Does what must not wait for the end of a long batch, at most once a second."""

    settings: Settings
    engine: Engine
    index: Keeping
    last: float = 0.0
    figures: Iterator[str] = field(default_factory=lambda: iter(()))
    counted: float = 0.0
    published: float = 0.0
    inspected: float = field(default_factory=time.monotonic)

    def keep_up(self) -> None:
        """Read lists that came, index, reword leaves, count, look at masters, unless just done."""
        if time.monotonic() - self.last >= _A_WHILE:
            read_lists.read_waiting(self.settings, self.engine)
            self.index.keep_up()
            pdf_text_updates.reword_due(self.settings, self.engine)
            run_batch_edits.drain(self.settings, self.engine)
            self._publish()
            self._count()
            self._inspect()
            self.last = time.monotonic()

    def _publish(self) -> None:
        """Open what is to open today, once a minute."""
        if not self.published or time.monotonic() - self.published >= _LONGER:
            with work(self.engine) as session:
                publish_due(session, clock.today().isoformat())
            self.published = time.monotonic()

    def _count(self) -> None:
        """Count a few days anew, all that are due once a minute at most."""
        if tuple(islice(self.figures, _DAYS_AT_ONCE)):
            self.counted = time.monotonic()
        elif time.monotonic() - self.counted >= _LONGER:
            self.figures = steps(self.engine)
            self.counted = time.monotonic()

    def _inspect(self) -> None:
        """Look at a master once a minute: a workshop that never rests must not forget them."""
        if time.monotonic() - self.inspected >= _LONGER:
            _look_at_masters(self.settings, self.engine, _MASTERS_AMID_WORK)
            self.inspected = time.monotonic()


@dataclass(slots=True)
class _Idle:
    """Does what can wait until nothing else is to be done, a little every minute."""

    settings: Settings
    engine: Engine
    last: float = 0.0

    def look_round(self) -> None:
        """Look at a few masters whose turn it is and forget old uses, unless just done."""
        if time.monotonic() - self.last < _LONGER:
            return
        forget_old(self.engine, self.settings.event_months)
        self._remind()
        _look_at_masters(self.settings, self.engine, _MASTERS_A_MINUTE)
        self.last = time.monotonic()

    def _remind(self) -> None:
        """Mail what is due once a day; a mail server that is down stops nothing else."""
        now = clock.now()
        try:
            if daily_mail.is_time(now):
                daily_mail.send_due(self.settings, self.engine, now)
        except MailFailedError as error:
            say(str(error))


def _look_at_masters(settings: Settings, engine: Engine, count: int) -> None:
    with reading(engine) as session:
        digests = waiting(session, settings, count)
    for _, condition in inspect(settings, engine, digests):
        if condition is not Condition.SOUND:
            say("Có tệp gốc bị hỏng. Hãy chạy: diachi fixity report")
