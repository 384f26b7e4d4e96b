"""Silenced spans in the pipeline: filters of ffmpeg, and the spans that a page depends on."""

import hashlib
from collections.abc import Iterable

from sqlalchemy.orm import Session

from ingest.record import PagePlace, PageRecord
from library.recordings.silenced_words import Silence
from library.recordings.stretches import divide
from library.triage import instructions
from library.triage.instructions import DeliveryInstructions

Spans = Iterable[tuple[int, int, bool]]
"""Beginning and end in milliseconds; True for those of the picture."""

_SOUND_MARGIN, _PICTURE_MARGIN = 0.25, 0.1
"""Seconds before and after a span: filters work on whole blocks of sound, and on frames.

Opus lets a tone ring on: 0.05 s after it -71 dB are left, 0.2 s after it nothing (-90 dB).
"""

_SHORT_BLOCKS = "asetnsamples=n=480:p=0"


def silence_at(orders: DeliveryInstructions, place: PagePlace) -> tuple[Silence, ...]:
    """Return the silences of a stretch; the first stretch has those of the whole recording."""
    silences = orders.silences.get(place.file, ()) if place.is_recording else ()
    if not (silences and place.index):
        return silences
    begins, ends = tuple(divide(place.length))[place.index]
    return tuple(silence for silence in silences if silence.overlaps(begins, ends))


def is_outdated(session: Session, accession_id: int, page: PageRecord) -> bool:
    """Return True if a page was made with other spans than are silenced now."""
    if not page.place.is_recording:
        return False
    return silence_at(instructions.current(session, accession_id), page.place) != page.silence


def key_parts(spans: Spans) -> tuple[str, ...]:
    """Return the spans as parts of a key; none without spans."""
    return tuple(f"{'black' if is_picture else 'silent'} {a}-{b}" for a, b, is_picture in spans)


def folder_number(version: int, spans: Spans) -> str:
    """Return the number of the work folder of copies: the version, and a number of the spans."""
    parts = key_parts(spans)
    digest = hashlib.sha256(" ".join(parts).encode()).hexdigest()[:12]
    return f"{version}{int(digest, 16) if parts else ''}"


def sound_filter(spans: Spans, start: int = 0) -> str:
    """Return the filter that silences a sound from `start`, with a comma; empty without spans."""
    times = _times(spans, start / 1000, _SOUND_MARGIN, is_picture=False)
    return f"{_SHORT_BLOCKS},volume=0:enable='{times}'," if times else ""


def picture_filter(spans: Spans, start: float = 0) -> str:
    """Return the filter that blackens a film from `start` seconds, with a comma."""
    times = _times(spans, start, _PICTURE_MARGIN, is_picture=True)
    return f"drawbox=color=black:t=fill:enable='{times}'," if times else ""


def _times(spans: Spans, start: float, margin: float, *, is_picture: bool) -> str:
    """Return an expression of ffmpeg that is above zero in the spans."""
    return "+".join(
        f"between(t,{a / 1000 - start - margin:.3f},{b / 1000 - start + margin:.3f})"
        for a, b, of_picture in spans
        if of_picture == is_picture
    )
