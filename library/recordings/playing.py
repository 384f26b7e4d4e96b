"""Needs of a player: the access copies of a recording, its stretches, and its words."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.recordings.cues import Cue, cues_between
from library.recordings.models import RecordingKind, Stretch, Transcript, TranscriptKind
from library.recordings.webvtt import read_cues

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
    """Page number and beginning of each stretch of the recording."""
    words: tuple[StretchWords, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the transcripts that can be captions."""
        return tuple(words.language for words in self.words if words.kind is not _CHAPTERS)


_CHAPTERS = TranscriptKind.CHAPTERS


def played_stretch(session: Session, item_id: str, number: int) -> PlayedStretch | None:
    """Return a stretch with the needs of its player; None for a page of paper."""
    query = select(Stretch).join(Page, Page.id == Stretch.page_id)
    stretch = session.scalars(query.where(Page.item_id == item_id, Page.number == number)).first()
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


def _stretches(session: Session, item_id: str, file: str) -> tuple[tuple[int, int], ...]:
    query = select(Page.number, Stretch.begins).join(Stretch, Stretch.page_id == Page.id)
    rows = session.execute(query.where(Page.item_id == item_id, Stretch.file == file))
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
