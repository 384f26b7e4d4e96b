"""Making of phone packs: at a command, and in the pipeline service when their contents change."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Engine, func, select

from kit.models import HeldEdition
from kit.phone.phone_files import PhonePack, is_lasting, read_pack, write_pack
from kit.phone.phone_page import PhoneFacts, write_page
from kit.phone.phone_subjects import PhoneSubject, SubjectKind, all_subjects, choices
from library import clock
from library.catalogue import profile_versions
from library.catalogue.pages.lost_files import note_many_lost
from library.catalogue.public_changes import PublicChange
from library.database import reading
from library.errors import PartialResultsError
from library.jobs.duties import Duties
from library.settings import Settings
from library.storage.derivative_store import DerivativeStore
from library.storage.models import Condition
from library.storage.problems import DerivativeLostError
from library.storage.stores import verified_derivatives

_VERSION = 1
"""Raised when the same items should give another file."""

_RENEWAL = timedelta(days=30)
"""Age at which a pack is made again although nothing changed, so that its day is not stale."""

_log = logging.getLogger(__name__)


def make_pack(settings: Settings, engine: Engine, subject: PhoneSubject) -> PhonePack:
    """Make the pack of a subject; raise PartialResultsError while no index can answer."""
    today, state = clock.today().isoformat(), state_of(engine)
    chosen = choices(settings, engine, subject, today)
    lost: dict[str, Condition] = {}
    store = verified_derivatives(settings, lost.__setitem__)
    html = ""
    if chosen:
        facts = PhoneFacts(subject, settings.library_name, address_of(settings, subject), today)
        with reading(engine) as session:
            html = write_page(session, facts, chosen, lambda digest: _read(store, digest))
    note_many_lost(engine, lost)
    item_ids = tuple(choice.record.id for choice in chosen)
    return write_pack(settings, subject, html, today, state, item_ids)


def make_due(settings: Settings, engine: Engine) -> None:
    """Make the first pack that is due, if any: pages that arrive do not wait for all."""
    subject = next(_due(settings, engine), None)
    if subject is None:
        return
    try:
        make_pack(settings, engine, subject)
    except PartialResultsError:
        _log.info("the pack of %s waits for the index", subject.name)


def state_of(engine: Engine) -> str:
    """Return a text that changes with everything that readers see, at a station by its edition."""
    with reading(engine) as session:
        changed = session.scalar(select(func.max(PublicChange.changed)))
        edition = session.scalar(select(func.max(HeldEdition.number)))
        return f"{_VERSION} {changed} {profile_versions.newest_id(session)} {edition}"


def address_of(settings: Settings, subject: PhoneSubject) -> str:
    """Return the address from which the pack is taken; empty without DIACHI_HOSTS."""
    if not settings.hosts:
        return ""
    scheme = "https" if settings.https else "http"
    page = "dia-danh" if subject.kind is SubjectKind.COMMUNE else "suu-tap"
    return f"{scheme}://{settings.hosts[0]}/{page}/{subject.slug}"


def _due(settings: Settings, engine: Engine) -> Iterator[PhoneSubject]:
    today, state = clock.today(), state_of(engine)
    for subject in all_subjects(engine):
        pack = read_pack(settings, subject.name)
        if pack is None or _is_due(engine, pack, state, today):
            yield subject


def _is_due(engine: Engine, pack: PhonePack, state: str, today: date) -> bool:
    """Return True for an old pack, one of another day if anything changed, one to be recalled."""
    age = today - date.fromisoformat(pack.day)
    if pack.state == state:
        return age >= _RENEWAL
    if age:
        return True
    with reading(engine) as session:
        return not is_lasting(session, pack, today.isoformat())


def _read(store: DerivativeStore, digest: str) -> bytes | None:
    try:
        return store.read(digest)
    except DerivativeLostError:
        return None


def _at_station(settings: Settings, engine: Engine) -> Iterator[None]:
    """Make a pack at a station, whose service has no idle work."""
    if settings.station:
        yield make_due(settings, engine)


DUTIES = Duties(every_minute=lambda *_: None, in_steps=_at_station, when_idle=make_due)
