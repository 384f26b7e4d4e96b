"""Making of phone packs: at a command, and in the pipeline service when their contents change."""

import base64
import logging
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from kit.models import HeldEdition
from kit.phone.handout_items import page_names
from kit.phone.phone_files import PhonePack, is_lasting, read_pack, write_pack
from kit.phone.phone_subjects import Choice, PhoneSubject, SubjectKind, all_subjects, choices
from library import clock
from library.catalogue import profile_versions, queries
from library.catalogue.models import PageState
from library.catalogue.pages import thumbnails
from library.catalogue.pages.lost_files import note_many_lost
from library.catalogue.public_changes import PublicChange
from library.catalogue.queries import ItemRecord, PageDetails
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


MAX_BYTES = 2_000_000
STALE_DAYS = 90
_SHARE_OF_DESCRIPTIONS, _SHARE_OF_ONE_ITEM = 0.3, 0.1
"""Parts of the file that descriptions, and the text of one item, take before others had theirs."""

_SMALLEST_ROOM = 1000
"""Bytes below which no further page or image is tried."""

_NOTE_BYTES = 200
"""Room for the sentence that an item lacks pages."""

_BLANK_LINES = re.compile(r"\n\s*\n")


def _paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line."""
    return [" ".join(block.split()) for block in _BLANK_LINES.split(text) if block.strip()]


def _written_day(day: str) -> str:
    """Return a full or partial ISO date as it is written in Vietnamese: 22/8/2017."""
    return "/".join(part.lstrip("0") for part in reversed(day.split("-")))


def _facts(record: ItemRecord) -> str:
    """Return the facts by which an item is recognised, in one line."""
    date = record.date_text or (record.date and _written_day(record.date))
    parts = (record.creator or record.issuing_body, record.series, record.number, date, record.kind)
    return "; ".join(part for part in parts if part)


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
)
_TEMPLATES.filters |= {"paragraphs": _paragraphs, "day": _written_day, "facts": _facts}
_PARTS = _TEMPLATES.get_template("parts.html").module


@dataclass(frozen=True, slots=True)
class PhoneFacts:
    """Facts about a pack that it states itself."""

    subject: PhoneSubject
    library: str
    address: str
    """Address from which a new one is taken; empty where the site has no known name."""
    day: str


@dataclass(slots=True)
class _Part:
    """An item in the making: the HTML of what has found room."""

    choice: Choice
    head: str
    pages: list[str] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)
    """Numbers of the pages that are in it."""
    lacking: int = 0
    cover: str | None = None


@dataclass(slots=True)
class _Room:
    """Bytes that are left in the file."""

    left: int

    def take(self, html: str, limit: int | None = None) -> bool:
        """Take the room of a piece if there is enough."""
        length = len(html.encode())
        if length > (self.left if limit is None else min(limit, self.left)):
            return False
        self.left -= length
        return True


def write_page(
    session: Session,
    facts: PhoneFacts,
    choices: Iterable[Choice],
    read_image: Callable[[str], bytes | None],
    max_bytes: int = MAX_BYTES,
) -> str:
    """Return the file; `read_image` returns None for an image that is lost."""
    choices = list(choices)
    frame = len(_render(facts, [], len(choices)).encode())
    room = _Room(max_bytes - frame)
    parts = _described(choices, room, room.left * (1 - _SHARE_OF_DESCRIPTIONS))
    for share in (_SHARE_OF_ONE_ITEM, 1):
        for part in parts:
            if room.left > _SMALLEST_ROOM:
                _add_pages(session, part, room, int(max_bytes * share))
    for part in parts:
        if room.left > _SMALLEST_ROOM:
            item_id = part.choice.record.id
            cover = thumbnails.covers(session, [item_id]).get(item_id)
            content = cover and read_image(cover.digest)
            if content:
                html = _PARTS.cover(cover, base64.b64encode(content).decode())
                part.cover = html if room.take(html) else None
    in_order = sorted(parts, key=lambda part: part.choice.record.title_sort)
    return _render(facts, in_order, len(choices) - len(parts))


def _render(facts: PhoneFacts, parts: list[_Part], missing: int) -> str:
    return _TEMPLATES.get_template("pack.html").render(
        facts=facts,
        parts=parts,
        missing=missing,
        stale_days=STALE_DAYS,
    )


def _described(choices: Iterable[Choice], room: _Room, keep_free: float) -> list[_Part]:
    """Return the items whose descriptions find room."""
    parts = []
    for choice in choices:
        head = _PARTS.head(choice.record)
        if room.left - _NOTE_BYTES < keep_free or not room.take(head):
            break
        room.left -= _NOTE_BYTES
        parts.append(_Part(choice, head))
    return parts


def _add_pages(session: Session, part: _Part, room: _Room, limit: int) -> None:
    """Add the pages of an item that find room, up to its share."""
    if part.numbers and not part.lacking:
        return
    allowance = limit - sum(len(page.encode()) for page in part.pages)
    pages = _pages(session, part.choice)
    names = page_names(session, part.choice.record.id, pages)
    part.pages.clear()
    part.lacking = 0
    for page in pages:
        html = _PARTS.page(part.choice.record.id, page, names[page.number])
        is_in = page.number in part.numbers
        if not is_in and allowance >= len(html.encode()) and room.take(html):
            allowance -= len(html.encode())
            part.numbers.add(page.number)
            is_in = True
        if is_in:
            part.pages.append(html)
        else:
            allowance = 0  # no gaps: what follows the first page without room is left out
            part.lacking += 1


def _pages(session: Session, choice: Choice) -> list[PageDetails]:
    """Return the finished pages with text, and forget their rows: a collection has many."""
    pages = queries.item_pages(session, choice.record.id, with_text=True)
    session.expunge_all()
    return [
        page
        for page in pages
        if page.state is PageState.DONE
        and page.text.strip()
        and (choice.pages is None or page.number in choice.pages)
    ]
