"""Invisible font for the text layer over page images.

A searchable PDF for archiving must embed its fonts. This one has two glyphs: one for missing
letters, and one for every other letter, a stroke without width from corner to corner, because PDF
readers skip glyphs without an extent.
"""

from struct import pack

NAME = "DiachiGlyphless"
ADVANCE = 500
ASCENT, DESCENT = 800, -200
"""In thousandths of the font size, so a glyph fills the height of its line."""

_UNITS = 1000
_GLYPHS = 2
_MAGIC, _CHECKSUM_MAGIC = 0x5F0F3CF5, 0xB1B0AFBA
_TRUETYPE = 0x00010000
_HEAD = b"head"
_CHECKSUM_FIELD = slice(8, 12)
"""Position in `head` of the checksum over the whole file."""


def font() -> bytes:
    """Return the font as a TrueType file."""
    tables = _tables()
    content = bytearray(_file(tables))
    start = _offsets(tables)[_HEAD] + _CHECKSUM_FIELD.start
    content[start : start + 4] = pack(
        ">I", (_CHECKSUM_MAGIC - _checksum(bytes(content))) & 0xFFFFFFFF
    )
    return bytes(content)


def _tables() -> dict[bytes, bytes]:
    box = (0, DESCENT, ADVANCE, ASCENT)
    stroke = pack(">5hHH2B4h", 1, *box, 1, 0, 1, 1, 0, ADVANCE, DESCENT, ASCENT - DESCENT)
    return {
        b"glyf": stroke,
        _HEAD: pack(
            ">IIIIHHqqhhhhHHhhh",
            *(_TRUETYPE, _TRUETYPE, 0, _MAGIC, 0, _UNITS, 0, 0),
            *(*box, 0, 8, 2, 0, 0),
        ),
        b"hhea": pack(">IhhhHhhhhhhhhhhhH", _TRUETYPE, ASCENT, DESCENT, 0, ADVANCE, *[0] * 11, 2),
        b"hmtx": pack(">HhHh", ADVANCE, 0, ADVANCE, 0),
        b"loca": pack(">3H", 0, 0, len(stroke) // 2),
        b"maxp": pack(">IH13H", _TRUETYPE, _GLYPHS, 2, 1, 0, 0, 1, *[0] * 8),
    }


def _file(tables: dict[bytes, bytes]) -> bytes:
    offsets = _offsets(tables)
    directory = b"".join(
        pack(">4sIII", tag, _checksum(table), offsets[tag], len(table))
        for tag, table in tables.items()
    )
    head = pack(">IHHHH", _TRUETYPE, len(tables), 64, 2, 16 * len(tables) - 64)
    return head + directory + b"".join(map(_padded, tables.values()))


def _offsets(tables: dict[bytes, bytes]) -> dict[bytes, int]:
    place, offsets = 12 + 16 * len(tables), {}
    for tag, table in tables.items():
        offsets[tag] = place
        place += len(_padded(table))
    return offsets


def _padded(table: bytes) -> bytes:
    return table + bytes(-len(table) % 4)


def _checksum(content: bytes) -> int:
    padded_content = _padded(content)
    words = (padded_content[place : place + 4] for place in range(0, len(padded_content), 4))
    return sum(int.from_bytes(word, "big") for word in words) & 0xFFFFFFFF
