"""Silenced spans of recordings as they take effect, and the words that they hide."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.recordings.cues import Cue
from library.recordings.models import SilencedSpan, Transcript, TranscriptKind

HIDDEN_TEXT = "[đoạn được giữ kín]"
"""Words that stand for the hidden ones, in every language."""


class Silence(NamedTuple):
    """A time of a recording, in milliseconds, without sound and words, or without picture."""

    begins: int
    ends: int
    is_picture: bool

    def overlaps(self, begins: int, ends: int) -> bool:
        """Return True if it has a moment in common with a time, or with the moment of its start."""
        return self.begins < max(ends, begins + 1) and begins < self.ends


def silences(session: Session, item_id: str, file: str) -> tuple[Silence, ...]:
    """Return the silences of a recording; overlapping spans are one."""
    return silences_of(session, item_id).get(file, ())


def silences_of(session: Session, item_id: str | None) -> dict[str, tuple[Silence, ...]]:
    """Return the silences of an item's recordings by the checksum of the recording."""
    query = select(SilencedSpan).where(SilencedSpan.item_id == item_id)
    by_file: dict[str, list[SilencedSpan]] = {}
    for row in session.scalars(query.where(SilencedSpan.lifted.is_(None))):
        by_file.setdefault(row.file, []).append(row)
    return {file: in_effect(rows) for file, rows in by_file.items()}


def in_effect(rows: Iterable[SilencedSpan]) -> tuple[Silence, ...]:
    """Return the union of spans: first all of them for the sound, then those of the picture."""
    spans = sorted((row.begins, row.ends, row.hides_picture) for row in rows)
    sound = _union([(begins, ends) for begins, ends, _ in spans])
    picture = _union([(begins, ends) for begins, ends, hides_picture in spans if hides_picture])
    return (*(Silence(*span, False) for span in sound), *(Silence(*span, True) for span in picture))


def mask(
    cues: Iterable[Cue], spans: Sequence[Silence], kind: TranscriptKind = TranscriptKind.SPEECH
) -> tuple[Cue, ...]:
    """Return cues with other words for those that a silence hides; the speaker is left out too."""
    if not spans:
        return tuple(cues)
    return tuple(
        cue._replace(text=HIDDEN_TEXT, speaker="") if is_hidden(cue, spans, kind) else cue
        for cue in cues
    )


def is_hidden(cue: Cue, spans: Iterable[Silence], kind: TranscriptKind) -> bool:
    """Return True if a silence hides a cue; a chapter is hidden if its beginning is silenced."""
    ends = cue.begins if kind is TranscriptKind.CHAPTERS else cue.ends
    return any(span.overlaps(cue.begins, ends) for span in spans)


def unmask(cues: Iterable[Cue], base: Iterable[Cue]) -> tuple[Cue, ...]:
    """Return cues with the hidden words of `base` in the places that `mask` changed."""
    originals: dict[int, list[Cue]] = {}
    for cue in base:
        originals.setdefault(cue.begins, []).append(cue)
    return tuple(
        original
        for cue in cues
        for original in (originals.get(cue.begins, ()) if cue.text == HIDDEN_TEXT else (cue,))
    )


def masked_rows(
    session: Session,
    item_id: str,
    file: str,
    rows: Iterable[Transcript],
    cues: Iterable[Sequence[Cue]],
) -> list[tuple[Cue, ...]]:
    """Return the cues of transcripts of one recording without the hidden words."""
    spans = silences(session, item_id, file)
    return [mask(part, spans, row.kind) for row, part in zip(rows, cues, strict=True)]


def _union(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    spans_merged: list[tuple[int, int]] = []
    for begins, ends in spans:
        if spans_merged and begins <= spans_merged[-1][1]:
            spans_merged[-1] = spans_merged[-1][0], max(ends, spans_merged[-1][1])
        else:
            spans_merged.append((begins, ends))
    return spans_merged
