"""Cues as people type them: one line each, `0:05 | Bà Lợi | lời`; the speaker may be left out."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from library.recordings.cues import Cue, clock_text

_TIME = re.compile(
    r"\s*\[?(?:(\d{1,4}):)?(\d{1,3}):([0-5]\d)(?:[.,](\d{1,3}))?\]?"
    r"(?:\s*(?:\||-|–|\s)\s*|$)"
)
_SEPARATOR = "|"
_LAST_MS = 5_000
"""Length of the last cue, whose end nobody typed."""


def write_lines(cues: Iterable[Cue]) -> str:
    """Return cues as lines to be typed in."""
    return "\n".join(_line(cue) for cue in cues)


def read_lines(text: str, old_cues: Sequence[Cue] = (), length: int = 0) -> tuple[Cue, ...]:
    """Return the cues in typed lines; a line without a time continues the one before it.

    A cue ends where an old one with its beginning ends, else where the next one begins, the last
    after five seconds, at most at `length`.
    """
    starts = list(_starts(text))
    old_ends = {cue.begins: cue.ends for cue in old_cues}
    begins = sorted(start for start, _, _ in starts)
    cues = []
    for start, speaker, words in starts:
        place = bisect_right(begins, start)
        last_end = start + _LAST_MS if not length else min(length, start + _LAST_MS)
        typed_end = begins[place] if place < len(begins) else last_end
        cues.append(Cue(start, max(start, old_ends.get(start, typed_end)), words, speaker))
    return tuple(sorted(cue for cue in cues if cue.text))


def has_times(text: str) -> bool:
    """Return True if a line begins with a time."""
    return any(map(_TIME.match, text.splitlines()))


def _starts(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield beginning, speaker and words of each cue."""
    begins, speaker, lines = 0, "", []
    for line in text.replace("\r\n", "\n").split("\n"):
        times = _TIME.match(line)
        if times:
            yield begins, speaker, "\n".join(lines)
            begins, after_time = _milliseconds(*times.groups()), line[times.end() :]
            speaker, separator, words = after_time.partition(_SEPARATOR)
            speaker, words = (speaker, words) if separator else ("", after_time)
            speaker, lines = " ".join(speaker.split()), []
            line = words
        if words := " ".join(line.split()):
            lines.append(words)
    yield begins, speaker, "\n".join(lines)


def _line(cue: Cue) -> str:
    thousandths = f",{cue.begins % 1000:03}" if cue.begins % 1000 else ""
    name = cue.speaker.replace(_SEPARATOR, "/")
    speaker = f" {name} {_SEPARATOR}" if name or _SEPARATOR in cue.text else ""
    first, *later_lines = cue.text.split("\n")
    words = first + "".join(
        f"{' ' if _TIME.match(line) else chr(10)}{line}" for line in later_lines
    )
    return f"{clock_text(cue.begins)}{thousandths} {_SEPARATOR}{speaker} {words}"


def _milliseconds(hours: str | None, minutes: str, seconds: str, fraction: str | None) -> int:
    total_seconds = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return total_seconds * 1000 + int((fraction or "").ljust(3, "0"))
