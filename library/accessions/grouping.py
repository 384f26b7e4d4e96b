"""Grouping of files into deliveries: a folder's images form one, each document another."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import PurePath

from library.accessions.recording_formats import RECORDING_SUFFIXES, format_of
from library.vietnamese.letters import compose

_IMAGES = ".jpg .jpeg .png .tif .tiff .webp .jp2 .bmp .gif .heic .heif .hif .avif"
_TEXTS = """
.doc .docx .odt .sxw .rtf .xls .xlsx .ods .sxc .ppt .pptx .odp .sxi
.txt .html .htm .mht .mhtml .eml
"""
_ARCHIVES = ".zip .7z .rar .tar .tgz .tbz2 .txz .tar.gz .tar.bz2 .tar.xz"
_OTHER_DOCUMENTS = ".pdf .djvu .djv .epub .webarchive"
IMAGE_SUFFIXES, TEXT_SUFFIXES = (frozenset(all_.split()) for all_ in (_IMAGES, _TEXTS))
"""`TEXT_SUFFIXES` are those of documents that may be plain text inside."""
DOCUMENT_SUFFIXES = (
    TEXT_SUFFIXES | RECORDING_SUFFIXES | frozenset((_ARCHIVES + " " + _OTHER_DOCUMENTS).split())
)
_IMAGE_SIGNATURES = (
    *(b"\xff\xd8\xff", b"\x89PNG\r\n", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF8"),
    *(b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51"),
)
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
_PDF_SIGNATURE, DJVU_SIGNATURE = b"%PDF-", b"AT&TFORM"
_SYSTEM_FILES = frozenset({"Thumbs.db", "desktop.ini", "__MACOSX"})
_LOCK_FILE_PREFIX = "~$"
"""Name prefix of the lock files that word processors write next to an open document."""

_NUMBERS = re.compile(r"(\d+)")

_METS_ELEMENT = re.compile(rb"<(\w+:)?mets[\s>]", re.IGNORECASE)
_ALTO_OR_HOCR = re.compile(rb"<(\w+:)?alto[\s>]|ocr-system|ocr_page")
_BOM_AND_SPACE = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_PAGE_SUFFIXES = frozenset(_IMAGES.split()) | {".xml", ".alto", ".hocr", ".html", ".htm"}

SNIFF_BYTES = 1024
"""Number of leading bytes needed to detect the type of a file."""


class FileType(StrEnum):
    """Type of a delivered file, as far as grouping needs it."""

    IMAGE = "image"
    DOCUMENT = "document"
    STRUCTURE = "structure"
    """METS file, which lists the pages of its folder."""
    LAYOUT = "layout"
    """ALTO or hOCR file, which holds the words of one page."""


def detect_type(name: str, first_bytes: bytes) -> FileType | None:
    """Return the type of a file by content, else by name; None if it is unusable."""
    if (
        first_bytes.startswith(_IMAGE_SIGNATURES)
        or first_bytes[:4] + first_bytes[8:12] == b"RIFFWEBP"
        or (first_bytes[4:8] == b"ftyp" and first_bytes[8:12] in _HEIF_BRANDS)
    ):
        return FileType.IMAGE
    if sidecar := detect_sidecar_type(first_bytes):
        return sidecar
    suffix = _suffix(name)
    if _PDF_SIGNATURE in first_bytes or first_bytes.startswith(DJVU_SIGNATURE):
        return FileType.DOCUMENT
    if suffix in DOCUMENT_SUFFIXES or (
        suffix not in IMAGE_SUFFIXES and format_of(first_bytes, name)
    ):
        return FileType.DOCUMENT
    return FileType.IMAGE if suffix in IMAGE_SUFFIXES else None


def _suffix(name: str) -> str:
    """Return the suffix of a name, with `.tar` before that of its compression."""
    path = PurePath(name.lower())
    return "".join(path.suffixes[-2:]) if path.stem.endswith(".tar") else path.suffix


def detect_sidecar_type(first_bytes: bytes) -> FileType | None:
    """Return the type of a METS, ALTO or hOCR file; None for any other file."""
    content = first_bytes.replace(b"\0", b"").lstrip(_BOM_AND_SPACE)
    if not content.startswith(b"<"):
        return None
    if _METS_ELEMENT.search(content):
        return FileType.STRUCTURE
    return FileType.LAYOUT if _ALTO_OR_HOCR.search(content) else None


def page_name(name: str) -> str:
    """Return the stem that an image shares with its ALTO or hOCR file, such as `0001`."""
    path = PurePath(compose(name).casefold())
    while path.suffix in _PAGE_SUFFIXES:
        path = path.with_suffix("")
    return path.name


def is_user_file(path: PurePath) -> bool:
    """Return True unless a path is hidden, a lock file or a file left by an operating system."""
    return not any(
        part.startswith((".", _LOCK_FILE_PREFIX)) or part in _SYSTEM_FILES for part in path.parts
    )


def group_deliveries(
    files: Iterable[tuple[PurePath, FileType]],
) -> Iterator[tuple[PurePath, list[PurePath]]]:
    """Yield deliveries: the folder or file that names each, and its files in order.

    Sidecar files go with their pages: METS with all images in and under its folder, ALTO and
    hOCR with the image of the same name.
    """
    all_files = list(files)
    packages = _mets_folders(all_files)
    folders: dict[PurePath, list[tuple[PurePath, FileType]]] = defaultdict(list)
    for path, file_type in all_files:
        inside = (folder for folder in path.parents if folder in packages)
        package = None if file_type is FileType.DOCUMENT else next(reversed(list(inside)), None)
        folders[package or path.parent].append((path, file_type))
    for folder in sorted(folders, key=_path_key):
        inside = sorted(folders[folder], key=lambda pair: _relative_key(pair, folder))
        if any(file_type is FileType.IMAGE for _, file_type in inside):
            yield folder, list(_ordered_files(inside, folder in packages))
        for path, file_type in inside:
            if file_type is FileType.DOCUMENT:
                yield path, [path]


def _mets_folders(files: list[tuple[PurePath, FileType]]) -> set[PurePath]:
    """Return the folders with exactly one METS file; several would be ambiguous."""
    structures = Counter(
        path.parent for path, file_type in files if file_type is FileType.STRUCTURE
    )
    return {folder for folder, count in structures.items() if count == 1}


def _ordered_files(inside: list[tuple[PurePath, FileType]], is_package: bool) -> Iterator[PurePath]:
    """Yield the files of a folder: METS first, then images, then their ALTO or hOCR."""
    image_names = {
        page_name(path.name) for path, file_type in inside if file_type is FileType.IMAGE
    }
    for wanted_type in (FileType.STRUCTURE, FileType.IMAGE, FileType.LAYOUT):
        for path, file_type in inside:
            has_page = (
                is_package or file_type is FileType.IMAGE or page_name(path.name) in image_names
            )
            if (
                file_type is wanted_type
                and has_page
                and (is_package or file_type is not FileType.STRUCTURE)
            ):
                yield path


def _relative_key(
    pair: tuple[PurePath, FileType], folder: PurePath
) -> list[list[tuple[int, int | str]]]:
    return _path_key(pair[0].relative_to(folder))


def natural_order(name: str) -> list[tuple[int, int | str]]:
    """Return a sort key that puts page-2 before page-10."""
    return [
        (0, int(part)) if part.isdecimal() else (1, part)
        for part in _NUMBERS.split(compose(name).lower())
        if part
    ]


def _path_key(folder: PurePath) -> list[list[tuple[int, int | str]]]:
    return [natural_order(part) for part in folder.parts]
