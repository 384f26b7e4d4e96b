"""Decoding of file names written before Unicode."""

import re
from collections.abc import Iterator

from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_marked_syllable

_VIETNAMESE_WINDOWS, _SINGLE_BYTES = "cp1258", "latin-1"
_BETWEEN_WORDS = re.compile(r"[\s!-@\[-`{-~]+")
_MIN_SYLLABLE_SHARE = 0.8


def read_name(written: bytes) -> str:
    """Return a file name decoded; if no known encoding fits, keep only its certain letters."""
    try:
        return compose(written.decode("utf-8"))
    except UnicodeDecodeError:
        best = max(_readings(written), key=_syllable_share)
    return (
        best
        if _syllable_share(best) >= _MIN_SYLLABLE_SHARE
        else compose(written.decode("utf-8", "replace"))
    )


def _readings(written: bytes) -> Iterator[str]:
    yield compose(written.decode(_VIETNAMESE_WINDOWS, "replace"))
    for encoding in LegacyEncoding:
        yield decode_legacy(written.decode(_SINGLE_BYTES), encoding)


def _syllable_share(text: str) -> float:
    """Return the share of non-ASCII words that are syllables; 0 without any."""
    words = [word for word in _BETWEEN_WORDS.split(text) if word and not word.isascii()]
    return sum(map(is_marked_syllable, words)) / len(words) if words else 0.0
