"""Cues: what is said between two times of a recording."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Cue(NamedTuple):
    """Words between two times, in milliseconds from the beginning of the recording."""

    begins: int
    ends: int
    text: str
    speaker: str = ""


def cues_between(cues: Iterable[Cue], begins: int, ends: int) -> Iterator[Cue]:
    """Yield the cues that begin in a stretch; a cue belongs to the stretch it begins in."""
    return (cue for cue in cues if begins <= cue.begins < ends)


def clock_text(milliseconds: int) -> str:
    """Return a time for people: 4:05, 1:04:05."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
