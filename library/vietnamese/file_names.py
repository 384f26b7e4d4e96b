"""Decoding of file names written before Unicode."""

from collections.abc import Iterator

from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share
from library.vietnamese.letters import compose

_VIETNAMESE_WINDOWS, _SINGLE_BYTES = "cp1258", "latin-1"
_MIN_SYLLABLE_SHARE = 0.8


def read_name(encoded_name: bytes) -> str:
    """Return a file name decoded; if no known encoding fits, keep only its certain letters."""
    try:
        return compose(encoded_name.decode("utf-8"))
    except UnicodeDecodeError:
        best = max(_readings(encoded_name), key=marked_word_share)
    return (
        best
        if marked_word_share(best) >= _MIN_SYLLABLE_SHARE
        else compose(encoded_name.decode("utf-8", "replace"))
    )


def _readings(encoded_name: bytes) -> Iterator[str]:
    yield compose(encoded_name.decode(_VIETNAMESE_WINDOWS, "replace"))
    for encoding in LegacyEncoding:
        yield decode_legacy(encoded_name.decode(_SINGLE_BYTES), encoding)
