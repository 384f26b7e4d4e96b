"""METS packages: page files in order, and descriptive metadata."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from library.untrusted.web_addresses import split_address
from library.xml_io import local_name, parse

_MODS: dict[str, str] = {
    "titleInfo/title": "title",
    "name/namePart": "creator",
    "originInfo/dateIssued": "date",
    "originInfo/dateCreated": "date",
    "originInfo/publisher": "publisher",
    "language/languageTerm": "language",
    "genre": "kind",
    "abstract": "description",
    "accessCondition": "licence",
    "subject/topic": "subject",
    "subject/geographic": "coverage",
    "note": "note",
}
_SINGLE_FIELDS = frozenset({"title", "date", "language", "kind", "licence"})
"""Fields of which only the first value is used."""

_DUBLIN_CORE = {
    "type": "kind",
    "rights": "licence",
    **{
        name: name
        for name in (
            *("title", "creator", "date", "language", "description", "subject"),
            *("coverage", "contributor", "publisher"),
        )
    },
}

Pairs = Iterator[tuple[str, str]]


def describe(sections: Iterable[Element]) -> Pairs:
    """Yield the (field, text) pairs of the first section that has a title."""
    for section in sections:
        pairs = list(_first_of_single_fields(_pairs(section)))
        if any(field == "title" for field, _ in pairs):
            yield from pairs
            return


def _pairs(section: Element) -> Pairs:
    for part in section.iter():
        if local_name(part.tag) == "mods":
            yield from _mods_pairs(part)
            return
    for part in section.iter():
        field = _DUBLIN_CORE.get(local_name(part.tag))
        if field and (part.text or "").strip():
            yield field, part.text.strip()


def _mods_pairs(mods: Element) -> Pairs:
    for child in mods:
        yield from _pair(child, local_name(child.tag))
        for part in child:
            yield from _pair(part, f"{local_name(child.tag)}/{local_name(part.tag)}")


def _pair(part: Element, path: str) -> Pairs:
    field, text = _MODS.get(path), (part.text or "").strip()
    if field and text and part.get("type") != "date":
        yield field, text


def _first_of_single_fields(pairs: Pairs) -> Pairs:
    seen_fields: set[str] = set()
    for field, text in pairs:
        if field not in _SINGLE_FIELDS or field not in seen_fields:
            yield field, text
        seen_fields.add(field)


_IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".jp2", ".pdf"})
_LAYOUT_SUFFIXES = frozenset({".xml", ".alto", ".hocr", ".html"})
_SMALL_USES = ("thumb", "min", "preview", "icon")
_LARGE_USES = ("master", "archiv", "original", "preserv", "default", "max")
_MAX_LABEL_LENGTH = 20


@dataclass(frozen=True, slots=True)
class MetsPage:
    """A page in METS: its image files, best first, its OCR file and its printed label."""

    images: tuple[str, ...]
    layout: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Structure:
    """Contents of a METS file: pages in order, and (field, text) pairs of its description."""

    pages: tuple[MetsPage, ...]
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    is_image: bool
    rank: int


def read(content: bytes, name: str) -> Structure:
    """Return the pages and description of a METS file; raise a LibraryError for an invalid file."""
    root = parse(content, name)
    files = dict(_files(root))
    maps = [list(_pages(structure, files)) for structure in _page_maps(root)]
    return Structure(
        tuple(max(maps, key=len, default=())),
        tuple(describe(part for part in root.iter() if local_name(part.tag) == "dmdSec")),
    )


def _files(root: Element) -> Iterator[tuple[str, _File]]:
    for group in (part for part in root.iter() if local_name(part.tag) == "fileGrp"):
        use = group.get("USE", "").lower()
        for file in (part for part in group.iter() if local_name(part.tag) == "file"):
            path = next(filter(None, map(_path, file)), None)
            if path:
                suffix = PurePosixPath(path).suffix.lower()
                is_scan = file.get("MIMETYPE", "").startswith("image/") or suffix in _IMAGE_SUFFIXES
                if is_scan or suffix in _LAYOUT_SUFFIXES:
                    yield file.get("ID", ""), _File(path, is_scan, _rank(use))


def _path(place: Element) -> str | None:
    """Return the path of a file in the package, from an FLocat element; None without one."""
    address = next((value for name, value in place.items() if local_name(name) == "href"), "")
    path = unquote(split_address(address.replace("\\", "/")).path)
    return "/".join(part for part in path.split("/") if part not in ("", ".")) or None


def _rank(use: str) -> int:
    if any(word in use for word in _LARGE_USES):
        return 0
    return 2 if any(word in use for word in _SMALL_USES) else 1


def _page_maps(root: Element) -> list[Element]:
    """Return the physical structure maps; all structure maps if there is no physical one."""
    maps = [part for part in root.iter() if local_name(part.tag) == "structMap"]
    return [part for part in maps if part.get("TYPE", "").lower() == "physical"] or maps


def _pages(structure: Element, files: Mapping[str, _File]) -> Iterator[MetsPage]:
    divisions = [div for div in structure.iter() if local_name(div.tag) == "div" and _file_ids(div)]
    orders = [div.get("ORDER", "") for div in divisions]
    if all(order.isdecimal() for order in orders) and len(set(orders)) == len(orders):
        divisions.sort(key=lambda div: int(div.get("ORDER")))
    for div in divisions:
        page_files = sorted(
            (files[file_id] for file_id in _file_ids(div) if file_id in files), key=_by_rank
        )
        images = tuple(file.path for file in page_files if file.is_image)
        layouts = (file.path for file in page_files if not file.is_image)
        if images:
            yield MetsPage(images, next(layouts, None), _label(div))


def _by_rank(file: _File) -> int:
    return file.rank


def _file_ids(div: Element) -> list[str]:
    """Return the ids of the files a division points to, without those of nested divisions."""
    pointers = (child for child in div if local_name(child.tag) == "fptr")
    file_ids = (part.get("FILEID") for pointer in pointers for part in pointer.iter())
    return list(dict.fromkeys(filter(None, file_ids)))


def _label(div: Element) -> str | None:
    label = (div.get("ORDERLABEL") or "").strip()
    return label if label and len(label) <= _MAX_LABEL_LENGTH else None
