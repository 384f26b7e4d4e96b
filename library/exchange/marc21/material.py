"""Coded fields of MARC 21 by kind of material: leader, 007, 008, 255, 300, 336 to 338."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from library.catalogue.picture_kinds import MAPS
from library.exchange.marc21.marc_record import RecordField, data_field
from library.recordings.extents import Extent, length_text

_ONLINE = "o"
_REMOTE_FILE = "cr |n |||||a||"
"""Field 007 of pages read over a network, made from an original."""

_SCALE = re.compile(r"(?<!\d)1 ?[:/] ?(\d{1,3}(?:[. ]?\d{3})+|\d{3,})(?!\d)")
_EXTENT = re.compile(r"(?P<a>.+?)(?: : (?P<b>.+?))?(?: ; (?P<c>.+?))?(?: \+ (?P<e>.+))?")
_EXTENT_SIGNS = {"a": "", "b": " : ", "c": " ; ", "e": " + "}
EXTENT_CODES = tuple(_EXTENT_SIGNS)


@dataclass(frozen=True, slots=True)
class Material:
    """The codes of a kind of material; `%s` in `coded` is the form of the item."""

    record_type: str
    """Position 6 of the leader."""
    coded: str
    content: tuple[str, str]
    """Term and code of the content type in RDA."""
    original: str = ""
    """Field 007 of the original, where it is not a text."""


_TEXT = Material("a", "|||||%s|||||||| ||", ("văn bản", "txt"))
_MANUSCRIPT = Material("t", _TEXT.coded, _TEXT.content)
_MAP = Material("e", "|||||| a  |%s | ||", ("hình ảnh bản đồ", "cri"), "aj |||||")
_PICTURE = Material("k", "nnn |     |%s   in", ("hình ảnh tĩnh", "sti"), "kz |||")
_SOUND = Material("i", "nnn  %s         n ", ("lời nói", "spw"), "sz |||||||||||")
_MUSIC = Material("j", _SOUND.coded, ("âm nhạc biểu diễn", "prm"), _SOUND.original)
_FILM = Material("g", "||| |     |%s   vl", ("hình ảnh chuyển động hai chiều", "tdi"), "vz |||||||")
_SUNG = frozenset({"hát", "nhạc", "then", "sli", "lượn", "ca"})
"""Words in the kind or title of recordings of music."""

_MANUSCRIPTS = ("bản thảo", "gia phả", "sắc phong", "thư tay", "nhật ký")
_ARTICLES = ("bài viết", "bài báo", "bài tạp chí")


def leader(cells: Mapping[str, str], extent: Extent) -> str:
    """Return the leader: kind and level, Unicode, minimal level, ISBD punctuation omitted (c)."""
    level = "m"
    if _kind(cells).startswith(_ARTICLES):
        level = "b" if cells.get("series") else "a"
    return f"00000n{_material(cells, extent).record_type}{level} a22000003c 4500"


def coded_elements(cells: Mapping[str, str], pages: int, extent: Extent) -> str:
    """Return positions 18 to 34 of field 008."""
    coded = _material(cells, extent).coded % (_ONLINE if pages else " ")
    minutes = min(999, round(extent.film_ms / 60_000))
    return f"{minutes:03}{coded[3:]}" if coded.startswith("||| ") else coded


def physical_fields(cells: Mapping[str, str], pages: int, extent: Extent) -> Iterator[RecordField]:
    """Yield 007, 034, 255, 300 and 336 to 338; an item has pages when it can be read online."""
    material = _material(cells, extent)
    if pages:
        yield RecordField("007", "", _REMOTE_FILE)
    if material.original:
        yield RecordField("007", "", material.original)
    if material is _MAP and (scale := _scale(cells)):
        yield data_field("034", "1 ", (("a", "a"), ("b", scale)))
        yield data_field("255", "  ", (("a", f"Tỉ lệ 1:{int(scale):,}".replace(",", ".")),))
    if text := cells.get("extent"):
        yield data_field("300", "  ", extent_subfields(text))
    elif pages:
        yield data_field("300", "  ", (("a", _online_extent(pages, extent)),))
    yield _rda("336", material.content, "rdacontent")
    yield _rda("337", ("máy tính", "c") if pages else ("không qua thiết bị", "n"), "rdamedia")
    carrier = ("tài nguyên trực tuyến", "cr") if pages else _paper_carrier(material)
    yield _rda("338", carrier, "rdacarrier")


def _online_extent(pages: int, extent: Extent) -> str:
    """Return `1 tệp âm thanh (45 phút)`, or the pages of a text."""
    if not extent.is_recording:
        content = str(extent).replace(" · ", ", ") if extent.recording_ms else f"{pages} trang"
        return f"1 tài nguyên trực tuyến ({content})"
    files = f"{extent.films} tệp phim" if extent.films else ""
    sounds = f"{extent.sounds} tệp âm thanh" if extent.sounds else ""
    names = ", ".join(filter(None, (sounds, files)))
    return f"{names} ({length_text(extent.recording_ms)})"


def extent_subfields(text: str) -> tuple[tuple[str, str], ...]:
    """Return an extent such as `327 tr. : ảnh ; 21 cm` as subfields."""
    match = _EXTENT.fullmatch(text)
    parts = tuple((code, part) for code, part in match.groupdict().items() if part) if match else ()
    is_clean = parts and all(part == part.strip() for _, part in parts)
    return parts if is_clean else (("a", text),)


def extent_text(subfields: tuple[tuple[str, str], ...]) -> str:
    """Return the extent of subfields without punctuation, in the order in which they came."""
    text = ""
    for code, part in subfields:
        text += (_EXTENT_SIGNS[code] or " ; " if text else "") + part
    return text


def new_extent_texts(old: Sequence[tuple[str, str]], new_text: str) -> list[str]:
    """Return the texts that the subfields of an extent get instead of the old ones."""
    parts = dict(extent_subfields(new_text))
    if parts.keys() == {code for code, _ in old} and len(parts) == len(old):
        return [parts[code] for code, _ in old]
    return [new_text, *("" for _ in old[1:])]


def _material(cells: Mapping[str, str], extent: Extent) -> Material:
    kind = _kind(cells)
    nature = extent.nature(cells.get("kind"))
    if nature == "film":
        return _FILM
    if nature == "sound":
        words = f"{kind} {cells.get('title', '')}".casefold().split()
        return _SOUND if _SUNG.isdisjoint(words) else _MUSIC
    if kind.startswith(tuple(name.casefold() for name in MAPS)):
        return _MAP
    if nature == "picture":
        return _PICTURE
    return _MANUSCRIPT if kind.startswith(_MANUSCRIPTS) else _TEXT


def _kind(cells: Mapping[str, str]) -> str:
    return cells.get("kind", "").casefold()


def _scale(cells: Mapping[str, str]) -> str:
    """Return the denominator of the scale that a map's description names, or an empty text."""
    texts = (cells.get(name, "") for name in ("number", "extent", "title", "description"))
    match = next(filter(None, map(_SCALE.search, texts)), None)
    return re.sub(r"\D", "", match[1]) if match else ""


def _paper_carrier(material: Material) -> tuple[str, str]:
    return ("tờ", "nb") if material.original else ("quyển", "nc")


def _rda(tag: str, term: tuple[str, str], source: str) -> RecordField:
    return data_field(tag, "  ", (("a", term[0]), ("b", term[1]), ("2", source)))
