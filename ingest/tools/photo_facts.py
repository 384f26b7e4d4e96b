"""Fields that the file of a photograph holds (EXIF, IPTC, XMP), as proposals for staff.

No other field is read. Serial numbers, owners, addresses and positions stay in the master; of a
position only the commune is kept.
"""

import re
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from math import isfinite
from pathlib import Path

from PIL import ExifTags, Image, IptcImagePlugin

from ingest.tools.image_files import READ_ERRORS, open_image
from library.errors import LibraryError
from library.places.atlas import unit_at
from library.vietnamese.letters import compose, without_controls
from library.xml_io import local_name, parse

_MAX_LENGTH, _MAX_VALUES, _MAX_XMP_BYTES = 500, 20, 1_000_000
_DAY = re.compile(r"((?:18|19|20)\d\d)[:-]?(0[1-9]|1[0-2])[:-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_ERRORS = (*READ_ERRORS, LibraryError, ArithmeticError, AttributeError, struct.error)
_IPTC = {
    "caption": (2, 120),
    "photographer": (2, 80),
    "place": (2, 92),
    "date": (2, 55),
    "keywords": (2, 25),
}
_XMP = {
    "description": "caption",
    "creator": "photographer",
    "Location": "place",
    "DateCreated": "date",
    "subject": "keywords",
}
_EXIF = {ExifTags.Base.ImageDescription: "caption", ExifTags.Base.Artist: "photographer"}

Facts = dict[str, str]


def read(path: Path) -> Facts:
    """Return caption, photographer, date, place and keywords; empty for a file that has none."""
    facts: Facts = {}
    with suppress(*_ERRORS), open_image(path) as image:
        for read_block in (_exif, _iptc, _xmp):
            facts |= _attempt(read_block, image)
    return facts


def _attempt(read_block: Callable[[Image.Image], Facts], image: Image.Image) -> Facts:
    """Return the fields of one block of metadata; none of a damaged one."""
    try:
        texts = {name: without_controls(compose(t)) for name, t in read_block(image).items()}
        facts = {name: " ".join(text.split())[:_MAX_LENGTH] for name, text in texts.items()}
    except _ERRORS:
        return {}
    match = _DAY.match(facts.get("date", ""))
    facts["date"] = "-".join(match.groups()) if match else ""
    return {name: text for name, text in facts.items() if text}


def _exif(image: Image.Image) -> Facts:
    exif = image.getexif()
    facts = {name: _decoded(exif.get(tag, "")) for tag, name in _EXIF.items()}
    own = exif.get_ifd(ExifTags.IFD.Exif)
    facts["date"] = str(own.get(ExifTags.Base.DateTimeOriginal, ""))
    facts["place"] = _commune(exif.get_ifd(ExifTags.IFD.GPSInfo))
    return facts


def _iptc(image: Image.Image) -> Facts:
    fields = IptcImagePlugin.getiptcinfo(image) or {}
    return {name: _joined(_as_list(fields.get(key, ()))) for name, key in _IPTC.items()}


def _xmp(image: Image.Image) -> Facts:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    content = packet.encode() if isinstance(packet, str) else packet
    if not content or len(content) > _MAX_XMP_BYTES:
        return {}
    facts: Facts = {}
    for element in parse(content.strip(b"\0 \r\n\t"), "XMP").iter():
        facts |= {_XMP[n]: text for key, text in element.items() if (n := local_name(key)) in _XMP}
        if name := _XMP.get(local_name(element.tag)):
            facts.setdefault(name, _joined(element.itertext()))
    return facts


def _commune(gps: Mapping[int, object]) -> str:
    """Return the commune of a position; empty for none, or one outside the province."""
    degrees = [_degrees(gps.get(place), gps.get(side)) for side, place in ((1, 2), (3, 4))]
    return unit_at(*degrees) if None not in degrees else ""


def _degrees(parts: object, side: object) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return (-value if str(side).upper() in "SW" else value) if isfinite(value) else None


def _as_list(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else [value]


def _joined(values: Iterable[object]) -> str:
    texts = [text for value in values if (text := _decoded(value).strip())]
    return "; ".join(dict.fromkeys(texts[:_MAX_VALUES]))


def _decoded(value: object) -> str:
    """Return a text that programs write in UTF-8, whatever the standard says."""
    content = value if isinstance(value, bytes) else str(value or "").encode("latin-1", "replace")
    if isinstance(value, str) and any(letter > "\xff" for letter in value):
        return value
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")
