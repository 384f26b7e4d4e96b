"""Reads METS: which files are the pages of a thing, in what order, and what the thing is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from ingest.ocr_import.mods import description
from library.xml_io import bare, parse

_IMAGE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".jp2", ".pdf"})
_LAYOUT_SUFFIXES = frozenset({".xml", ".alto", ".hocr", ".html"})
_SMALL = ("thumb", "min", "preview", "icon")
_LARGE = ("master", "archiv", "original", "preserv", "default", "max")
_LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page as METS has it: the files that show it, best first, its words, what is printed."""

    images: tuple[str, ...]
    layout: str | None
    label: str | None


@dataclass(frozen=True, slots=True)
class Structure:
    """What a METS file says: the pages in their order, and (field, text) pairs of a description."""

    leaves: tuple[Leaf, ...]
    told: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    is_image: bool
    rank: int


def read(content: bytes, name: str) -> Structure:
    """Return what a METS file says; raise a LibraryError in words."""
    root = parse(content, name)
    files = dict(_files(root))
    maps = [list(_leaves(one, files)) for one in _of_pages(root)]
    return Structure(
        tuple(max(maps, key=len, default=())),
        tuple(description(part for part in root.iter() if bare(part.tag) == "dmdSec")),
    )


def _files(root: Element) -> Iterator[tuple[str, _File]]:
    for group in (part for part in root.iter() if bare(part.tag) == "fileGrp"):
        use = group.get("USE", "").lower()
        for file in (part for part in group.iter() if bare(part.tag) == "file"):
            path = next(filter(None, map(_path, file)), None)
            if path:
                suffix = PurePosixPath(path).suffix.lower()
                shown = file.get("MIMETYPE", "").startswith("image/") or suffix in _IMAGE_SUFFIXES
                if shown or suffix in _LAYOUT_SUFFIXES:
                    yield file.get("ID", ""), _File(path, shown, _rank(use))


def _path(place: Element) -> str | None:
    """Return where a file is in the package, of an FLocat that says so."""
    address = next((value for name, value in place.items() if bare(name) == "href"), "")
    path = unquote(urlsplit(address.replace("\\", "/")).path)
    return "/".join(part for part in path.split("/") if part not in ("", ".")) or None


def _rank(use: str) -> int:
    if any(word in use for word in _LARGE):
        return 0
    return 2 if any(word in use for word in _SMALL) else 1


def _of_pages(root: Element) -> list[Element]:
    """Return the maps of the physical thing; those of its contents only when it has no other."""
    maps = [part for part in root.iter() if bare(part.tag) == "structMap"]
    return [part for part in maps if part.get("TYPE", "").lower() == "physical"] or maps


def _leaves(structure: Element, files: Mapping[str, _File]) -> Iterator[Leaf]:
    found = [div for div in structure.iter() if bare(div.tag) == "div" and _pointed_at(div)]
    orders = [div.get("ORDER", "") for div in found]
    if all(order.isdecimal() for order in orders) and len(set(orders)) == len(orders):
        found.sort(key=lambda div: int(div.get("ORDER")))
    for div in found:
        shown = sorted((files[one] for one in _pointed_at(div) if one in files), key=_by_rank)
        images = tuple(file.path for file in shown if file.is_image)
        layouts = (file.path for file in shown if not file.is_image)
        if images:
            yield Leaf(images, next(layouts, None), _label(div))


def _by_rank(file: _File) -> int:
    return file.rank


def _pointed_at(div: Element) -> list[str]:
    """Name the files a division shows itself, not those of divisions in it."""
    pointers = (child for child in div if bare(child.tag) == "fptr")
    found = (part.get("FILEID") for pointer in pointers for part in pointer.iter())
    return list(dict.fromkeys(filter(None, found)))


def _label(div: Element) -> str | None:
    label = (div.get("ORDERLABEL") or "").strip()
    return label if label and len(label) <= _LONGEST_LABEL else None
