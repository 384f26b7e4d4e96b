"""Needs of a player: the access copies of a recording, its stretches, and its words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.recordings.cues import Cue
from library.recordings.models import RecordingKind, Stretch, Transcript, TranscriptKind
from library.recordings.silenced_words import mask, masked_rows, silences
from library.recordings.stretches import time_span
from library.recordings.webvtt import cues_within, read_cues, write_cues

COPY_KINDS = (DerivativeKind.OPUS, DerivativeKind.AAC, DerivativeKind.FILM)


@dataclass(frozen=True, slots=True)
class AccessCopy:
    """A whole recording as one file for players."""

    kind: DerivativeKind
    digest: str
    media_type: str
    size: int
    """Kilobits per second of a sound, pixels of the width of a film."""
    height: int
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
    """Smallest first; none while they are still being made, and if a stretch is left out."""
    is_closed: bool
    """True if stretches are left out, so that the copies of the whole are closed."""
    stretches: tuple[tuple[int, int], ...]
    """Page number and beginning of each stretch of the recording that readers may open."""
    words: tuple[StretchWords, ...]
    chapters: tuple["Chapter", ...]
    """Chapters of the whole recording that readers may open."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a recording: its title, its times, and the page on which it begins."""

    number: int
    begins: int
    ends: int
    title: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A whole recording that may be played, as other systems are told of it."""

    kind: RecordingKind
    length: int
    """Milliseconds."""
    numbers: tuple[int, ...]
    """Page numbers of its stretches."""
    copies: tuple[AccessCopy, ...]
    sections: tuple[tuple[int, int, str], ...]
    """Beginning, end and title of each chapter; the stretches by their times if there is none."""
    languages: tuple[tuple[TranscriptKind, str], ...]
    """Kind and language of its captions, each language once."""

    @property
    def number(self) -> int:
        """Number of its first page."""
        return self.numbers[0]


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
        is_closed=not is_whole(_shown_spans(session, item_id, stretch.file)),
        stretches=_stretches(session, item_id, stretch.file),
        words=words_within(session, item_id, stretch),
        chapters=tuple(_chapters(session, item_id, stretch)),
    )


def stretch_at(session: Session, item_id: str, number: int) -> Stretch | None:
    """Return the stretch that is a page of an item; None for a page of paper."""
    query = select(Stretch).join(Page, Page.id == Stretch.page_id)
    return session.scalars(query.where(Page.item_id == item_id, Page.number == number)).first()


def recordings_of(session: Session, item_id: str) -> tuple[Recording, ...]:
    """Return the recordings of an item that have access copies, in the order of their pages."""
    query = select(Page.number, Stretch).join(Stretch, Stretch.page_id == Page.id)
    shown = Page.item_id == item_id, Page.left_out.is_(False)
    rows = session.execute(query.where(*shown).order_by(Page.place, Stretch.begins)).all()
    files = dict.fromkeys(stretch.file for _, stretch in rows)
    return tuple(filter(None, (_recording(session, item_id, file, rows) for file in files)))


def _recording(
    session: Session, item_id: str, file: str, rows: Iterable[tuple[int, Stretch]]
) -> Recording | None:
    own = [(number, stretch) for number, stretch in rows if stretch.file == file]
    copies = access_copies(session, item_id, file)
    if not copies:
        return None
    first = own[0][1]
    kinds = [DerivativeKind.FILM] if first.kind is RecordingKind.FILM else COPY_KINDS[:2]
    words = transcripts(session, item_id, file)
    kinds_by_language = {row.language: row.kind for row in reversed(words) if _is_spoken(row)}
    rows_of_chapters = (row for row in words if row.kind is _CHAPTERS)
    chapters = _sections(session, next(rows_of_chapters, None), first.length)
    stretches = [(row.begins, row.ends, time_span(row.begins, row.ends)) for _, row in own]
    return Recording(
        kind=first.kind,
        length=first.length,
        numbers=tuple(number for number, _ in own),
        copies=tuple(copy for copy in copies if copy.kind in kinds),
        sections=tuple(chapters or stretches),
        languages=tuple((kind, language) for language, kind in kinds_by_language.items()),
    )


def _is_spoken(row: Transcript) -> bool:
    return row.kind is not _CHAPTERS


def _sections(session: Session, row: Transcript | None, length: int) -> list[tuple[int, int, str]]:
    """Return beginning, end and title of each chapter; one ends where the next begins."""
    if row is None:
        return []
    cues = mask(read_cues(row.cues), silences(session, row.item_id, row.file), _CHAPTERS)
    ends = [*(cue.begins for cue in cues[1:]), length]
    return [(cue.begins, end, cue.text) for cue, end in zip(cues, ends, strict=False)]


def access_copies(session: Session, item_id: str, file: str) -> tuple[AccessCopy, ...]:
    """Return the access copies of a recording, the smallest first.

    A copy is one file of the whole recording, so there is none to play if a stretch is left out.
    """
    if not is_whole(_shown_spans(session, item_id, file)):
        return ()
    columns = (
        *(Derivative.kind, Derivative.digest, Derivative.media_type),
        *(Derivative.width, Derivative.height, Derivative.bytes),
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
    return None if row is None else shown_words(session, item_id, file, row.cues, row.kind)


def shown_words(session: Session, item_id: str, file: str, cues: str, kind: TranscriptKind) -> str:
    """Return the WebVTT of a recording without the words that nobody may read.

    Those are the words of stretches that are left out, and of spans that are silenced.
    """
    shown, silent = _shown_spans(session, item_id, file), silences(session, item_id, file)
    if is_whole(shown) and not silent:
        return cues
    parts = (cues_within(cues, begins, ends) for begins, ends, _ in shown)
    return write_cues(mask((cue for part in parts for cue in part), silent, kind))


def is_whole(spans: Sequence[tuple[int, int, int]]) -> bool:
    """Return True if spans (beginning, end, length of the recording) cover a recording."""
    return bool(spans) and sum(ends - begins for begins, ends, _ in spans) == spans[0][2]


def _shown_spans(session: Session, item_id: str, file: str) -> list[tuple[int, int, int]]:
    query = select(Stretch.begins, Stretch.ends, Stretch.length)
    shown = Page.item_id == item_id, Stretch.file == file, Page.left_out.is_(False)
    rows = session.execute(query.join(Page, Page.id == Stretch.page_id).where(*shown))
    return [tuple(row) for row in rows]


def _chapters(session: Session, item_id: str, stretch: Stretch) -> Iterator[Chapter]:
    """Yield the chapters in one language; each ends where the next begins."""
    rows = (row for row in transcripts(session, item_id, stretch.file) if row.kind is _CHAPTERS)
    row = next(rows, None)
    pages = _stretches(session, item_id, stretch.file)
    spans = _shown_spans(session, item_id, stretch.file)
    for begins, ends, title in _sections(session, row, stretch.length):
        if any(start <= begins < end for start, end, _ in spans):
            number = next(number for number, start in reversed(pages) if start <= begins)
            yield Chapter(number, begins, ends, title)


def _stretches(session: Session, item_id: str, file: str) -> tuple[tuple[int, int], ...]:
    query = select(Page.number, Stretch.begins).join(Stretch, Stretch.page_id == Page.id)
    shown = Page.item_id == item_id, Stretch.file == file, Page.left_out.is_(False)
    rows = session.execute(query.where(*shown))
    return tuple(sorted((tuple(row) for row in rows), key=lambda row: row[1]))


def words_within(session: Session, item_id: str, stretch: Stretch) -> tuple[StretchWords, ...]:
    """Return the words of a stretch in each language, without those that nobody may read."""
    rows = transcripts(session, item_id, stretch.file)
    cues = [cues_within(row.cues, stretch.begins, stretch.ends) for row in rows]
    shown = masked_rows(session, item_id, stretch.file, rows, cues)
    return tuple(
        StretchWords(row.kind, row.language, part) for row, part in zip(rows, shown, strict=True)
    )
