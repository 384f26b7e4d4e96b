"""Grouping of files into deliveries: a folder's images form one, each document another."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import chain
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
TRANSCRIPT_SUFFIXES = frozenset({".vtt", ".srt", ".eaf", ".textgrid"})
_DOCUMENT_TRANSCRIPTS = frozenset({".txt", ".docx"})
"""Documents that are transcripts when they have the name of a recording beside them."""

_SYSTEM_FILES = frozenset({"Thumbs.db", "desktop.ini", "__MACOSX"})
_LOCK_FILE_PREFIX = "~$"
"""Name prefix of the lock files that word processors write next to an open document."""

_CODE = re.compile(r"[a-z]{2,3}|chuong|dich(-[a-z]{2,3})?")
"""Last part of the name of a transcript: language (`a.tyz.vtt`), chapters, translation."""

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
    TRANSCRIPT = "transcript"
    """Words of a recording with times, as a file of subtitles or annotations."""


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
    path = PurePath(name.lower())
    suffix = "".join(path.suffixes[-2:]) if path.stem.endswith(".tar") else path.suffix
    if suffix in TRANSCRIPT_SUFFIXES:
        return FileType.TRANSCRIPT
    if _PDF_SIGNATURE in first_bytes or first_bytes.startswith(DJVU_SIGNATURE):
        return FileType.DOCUMENT
    if suffix in DOCUMENT_SUFFIXES or (
        suffix not in IMAGE_SUFFIXES and format_of(first_bytes, name)
    ):
        return FileType.DOCUMENT
    return FileType.IMAGE if suffix in IMAGE_SUFFIXES else None


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


def recording_name(name: str) -> str:
    """Return the stem that a recording shares with its transcripts: `a.wav`, `a.tyz.vtt`."""
    path = PurePath(compose(name).casefold())
    stem, _, code = path.stem.rpartition(".")
    is_transcript = path.suffix in TRANSCRIPT_SUFFIXES | _DOCUMENT_TRANSCRIPTS
    return stem if stem and is_transcript and _CODE.fullmatch(code) else path.stem


def is_user_file(path: PurePath) -> bool:
    """Return True unless a path is hidden, a lock file or a file left by an operating system."""
    return not any(
        part.startswith((".", _LOCK_FILE_PREFIX)) or part in _SYSTEM_FILES for part in path.parts
    )


def group_deliveries(
    files: Iterable[tuple[PurePath, FileType]], *, is_root_named: bool = False
) -> Iterator[tuple[PurePath, list[PurePath]]]:
    """Yield deliveries: the folder or file that names each, and its files in order.

    Sidecar files go with their pages: METS with all images in and under its folder, ALTO and
    hOCR with the image of the same name, transcripts with the recording of the same name. Images
    and recordings in one folder with a name are one item: pictures, sounds and films of an event.
    """
    all_files = list(files)
    packages = _mets_folders(all_files)
    folders: dict[PurePath, list[tuple[PurePath, FileType]]] = defaultdict(list)
    for path, file_type in all_files:
        inside = (folder for folder in path.parents if folder in packages)
        package = None if file_type is FileType.DOCUMENT else next(reversed(list(inside)), None)
        folders[package or path.parent].append((path, file_type))
    for folder in sorted(folders, key=_path_key):
        inside = sorted(folders[folder], key=lambda pair: _path_key(pair[0].relative_to(folder)))
        words = _transcripts_by_recording([path for path, _ in inside])
        heard = {path: [path, *words[path]] for path in words}
        images = any(file_type is FileType.IMAGE for _, file_type in inside)
        is_event = images and heard and (folder.name or is_root_named)
        if images:
            files = list(_ordered_files(inside, folder in packages))
            yield folder, [*files, *(chain(*heard.values()) if is_event else ())]
        taken = {path for paths in words.values() for path in paths}
        for path, file_type in inside:
            if file_type is FileType.DOCUMENT and path not in taken:
                if path not in heard:
                    yield path, [path]
                elif not is_event:
                    yield path, heard[path]


def _transcripts_by_recording(paths: list[PurePath]) -> dict[PurePath, list[PurePath]]:
    """Return each recording of a folder with the transcripts that have its name."""
    suffixes = TRANSCRIPT_SUFFIXES | _DOCUMENT_TRANSCRIPTS
    recordings = {
        recording_name(path.name): path
        for path in paths
        if path.suffix.lower() in RECORDING_SUFFIXES
    }
    transcripts: dict[PurePath, list[PurePath]] = {path: [] for path in recordings.values()}
    for path in paths:
        recording = recordings.get(recording_name(path.name))
        if recording and path.suffix.lower() in suffixes:
            transcripts[recording].append(path)
    return transcripts


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


def natural_order(name: str) -> list[tuple[int, int | str]]:
    """Return a sort key that puts page-2 before page-10."""
    return [
        (0, int(part)) if part.isdecimal() else (1, part)
        for part in _NUMBERS.split(compose(name).lower())
        if part
    ]


def _path_key(folder: PurePath) -> list[list[tuple[int, int | str]]]:
    return [natural_order(part) for part in folder.parts]
