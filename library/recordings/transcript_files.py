"""Files of transcripts: WebVTT, SubRip, plain text, Word, ELAN, Praat TextGrid.

Sources: ELAN annotation format 3.0 (EAF.xsd); Praat manual, "TextGrid file formats" (long form).
"""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import PurePath
from typing import NamedTuple
from xml.etree.ElementTree import Element

from library import xml_io
from library.recordings.cues import Cue
from library.recordings.models import TranscriptKind
from library.recordings.problems import NoCuesError, UnknownTranscriptError
from library.recordings.typed_lines import has_times, read_lines
from library.recordings.webvtt import read_cues
from library.untrusted.zip_files import READ_ERRORS, open_zip, read_part
from library.vietnamese.letters import without_controls

SUFFIXES = (".vtt", ".srt", ".txt", ".docx", ".eaf", ".textgrid")
MAX_BYTES = 5_000_000
"""A transcript of ten hours takes about one million."""

_MAX_MEMBERS, _WORD_TEXT = 2_000, "word/document.xml"
_INTERVAL = re.compile(
    r'xmin = (\d{1,9}(?:\.\d*)?)\s+xmax = (\d{1,9}(?:\.\d*)?)\s+text = "((?:[^"]|"")*)"',
    re.IGNORECASE,
)
_MILLISECONDS = re.compile(r"[0-9]{1,12}")
_TIER = re.compile(r'class = "IntervalTier"\s+name = "((?:[^"]|"")*)"', re.IGNORECASE)


class DeliveredTranscript(NamedTuple):
    """A transcript delivered beside a recording."""

    file: str
    """Checksum of the recording."""
    kind: str
    language: str
    cues: str
    """Checksum of its WebVTT."""


def read_transcript(content: bytes, name: str, kind: TranscriptKind) -> tuple[Cue, ...]:
    """Return the cues of a file; raise UnknownTranscriptError or NoCuesError.

    ELAN keeps translations in tiers that refer to those with times: they are what is read for a
    translation.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES or len(content) > MAX_BYTES:
        raise UnknownTranscriptError(name)
    if suffix == ".eaf":
        cues = tuple(_elan(xml_io.parse(content, name), kind))
    elif suffix == ".textgrid":
        cues = tuple(_text_grid(_decoded(content)))
    elif suffix == ".docx":
        cues = _timed_lines(_word_text(content, name))
    elif suffix == ".txt":
        cues = _timed_lines(_decoded(content))
    else:
        cues = read_cues(_decoded(content))
    if not cues:
        raise NoCuesError(name)
    return tuple(sorted(filter(lambda cue: cue.text, map(_readable, cues))))


def _readable(cue: Cue) -> Cue:
    return cue._replace(text=without_controls(cue.text), speaker=without_controls(cue.speaker))


def _timed_lines(text: str) -> tuple[Cue, ...]:
    return read_lines(text) if has_times(text) else ()


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def _word_text(content: bytes, name: str) -> str:
    """Return the paragraphs of a Word document, one a line."""
    try:
        with open_zip(BytesIO(content), _MAX_MEMBERS) as archive:
            document = read_part(archive, _WORD_TEXT, 4 * MAX_BYTES)
    except READ_ERRORS as error:
        raise UnknownTranscriptError(name) from error
    return "".join(_runs(xml_io.parse(document, name)))


def _runs(document: Element) -> Iterator[str]:
    """Yield the text; paragraphs in text boxes are within others, and each begins a line."""
    for element in document.iter():
        sort = xml_io.local_name(element.tag)
        if sort == "p":
            yield "\n"
        elif sort == "t":
            yield element.text or ""
        elif sort in ("tab", "br"):
            yield " "


def _elan(root: Element, kind: TranscriptKind) -> Iterator[Cue]:
    slots = {
        slot.get("TIME_SLOT_ID"): int(slot.get("TIME_VALUE"))
        for slot in root.iter("TIME_SLOT")
        if _MILLISECONDS.fullmatch(slot.get("TIME_VALUE") or "")
    }
    aligned = {
        annotation.get("ANNOTATION_ID"): cue
        for tier in root.iter("TIER")
        for annotation in tier.iterfind("ANNOTATION/ALIGNABLE_ANNOTATION")
        if (cue := _aligned(annotation, slots, tier.get("PARTICIPANT") or ""))
    }
    if kind is not TranscriptKind.TRANSLATION:
        yield from (cue for cue in aligned.values() if cue.text)
        return
    for annotation in root.iter("REF_ANNOTATION"):
        cue, words = aligned.get(annotation.get("ANNOTATION_REF")), _value(annotation)
        if cue and words:
            yield cue._replace(text=words)


def _aligned(annotation: Element, slots: dict[str | None, int], speaker: str) -> Cue | None:
    begins = slots.get(annotation.get("TIME_SLOT_REF1"))
    ends = slots.get(annotation.get("TIME_SLOT_REF2"))
    if begins is None or ends is None:
        return None
    return Cue(begins, max(begins, ends), _value(annotation), " ".join(speaker.split()))


def _value(annotation: Element) -> str:
    return " ".join((annotation.findtext("ANNOTATION_VALUE") or "").split())


def _text_grid(text: str) -> Iterator[Cue]:
    """Yield the intervals with words; the name of their tier is the speaker."""
    tiers = [(match.end(), _unquoted(match[1])) for match in _TIER.finditer(text)]
    for (start, speaker), end in zip(tiers, _ends(tiers, len(text)), strict=True):
        for interval in _INTERVAL.finditer(text, start, end):
            begins, ends = (round(float(number) * 1000) for number in interval.groups()[:2])
            if words := _unquoted(interval[3]):
                yield Cue(begins, max(begins, ends), words, speaker)


def _ends(tiers: Iterable[tuple[int, str]], last: int) -> list[int]:
    return [*(start for start, _ in tiers), last][1:]


def _unquoted(text: str) -> str:
    return " ".join(text.replace('""', '"').split())
