"""Difference of two texts with some context around it."""

from dataclasses import dataclass
from itertools import takewhile

_CONTEXT_LENGTH = 40
_MAX_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """Removed and added text between two unchanged parts."""

    before: str
    removed: str
    added: str
    after: str


def difference(old: str, new: str) -> Difference:
    """Return the difference of two texts, aligned to whole words."""
    start = _common_prefix_length(old, new)
    remainders = (old[start:], new[start:])
    backwards = (remainders[0][::-1], remainders[1][::-1])
    end = _common_prefix_length(*backwards)
    old_part, new_part = (text[: len(text) - end] for text in remainders)
    after = old[len(old) - end :] if end else ""
    return Difference(
        _tail(old[:start]), _head(old_part), _head(new_part), _head(after, _CONTEXT_LENGTH)
    )


def _common_prefix_length(first: str, second: str) -> int:
    """Return the length of the common prefix, up to the end of a whole word."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False))
    size = sum(1 for _ in pairs)
    if all(len(text) == size or text[size] == " " for text in (first, second)):
        return size
    return first.rfind(" ", 0, size) + 1


def _tail(text: str) -> str:
    return text if len(text) <= _CONTEXT_LENGTH else f"…{text[-_CONTEXT_LENGTH:]}"


def _head(text: str, longest: int = _MAX_LENGTH) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
