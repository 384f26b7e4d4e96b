"""Says which files belong together: a folder's images are one delivery, each document another."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePath

from library.vietnamese.letters import compose

_IMAGES = ".jpg .jpeg .png .tif .tiff .webp .jp2 .bmp .gif"
_DOCUMENTS = """
.pdf .zip .doc .docx .odt .sxw .rtf .xls .xlsx .ods .sxc .ppt .pptx .odp .sxi
.txt .html .htm .mht .mhtml
"""
IMAGE_SUFFIXES, DOCUMENT_SUFFIXES = (frozenset(all_.split()) for all_ in (_IMAGES, _DOCUMENTS))
_IMAGE_MARKS = (
    *(b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF8"),
    *(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"),
)
_PDF_MARK = b"%PDF-"
_LEFT_BY_SYSTEMS = frozenset({"Thumbs.db", "desktop.ini", "__MACOSX"})
_OPEN_SOMEWHERE = "~$"
"""How the names begin of files that word processors put beside what they have open."""

_NUMBERS = re.compile(r"(\d+)")

_STRUCTURE = re.compile(rb"<(\w+:)?mets[\s>]", re.IGNORECASE)
_LAYOUT = re.compile(rb"<(\w+:)?alto[\s>]|ocr-system|ocr_page")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_SUFFIXES_OF_PAGES = frozenset(_IMAGES.split()) | {".xml", ".alto", ".hocr", ".html", ".htm"}

BEGINNING = 1024
"""So many bytes show what a file is."""


class Sort(StrEnum):
    """What a delivered file is to those who sort it."""

    IMAGE = "image"
    DOCUMENT = "document"
    STRUCTURE = "structure"
    """METS, which says what the pages are of the folder it stands in."""
    LAYOUT = "layout"
    """ALTO or hOCR, which tells the words of one page."""


def sort_of(name: str, beginning: bytes) -> Sort | None:
    """Return what a file is, by its content and else by its name; None when nobody can use it."""
    if beginning.startswith(_IMAGE_MARKS) or beginning[:4] + beginning[8:12] == b"RIFFWEBP":
        return Sort.IMAGE
    if spoken := spoken_sort(beginning):
        return spoken
    suffix = PurePath(name).suffix.lower()
    if _PDF_MARK in beginning or suffix in DOCUMENT_SUFFIXES:
        return Sort.DOCUMENT
    return Sort.IMAGE if suffix in IMAGE_SUFFIXES else None


def spoken_sort(beginning: bytes) -> Sort | None:
    """Return what a file is that only speaks of pages; None of any other."""
    letters = beginning.replace(b"\0", b"").lstrip(_BEFORE_XML)
    if not letters.startswith(b"<"):
        return None
    if _STRUCTURE.search(letters):
        return Sort.STRUCTURE
    return Sort.LAYOUT if _LAYOUT.search(letters) else None


def page_name(name: str) -> str:
    """Return what an image and the file that tells its words are both called: `0001`."""
    path = PurePath(compose(name).casefold())
    while path.suffix in _SUFFIXES_OF_PAGES:
        path = path.with_suffix("")
    return path.name


def is_material(path: PurePath) -> bool:
    """Say whether a path is of somebody's making: hidden files and what systems leave are not."""
    return not any(
        part.startswith((".", _OPEN_SOMEWHERE)) or part in _LEFT_BY_SYSTEMS for part in path.parts
    )


def bundles(files: Iterable[tuple[PurePath, Sort]]) -> Iterator[tuple[PurePath, list[PurePath]]]:
    """Give what is one delivery: the folder or file that names it, and its files in order.

    What speaks of pages goes with them: METS with all images in and under its folder, ALTO and
    hOCR with the image of the same name.
    """
    all_files = list(files)
    packages = _packages(all_files)
    folders: dict[PurePath, list[tuple[PurePath, Sort]]] = defaultdict(list)
    for path, sort in all_files:
        inside = (folder for folder in path.parents if folder in packages)
        whole = None if sort is Sort.DOCUMENT else next(reversed(list(inside)), None)
        folders[whole or path.parent].append((path, sort))
    for folder in sorted(folders, key=_place):
        inside = sorted(folders[folder], key=lambda one: _order(one, folder))
        if any(sort is Sort.IMAGE for _, sort in inside):
            yield folder, list(_together(inside, folder in packages))
        for path, sort in inside:
            if sort is Sort.DOCUMENT:
                yield path, [path]


def _packages(files: list[tuple[PurePath, Sort]]) -> set[PurePath]:
    """Return the folders that one METS file describes; of several nobody knows which is which."""
    structures = Counter(path.parent for path, sort in files if sort is Sort.STRUCTURE)
    return {folder for folder, count in structures.items() if count == 1}


def _together(inside: list[tuple[PurePath, Sort]], is_package: bool) -> Iterator[PurePath]:
    """Give the images of a folder and what speaks of them; METS first."""
    shown = {page_name(path.name) for path, sort in inside if sort is Sort.IMAGE}
    for wanted in (Sort.STRUCTURE, Sort.IMAGE, Sort.LAYOUT):
        for path, sort in inside:
            spoken_of = is_package or sort is Sort.IMAGE or page_name(path.name) in shown
            if sort is wanted and spoken_of and (is_package or sort is not Sort.STRUCTURE):
                yield path


def _order(one: tuple[PurePath, Sort], folder: PurePath) -> list[list[tuple[int, int | str]]]:
    return _place(one[0].relative_to(folder))


def natural_order(name: str) -> list[tuple[int, int | str]]:
    """Return a key that puts page-2 before page-10."""
    return [
        (0, int(part)) if part.isdecimal() else (1, part)
        for part in _NUMBERS.split(compose(name).lower())
        if part
    ]


def _place(folder: PurePath) -> list[list[tuple[int, int | str]]]:
    return [natural_order(part) for part in folder.parts]
