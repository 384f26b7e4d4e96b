"""Reads text files in any encoding of Vietnamese, old ones too."""

import codecs
import re
from collections.abc import Sequence

from library.vietnamese.legacy_encodings import from_old
from library.vietnamese.legacy_fonts import Run, guess, marked_share, modern
from library.vietnamese.letters import compose

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS_SIGNS = {
    code: bytes([code]).decode("cp1252", "replace").replace("\ufffd", chr(code))
    for code in range(0x80, 0xA0)
}
"""Letters that Windows has where Latin-1 has none; what it leaves free stays as it is."""

_VIETNAMESE_WINDOWS = "cp1258"
_LINE_ENDS = re.compile("\r\n|[\r\n\f]")
_SURE = 0.8
_SAMPLE = 200_000
"""So many letters show in which encoding a text is."""


def decoded(content: bytes) -> tuple[str, str | None]:
    """Return a text as it was typed, and its encoding when it was one of Vietnamese Windows.

    What was typed in an encoding from before Unicode is left for `read_lines` to find.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace"), None
    for encoding in ("utf-16-le", "utf-16-be"):
        if content[encoding == "utf-16-le" :: 2].count(0) * 3 > len(content):
            return content.decode(encoding, "replace"), None
    try:
        return content.decode("utf-8"), None
    except UnicodeDecodeError:
        return _of_windows(content)


def lines_of(text: str) -> list[str]:
    """Return the lines of a text; what else Python takes for a line end is a letter in VPS."""
    return _LINE_ENDS.split(text.rstrip("\r\n\f"))


def read_lines(lines: Sequence[str]) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return lines in Unicode, composed, and the old encodings that were found among them."""
    read, found = modern([Run(line) for line in lines])
    return tuple(map(compose, read)), frozenset(found)


def _of_windows(content: bytes) -> tuple[str, str | None]:
    western = content.decode("latin-1").translate(_WINDOWS_SIGNS)
    vietnamese = compose(content.decode(_VIETNAMESE_WINDOWS, "replace"))
    share = marked_share(vietnamese[:_SAMPLE])
    old = guess(western[:_SAMPLE])
    rival = marked_share(from_old(western[:_SAMPLE], old)) if old else 0.0
    if share >= _SURE and share > rival:
        return vietnamese, "Windows-1258"
    return western, None
