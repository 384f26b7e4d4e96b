"""Silencing of spans of a recording: marking, lifting, and withdrawal of what shows the span."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions import ledger
from library.accessions.models import Accession
from library.accessions.requeue import requeue
from library.catalogue import index_queue
from library.catalogue.models import Item, Page
from library.catalogue.pages.page_order import cover_of
from library.recordings.cues import clock_text
from library.recordings.models import RecordingKind, SilencedSpan, SilenceReason, Stretch
from library.recordings.playing import COPY_KINDS
from library.recordings.problems import (
    BadTimeError,
    HearingNotNotedError,
    NoLiftReasonError,
    NoSilenceReasonError,
    NoStretchError,
    ReversedSpanError,
    SpanNotFoundError,
    SpanOutsideError,
    TooManySpansError,
)
from library.recordings.silenced_words import Silence, silences, silences_of
from library.recordings.transcribing import write_texts
from library.staff.audit import note
from library.staff.models import AuditEntry
from library.vietnamese.letters import compose

MAX_SPANS, MAX_NOTE_LENGTH = 100, 1000
_HEARING, _HEARING_LASTS = "silence.hear", timedelta(hours=1)
_TIME = re.compile(r"(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SpanFacts:
    """A span as a member of staff marks it, in milliseconds."""

    begins: int
    ends: int
    reason: SilenceReason | None
    note: str = ""
    hides_picture: bool = False


def read_time(text: str) -> int:
    """Return the milliseconds of a time typed as 4:05, 4:05,5 or 1:04:05."""
    text = text.strip()
    match = _TIME.fullmatch(text)
    if match is None:
        raise BadTimeError(text[:20])
    hours, minutes, seconds, fraction = match.groups()
    total_seconds = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return total_seconds * 1000 + int((fraction or "").ljust(3, "0"))


def write_time(milliseconds: int) -> str:
    """Return a time as it is typed: 4:05,5."""
    fraction = f"{milliseconds % 1000:03}".rstrip("0")
    return clock_text(milliseconds) + (f",{fraction}" if fraction else "")


def spans_of(session: Session, item_id: str, file: str) -> tuple[SilencedSpan, ...]:
    """Return the spans of a recording by their beginnings, also those that were lifted."""
    query = select(SilencedSpan).where(SilencedSpan.item_id == item_id, SilencedSpan.file == file)
    return tuple(session.scalars(query.order_by(SilencedSpan.begins, SilencedSpan.id)))


def other_items(session: Session, item_id: str, file: str) -> tuple[tuple[str, str, int], ...]:
    """Return the id, title and first page of other items with the same recording.

    Their spans are their own: a span of one item silences nothing in another.
    """
    query = (
        select(Item.id, Item.title, func.min(Page.number))
        .join(Page, Page.item_id == Item.id)
        .join(Stretch, Stretch.page_id == Page.id)
        .where(Stretch.file == file, Item.id != item_id)
        .group_by(Item.id, Item.title)
        .order_by(Item.id)
    )
    return tuple(tuple(row) for row in session.execute(query))


def mark(session: Session, item: Item, file: str, facts: SpanFacts, by: str) -> SilencedSpan:
    """Silence a span: its words and the copies with its sound are withdrawn at once."""
    ends = _checked_end(session, item, file, facts)
    active = [row for row in spans_of(session, item.id, file) if row.lifted is None]
    hides_picture = facts.hides_picture
    for row in active:
        if (row.begins, row.ends, row.hides_picture) == (facts.begins, ends, hides_picture):
            return row  # a form sent twice marks one span
    if len(active) >= MAX_SPANS:
        raise TooManySpansError(MAX_SPANS)
    old_silences = silences(session, item.id, file)
    row = SilencedSpan(
        item_id=item.id, file=file, begins=facts.begins, ends=ends, reason=facts.reason
    )
    row.note, row.hides_picture = _words(facts.note), hides_picture
    row.entered, row.entered_by, row.lift_reason = clock.now(), by, ""
    session.add(row)
    session.flush()
    note(session, by, "silence.mark", item.id, f"{_times(row)}, {facts.reason}")
    new_silences = silences(session, item.id, file)
    if new_silences != old_silences:
        _withdraw(session, item, file, set(new_silences) - set(old_silences))
        _make_again(session, item, file)
    return row


def lift(session: Session, item: Item, span_id: int, reason: str, by: str) -> None:
    """Stop silencing a span: its words come back, and copies are made again from the master."""
    row = find_span(session, item.id, span_id)
    if not (reason := _words(reason)):
        raise NoLiftReasonError
    if row.lifted is None:
        row.lifted, row.lifted_by, row.lift_reason = clock.now(), by, reason
        session.flush()
        note(session, by, "silence.lift", item.id, f"{_times(row)}: {reason}")
        _make_again(session, item, row.file)


def find_span(session: Session, item_id: str, span_id: int) -> SilencedSpan:
    """Return a span of an item; raise SpanNotFoundError."""
    row = session.get(SilencedSpan, span_id)
    if row is None or row.item_id != item_id:
        raise SpanNotFoundError
    return row


def note_hearing(session: Session, row: SilencedSpan, by: str) -> None:
    """Record that a person hears the sealed original."""
    note(session, by, _HEARING, row.item_id, _times(row))


def note_package(session: Session, item_id: str, by: str) -> None:
    """Record that a person takes a package with the sealed original."""
    note(session, by, _HEARING, item_id, "gói bảo quản")


def require_hearing(session: Session, row: SilencedSpan, by: str) -> None:
    """Raise HearingNotNotedError if a person's hearing of a span was not recorded lately."""
    entries = select(AuditEntry.id).where(
        AuditEntry.who == by,
        AuditEntry.action == _HEARING,
        AuditEntry.subject == row.item_id,
        AuditEntry.detail == _times(row),
        AuditEntry.at > clock.now() - _HEARING_LASTS,
    )
    if session.scalar(entries.limit(1)) is None:
        raise HearingNotNotedError


def enforce(session: Session, item: Item) -> None:
    """Withdraw what shows the silenced spans of an item whose rows came from elsewhere."""
    for file, spans in silences_of(session, item.id).items():
        _withdraw(session, item, file, spans)
        _make_again(session, item, file)


def _checked_end(session: Session, item: Item, file: str, facts: SpanFacts) -> int:
    """Return the end of a span, at most that of the recording."""
    query = select(Stretch.length).join(Page, Page.id == Stretch.page_id)
    length = session.scalar(query.where(Page.item_id == item.id, Stretch.file == file).limit(1))
    if length is None:
        raise NoStretchError
    if facts.reason is None:
        raise NoSilenceReasonError
    if not 0 <= facts.begins < facts.ends:
        raise ReversedSpanError
    if facts.begins >= length or facts.ends >= length + 1000:  # people type whole seconds
        raise SpanOutsideError(clock_text(length))
    return min(facts.ends, length)


def _withdraw(session: Session, item: Item, file: str, spans: Collection[Silence]) -> None:
    """Delete the rows of the copies, and of the images that show a span; readers get none."""
    query = select(Page, Stretch).join(Stretch, Stretch.page_id == Page.id)
    copies_gone: set[str] = set()
    numbers = []
    for page, stretch in session.execute(
        query.where(Page.item_id == item.id, Stretch.file == file)
    ).all():
        is_film = stretch.kind is RecordingKind.FILM
        is_seen = any(
            span.overlaps(stretch.begins, stretch.ends) and span.is_picture is is_film
            for span in spans
        )
        copies = [row for row in page.derivatives if is_seen or row.kind in COPY_KINDS]
        copies_gone.update(row.digest for row in copies)
        numbers += [page.number] if copies else []
        page.derivatives[:] = [row for row in page.derivatives if row not in copies]
    session.flush()
    if item.accession_id is not None:  # the pipeline must not think that readers have its copies
        ledger.delete_delivery_steps(session, item.accession_id, numbers)
    if item.cover in copies_gone:
        item.cover = cover_of(item.pages)


def _make_again(session: Session, item: Item, file: str) -> None:
    """Write the words anew, and queue the delivery: its copies depend on the spans."""
    write_texts(session, item.id, file)
    index_queue.mark(session, item.id)
    accession = item.accession_id and session.get(Accession, item.accession_id)
    if accession:
        requeue(accession)


def _times(row: SilencedSpan) -> str:
    return f"số {row.id}, {write_time(row.begins)}–{write_time(row.ends)}"


def _words(text: str) -> str:
    return " ".join(compose(text).split())[:MAX_NOTE_LENGTH]
