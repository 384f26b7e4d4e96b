"""Needs of a player: the access copies of a recording, its stretches, and its words."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.recordings.cues import Cue, cues_between
from library.recordings.models import RecordingKind, Stretch, Transcript, TranscriptKind
from library.recordings.webvtt import read_cues, write_cues

COPY_KINDS = (DerivativeKind.OPUS, DerivativeKind.AAC, DerivativeKind.FILM)


@dataclass(frozen=True, slots=True)
class AccessCopy:
    """A whole recording as one file for players."""

    kind: DerivativeKind
    digest: str
    media_type: str
    size: int
    """Kilobits per second of a sound, pixels of the width of a film."""
    bytes: int


@dataclass(frozen=True, slots=True)
class StretchWords:
    """The cues of one transcript that begin in a stretch."""

    kind: TranscriptKind
    language: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class PlayedStretch:
    """A stretch of a recording with the needs of its player; times in milliseconds."""

    kind: RecordingKind
    file: str
    begins: int
    ends: int
    length: int
    copies: tuple[AccessCopy, ...]
    """Smallest first; none while they are still being made."""
    stretches: tuple[tuple[int, int], ...]
    """Page number and beginning of each stretch of the recording that readers may open."""
    words: tuple[StretchWords, ...]


_CHAPTERS = TranscriptKind.CHAPTERS


def played_stretch(session: Session, item_id: str, number: int) -> PlayedStretch | None:
    """Return a stretch with the needs of its player; None for a page of paper."""
    stretch = stretch_at(session, item_id, number)
    if stretch is None:
        return None
    return PlayedStretch(
        kind=stretch.kind,
        file=stretch.file,
        begins=stretch.begins,
        ends=stretch.ends,
        length=stretch.length,
        copies=access_copies(session, item_id, stretch.file),
        stretches=_stretches(session, item_id, stretch.file),
        words=tuple(_words(session, item_id, stretch)),
    )


def stretch_at(session: Session, item_id: str, number: int) -> Stretch | None:
    """Return the stretch that is a page of an item; None for a page of paper."""
    query = select(Stretch).join(Page, Page.id == Stretch.page_id)
    return session.scalars(query.where(Page.item_id == item_id, Page.number == number)).first()


def access_copies(session: Session, item_id: str, file: str) -> tuple[AccessCopy, ...]:
    """Return the access copies of a recording, the smallest first."""
    columns = (
        *(Derivative.kind, Derivative.digest, Derivative.media_type),
        *(Derivative.width, Derivative.bytes),
    )
    rows = session.execute(
        select(*columns)
        .join(Stretch, Stretch.page_id == Derivative.page_id)
        .join(Page, Page.id == Derivative.page_id)
        .where(Page.item_id == item_id, Stretch.file == file, Derivative.kind.in_(COPY_KINDS))
        .order_by(Derivative.width, Derivative.kind.desc())
    )
    return tuple(AccessCopy(*row) for row in rows)


def transcripts(session: Session, item_id: str, file: str) -> tuple[Transcript, ...]:
    """Return the transcripts of a recording: as spoken, translations, chapters."""
    query = select(Transcript).where(Transcript.item_id == item_id, Transcript.file == file)
    order = list(TranscriptKind)
    rows = session.scalars(query)
    return tuple(sorted(rows, key=lambda row: (order.index(row.kind), row.language)))


def captions(session: Session, item_id: str, file: str, language: str) -> str | None:
    """Return the words of a recording in one language as WebVTT; None if there are none.

    The words of stretches that readers may not open stay out: those that staff left out, and at a
    station those that were not sent.
    """
    rows = (row for row in transcripts(session, item_id, file) if row.kind is not _CHAPTERS)
    row = next((row for row in rows if row.language == language), None)
    if row is None:
        return None
    columns = Stretch.begins, Stretch.ends, Stretch.length
    query = select(*columns).join(Page, Page.id == Stretch.page_id)
    shown = Page.item_id == item_id, Stretch.file == file, Page.left_out.is_(False)
    spans = session.execute(query.where(*shown)).all()
    if spans and sum(ends - begins for begins, ends, _ in spans) == spans[0].length:
        return row.cues
    return write_cues(cue for cue in read_cues(row.cues) if _is_within(cue, spans))


def _is_within(cue: Cue, spans: Iterable[tuple[int, int, int]]) -> bool:
    return any(begins <= cue.begins < ends for begins, ends, _ in spans)


def _stretches(session: Session, item_id: str, file: str) -> tuple[tuple[int, int], ...]:
    query = select(Page.number, Stretch.begins).join(Stretch, Stretch.page_id == Page.id)
    shown = Page.item_id == item_id, Stretch.file == file, Page.left_out.is_(False)
    rows = session.execute(query.where(*shown))
    return tuple(sorted((tuple(row) for row in rows), key=lambda row: row[1]))


def _words(session: Session, item_id: str, stretch: Stretch) -> list[StretchWords]:
    return [
        StretchWords(
            transcript.kind,
            transcript.language,
            tuple(cues_between(read_cues(transcript.cues), stretch.begins, stretch.ends)),
        )
        for transcript in transcripts(session, item_id, stretch.file)
    ]
