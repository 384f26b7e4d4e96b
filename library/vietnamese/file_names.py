"""Reads the names of files from disks on which they were written before Unicode."""

import re
from collections.abc import Iterator

from library.vietnamese.legacy_encodings import OldEncoding, from_old
from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_marked_syllable

_VIETNAMESE_WINDOWS, _SINGLE_BYTES = "cp1258", "latin-1"
_BETWEEN_WORDS = re.compile(r"[\s!-@\[-`{-~]+")
_SURE = 0.8


def read_name(written: bytes) -> str:
    """Return a name as it was meant; of one in no known encoding keep the letters that are sure."""
    try:
        return compose(written.decode("utf-8"))
    except UnicodeDecodeError:
        best = max(_readings(written), key=_share)
    return best if _share(best) >= _SURE else compose(written.decode("utf-8", "replace"))


def _readings(written: bytes) -> Iterator[str]:
    yield compose(written.decode(_VIETNAMESE_WINDOWS, "replace"))
    for encoding in OldEncoding:
        yield from_old(written.decode(_SINGLE_BYTES), encoding)


def _share(name: str) -> float:
    """Return which part of the words with letters beyond ASCII are syllables; 0 without any."""
    words = [word for word in _BETWEEN_WORDS.split(name) if word and not word.isascii()]
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0
