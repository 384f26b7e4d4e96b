"""Shows where two texts differ, with a little of what stands around."""

from dataclasses import dataclass
from itertools import takewhile

_AROUND = 40
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """What is taken out between two parts that stay, and what comes in its place."""

    before: str
    removed: str
    added: str
    after: str


def difference(old: str, new: str) -> Difference:
    """Return where a text changes; whole words, so that it can be read."""
    start = _same(old, new)
    rest = (old[start:], new[start:])
    backwards = (rest[0][::-1], rest[1][::-1])
    end = _same(*backwards)
    removed, added = (text[: len(text) - end] for text in rest)
    after = old[len(old) - end :] if end else ""
    return Difference(_tail(old[:start]), _head(removed), _head(added), _head(after, _AROUND))


def _same(one: str, other: str) -> int:
    """Return how many letters both begin with, up to the end of a whole word."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    size = sum(1 for _ in pairs)
    if all(len(text) == size or text[size] == " " for text in (one, other)):
        return size
    return one.rfind(" ", 0, size) + 1


def _tail(text: str) -> str:
    return text if len(text) <= _AROUND else f"…{text[-_AROUND:]}"


def _head(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
