"""Words that a change of a text removed and added."""

from collections.abc import Iterator
from difflib import SequenceMatcher

_MAX_WORDS = 2000


def word_difference(old_text: str, new_text: str) -> Iterator[tuple[str, str]]:
    """Yield runs of words in order: "=" kept, "-" removed, "+" added."""
    old, new = old_text.split(), new_text.split()
    if len(old) + len(new) > _MAX_WORDS:  # a comparison of long texts takes too long
        yield from (pair for pair in (("-", old_text), ("+", new_text)) if pair[1])
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, first, last, new_first, new_last in matcher.get_opcodes():
        if kind == "equal":
            yield "=", " ".join(old[first:last])
            continue
        if last > first:
            yield "-", " ".join(old[first:last])
        if new_last > new_first:
            yield "+", " ".join(new[new_first:new_last])
