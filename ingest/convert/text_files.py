"""Decoding of text files in any Vietnamese encoding, including legacy ones."""

import codecs
import re
from collections.abc import Sequence

from library.vietnamese.legacy_encodings import decode_legacy
from library.vietnamese.legacy_fonts import Run, guess_encoding, marked_share, to_unicode
from library.vietnamese.letters import compose

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS_SIGNS = {
    code: bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code))
    for code in range(0x80, 0xA0)
}
"""Windows-1252 letters for code points unused by Latin-1; undefined ones stay unchanged."""

_VIETNAMESE_WINDOWS = "cp1258"
_LINE_ENDS = re.compile("\r\n|[\r\n\f]")
_MIN_VIETNAMESE_SHARE = 0.8
_SAMPLE_LETTERS = 200_000
"""Letters examined to detect the encoding of a text."""


def decode_text(content: bytes) -> tuple[str, str | None]:
    """Return the text of a file, and its encoding if that is Windows-1258.

    Legacy encodings from before Unicode are left for `lines_to_unicode` to detect.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), None
    for encoding in ("utf-16-le", "utf-16-be"):
        if content[encoding == "utf-16-le" :: 2].count(0) * 3 > len(content):
            return content.decode(encoding, "replace"), None
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        return _of_windows(content)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text; other line ends known to Python are letters in VPS."""
    return _LINE_ENDS.split(text.rstrip("\r\n\f"))


def lines_to_unicode(lines: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the lines in composed Unicode, and the legacy encodings found in them."""
    texts, encodings = to_unicode([Run(line) for line in lines])
    return tuple(map(compose, texts)), frozenset(encodings)


def _of_windows(content: bytes) -> tuple[str, str | None]:
    western = content.decode("latin-1").translate(_WINDOWS_SIGNS)
    vietnamese = compose(content.decode(_VIETNAMESE_WINDOWS, "replace"))
    share = marked_share(vietnamese[:_SAMPLE_LETTERS])
    legacy = guess_encoding(western[:_SAMPLE_LETTERS])
    legacy_share = marked_share(decode_legacy(western[:_SAMPLE_LETTERS], legacy)) if legacy else 0.0
    if share >= _MIN_VIETNAMESE_SHARE and share > legacy_share:
        return vietnamese, "Windows-1258"
    return western, None
