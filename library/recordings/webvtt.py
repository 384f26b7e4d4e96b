"""WebVTT and SubRip: reading of cues as others write them, and writing in one form.

Sources: W3C WebVTT (cue text, voice spans), and the practice of SubRip (.srt) files.
"""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

from library.recordings.cues import Cue
from library.untrusted.character_references import without_huge_numbers

_TIMES = re.compile(
    r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})[ \t]*-->[ \t]*"
    r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)[.,](\d{1,3})"
)
_HEAD = re.compile(r"^(\d\d+):(\d\d):(\d\d)\.(\d{3}) --> ", re.MULTILINE)
"""Beginning of a cue as `write_cues` writes it; no words look like it, for `>` is escaped."""

_BREAK = re.compile(r"\n[ \t]*\n")
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z0-9][^<>]*>", re.IGNORECASE)  # tags without end take no time


def read_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT or SubRip file in the order of their beginnings.

    Other blocks (notes, styles, regions) and cues without words are left out.
    """
    lines = without_huge_numbers(text).replace("\r\n", "\n").replace("\r", "\n")
    blocks = _BREAK.split(lines.lstrip("\ufeff"))
    return tuple(sorted(filter(None, map(_cue, blocks))))


def cues_within(text: str, begins: int, ends: int) -> tuple[Cue, ...]:
    """Return the cues that begin in a stretch, from text that `write_cues` wrote.

    Its cues stand in the order of their beginnings, so only those of the stretch are read.
    """
    return read_cues(text[_place(text, begins) : _place(text, ends)])


def _place(text: str, begins: int) -> int:
    """Return the place in written cues of the first that begins at a time or later."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high) // 2
        match = _HEAD.search(text, middle)
        if match is None or _milliseconds(*match.groups()) >= begins:
            high = middle
        else:
            low = match.end()
    match = _HEAD.search(text, low)
    return match.start() if match else len(text)


def write_cues(cues: Iterable[Cue]) -> str:
    """Return cues as a WebVTT file; equal cues give equal text."""
    return "\n".join(("WEBVTT\n", *map(_written, sorted(cues))))


def _cue(block: str) -> Cue | None:
    lines = block.strip("\n").split("\n")
    place, times = next(
        ((n, match) for n, line in enumerate(lines[:2]) if (match := _TIMES.match(line.strip()))),
        (0, None),
    )
    if times is None:
        return None
    content = "\n".join(lines[place + 1 :])
    voice = _VOICE.search(content)
    spoken = unescape(_TAG.sub("", _VOICE.sub("", content)))
    words = "\n".join(filter(None, (" ".join(line.split()) for line in spoken.split("\n"))))
    begins, ends = _milliseconds(*times.groups()[:4]), _milliseconds(*times.groups()[4:])
    speaker = " ".join(unescape(voice[1]).split()) if voice else ""
    return Cue(begins, max(begins, ends), words, speaker) if words else None


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    total_seconds = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return total_seconds * 1000 + int(fraction.ljust(3, "0"))


def _written(cue: Cue) -> str:
    return "\n".join(_lines(cue)) + "\n"


def _lines(cue: Cue) -> Iterator[str]:
    yield f"{_time(cue.begins)} --> {_time(cue.ends)}"
    voice = f"<v {escape(cue.speaker, quote=False)}>" if cue.speaker else ""
    yield voice + escape(cue.text, quote=False)


def _time(milliseconds: int) -> str:
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"
