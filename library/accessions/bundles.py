"""Says which files belong together: a folder's images are one delivery, each document another."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePath

from library.vietnamese import compose

_IMAGES = ".jpg .jpeg .png .tif .tiff .webp .jp2 .bmp .gif"
_DOCUMENTS = ".pdf .zip .doc .docx .odt .rtf .xls .xlsx .ods .ppt .pptx .odp .txt .html .htm"
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

BEGINNING = 1024
"""So many bytes show what a file is."""


class Sort(StrEnum):
    """What a delivered file is to those who sort it."""

    IMAGE = "image"
    DOCUMENT = "document"


def sort_of(name: str, beginning: bytes) -> Sort | None:
    """Return what a file is, by its content and else by its name; None when nobody can use it."""
    if beginning.startswith(_IMAGE_MARKS) or beginning[:4] + beginning[8:12] == b"RIFFWEBP":
        return Sort.IMAGE
    suffix = PurePath(name).suffix.lower()
    if _PDF_MARK in beginning or suffix in DOCUMENT_SUFFIXES:
        return Sort.DOCUMENT
    return Sort.IMAGE if suffix in IMAGE_SUFFIXES else None


def is_material(path: PurePath) -> bool:
    """Say whether a path is of somebody's making: hidden files and what systems leave are not."""
    return not any(
        part.startswith((".", _OPEN_SOMEWHERE)) or part in _LEFT_BY_SYSTEMS for part in path.parts
    )


def bundles(files: Iterable[tuple[PurePath, Sort]]) -> Iterator[tuple[PurePath, list[PurePath]]]:
    """Give what is one delivery: the folder or file that names it, and its files in order."""
    folders: dict[PurePath, list[tuple[PurePath, Sort]]] = defaultdict(list)
    for path, sort in files:
        folders[path.parent].append((path, sort))
    for folder in sorted(folders, key=_place):
        inside = sorted(folders[folder], key=lambda one: natural_order(one[0].name))
        if images := [path for path, sort in inside if sort is Sort.IMAGE]:
            yield folder, images
        for path, sort in inside:
            if sort is Sort.DOCUMENT:
                yield path, [path]


def natural_order(name: str) -> list[tuple[int, int | str]]:
    """Return a key that puts page-2 before page-10."""
    return [
        (0, int(part)) if part.isdecimal() else (1, part)
        for part in _NUMBERS.split(compose(name).lower())
        if part
    ]


def _place(folder: PurePath) -> list[list[tuple[int, int | str]]]:
    return [natural_order(part) for part in folder.parts]
