"""Work of the kit in the pipeline service: packs at the province, contacts at a station.

Both take long, so each runs in a process of low priority that the service starts within seconds.
"""

from contextlib import suppress
from functools import partial

from sqlalchemy import Engine

from kit.contact import client
from kit.contact.line_state import is_contact_due, read_line_state
from kit.contact.pack_maker import pack_making
from kit.station.station_identity import read_identity
from library import clock
from library.errors import LibraryError
from library.installation import installation
from library.jobs.duties import Duties
from library.process.child import BackgroundProcess
from library.settings import Settings

_LOOK_SECONDS = 30.0
_NAME = "line"


class _Processes:
    """The processes of a service that make packs, or the one that speaks to the province."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._processes: tuple[BackgroundProcess, ...] = ()

    def keep_up(self, settings: Settings, engine: Engine) -> None:
        """Start the processes for which there is something to do."""
        if not self._processes or self._engine is not engine:
            begin = contacting if settings.station else pack_making
            self._processes, self._engine = begin(settings, engine), engine
        for process in self._processes:
            process.keep_up()


def contacting(settings: Settings, _engine: Engine) -> tuple[BackgroundProcess]:
    """Return the process that contacts the province when that is due."""
    is_due = partial(_is_due, settings)
    return (BackgroundProcess(settings, _NAME, contact_if_due, is_due, _LOOK_SECONDS),)


def contact_if_due(settings: Settings) -> None:
    """Contact the province; why that failed, and when it is tried again, is stored."""
    with installation(settings) as engine, suppress(LibraryError):
        client.contact(settings, engine)


def _is_due(settings: Settings) -> bool:
    identity = read_identity(settings)
    has_line = identity is not None and bool(identity.province_url)
    return has_line and is_contact_due(read_line_state(settings), clock.now())


DUTIES = Duties(
    every_minute=lambda _settings, _engine: None,
    in_steps=lambda _settings, _engine: iter(()),
    when_idle=lambda _settings, _engine: None,
    each_turn=_Processes().keep_up,
)
