"""Text of `.mrc` files: UTF-8, TCVN3, VNI, VISCII, VPS or MARC-8, recognised from the file."""

import re
from collections.abc import Callable, Iterable

from pymarc.marc8 import marc8_to_unicode

from library.exchange.marc21.marc_record import DELIMITER
from library.vietnamese.legacy_encodings import LegacyEncoding, decode_legacy
from library.vietnamese.legibility import marked_word_share

_CODE = re.compile(rb"\x1f.", re.DOTALL)
_SAMPLE_BYTES = 200_000
"""Text that is enough to recognise the encoding of a file."""

_MIN_SYLLABLE_SHARE = 0.8
_SINGLE_BYTES = "latin-1"

Reader = Callable[[bytes], str]


class TextDecoder:
    """Decoder of a file's fields: UTF-8 where possible, else the encoding that fits the file."""

    def __init__(self, records: Iterable[bytes]) -> None:
        self._legacy = _recognise(records)

    def decode(self, content: bytes) -> str:
        """Return the text of a field, whatever the leader says about its encoding."""
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            return self._legacy(content)


def _recognise(records: Iterable[bytes]) -> Reader:
    """Return the reader under which most words with marks are Vietnamese syllables."""
    sample = _sample(records)
    if not sample:
        return _from_marc8
    shares = {reader: marked_word_share(reader(sample)) for reader in _READERS}
    best = max(shares, key=shares.get)
    return best if shares[best] >= _MIN_SYLLABLE_SHARE else _from_marc8


def _sample(records: Iterable[bytes]) -> bytes:
    """Return the fields that are not UTF-8, up to a length that is enough."""
    fields: list[bytes] = []
    size = 0
    for field in (field for record in records for field in record.split(b"\x1e")[1:]):
        if size >= _SAMPLE_BYTES:
            break
        if not field.isascii() and not _is_utf8(field):
            fields.append(_CODE.sub(b" ", field))
            size += len(field)
    return b" ".join(fields)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _from_marc8(content: bytes) -> str:
    """Decode subfield by subfield: MARC-8 knows no delimiter."""
    parts = content.split(DELIMITER.encode())
    return DELIMITER.join(marc8_to_unicode(part, hide_utf8_warnings=True) for part in parts)


def _reader(encoding: LegacyEncoding) -> Reader:
    return lambda content: decode_legacy(content.decode(_SINGLE_BYTES), encoding)


_READERS: tuple[Reader, ...] = (_from_marc8, *map(_reader, LegacyEncoding))
