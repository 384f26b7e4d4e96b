"""Whole items as bags: masters, derivatives, words, ALTO, METS with PREMIS, record, all rows."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from types import MappingProxyType
from urllib.parse import quote
from xml.etree.ElementTree import Element, fromstring

from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import Accession
from library.accessions.premis import premis
from library.backup import item_rows
from library.backup.item_rows import ItemRows
from library.catalogue.pages.downloads import page_layout, placed_pages
from library.catalogue.queries import PageDetails, item_pages, item_record
from library.catalogue.text import alto_writer
from library.exchange import mets, simple_dublin_core
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.mets import MetsFile, MetsObject, MetsPage
from library.exchange.records.item_descriptions import descriptions
from library.preservation.bag import PAYLOAD, MasterNotSoundError, digest_of, finish_bag, start_bag
from library.storage.content_store import ContentStore
from library.xml_io import document

PROFILE = "urn:diachi:bag-profile:1"
"""Name of the layout of these bags, described in docs/interfaces.md."""

METS, MASTERS, STORED, ALTO, ROWS = "mets.xml", "masters", "derivatives", "alto", "rows"
_SUFFIXES = {
    "image/avif": "avif",
    "image/webp": "webp",
    "image/jpeg": "jpg",
    "image/png": "png",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "audio/webm": "weba",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
}
_OCTETS = "application/octet-stream"
_MAX_STEM_BYTES, _MAX_SUFFIX_LETTERS = 200, 10


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores from which the files of packages come, and the name of the library."""

    masters: ContentStore
    derivatives: ContentStore
    library: str


@dataclass(slots=True)
class _Contents:
    """Files put into a package so far, for its METS document."""

    payload: Path
    files: list[MetsFile] = field(default_factory=list)

    def add(self, file_id: str, use: str, media_type: str, name: str) -> str:
        """Describe a file that is in its place, and return its id."""
        path = self.payload / name
        mets_file = MetsFile(
            file_id, use, media_type, quote(name), digest_of(path), path.stat().st_size
        )
        self.files.append(mets_file)
        return file_id


def write_package(
    session: Session,
    item_id: str,
    stores: Stores,
    folder: Path,
    series: Mapping[str, str] = MappingProxyType({}),
) -> ItemRows:
    """Write an item into a new folder as a bag, and return its rows.

    `series` names the series of bags to which it belongs, in the words of bag-info.txt.
    Raises ItemNotInCopyError, FolderNotEmptyError or MasterNotSoundError. A derivative that is
    lost is left out: it is made again from the masters.
    """
    rows = item_rows.read_rows(session.connection(), item_id)
    contents = _Contents(start_bag(folder))
    item_rows.write_rows(rows, contents.payload / ROWS)
    _put_masters(rows, stores, contents)
    pages = item_pages(session, item_id)
    derivative_ids = _put_derivatives(rows, stores, contents)
    alto = _put_alto(session, item_id, stores, contents)
    root = _mets(session, item_id, stores, contents, pages, derivative_ids, alto)
    (contents.payload / METS).write_bytes(document(root))
    record = item_record(session, item_id)
    finish_bag(
        folder,
        {
            "Source-Organization": stores.library,
            "External-Identifier": item_id,
            "External-Description": record.title,
            "Bagging-Date": clock.today().isoformat(),
            "BagIt-Profile-Identifier": PROFILE,
            **series,
        },
    )
    return rows


def _put_masters(rows: ItemRows, stores: Stores, contents: _Contents) -> None:
    folder = contents.payload / MASTERS
    folder.mkdir()
    for digest, name in rows.masters.items():
        if not _is_sound(stores.masters, digest):
            raise MasterNotSoundError(name)
        place = f"{MASTERS}/{master_name(digest, name)}"
        shutil.copyfile(stores.masters.path(digest), contents.payload / place)
        contents.add(f"M-{digest[:16]}", "MASTER", _OCTETS, place)


def master_name(digest: str, name: str) -> str:
    """Return the name of a master in a package, short enough for any disk.

    A delivered name may hold folders in the way of any system, which must not lead elsewhere.
    """
    path = PureWindowsPath(name)
    stem = path.stem.encode()[:_MAX_STEM_BYTES].decode(errors="ignore")
    return f"{digest[:12]}-{stem}{path.suffix[:_MAX_SUFFIX_LETTERS]}"


def _put_derivatives(rows: ItemRows, stores: Stores, contents: _Contents) -> dict[int, list[str]]:
    """Copy images, page PDFs and words; return the ids of the files of each page."""
    folder = contents.payload / STORED
    folder.mkdir()
    numbers = {row["id"]: row["number"] for row in rows.tables["page"]}
    ids: dict[int, list[str]] = {}
    for number, digest, use, media_type in _stored_files(rows, numbers):
        if not _is_sound(stores.derivatives, digest):
            continue
        place = f"{STORED}/{digest}.{_SUFFIXES.get(media_type, 'bin')}"
        if not (contents.payload / place).exists():
            shutil.copyfile(stores.derivatives.path(digest), contents.payload / place)
        file_id = f"D-{number}-{use}-{digest[:16]}"
        ids.setdefault(number, []).append(contents.add(file_id, use, media_type, place))
    return ids


def _stored_files(
    rows: ItemRows, numbers: dict[object, int]
) -> Iterator[tuple[int, str, str, str]]:
    """Yield page number, checksum, use and media type of each stored file, each once."""
    files = [
        (numbers[row["page_id"]], row["digest"], str(row["kind"]).upper(), row["media_type"])
        for row in rows.tables["derivative"]
    ]
    for page in rows.tables["page"]:
        for name, use in (("words", "WORDS"), ("as_read", "WORDS-AS-READ")):
            if page[name]:
                files.append((page["number"], page[name], use, _OCTETS))
    yield from dict.fromkeys(files)


def _put_alto(
    session: Session, item_id: str, stores: Stores, contents: _Contents
) -> dict[int, str]:
    """Write the words of each page as ALTO; return the ids of the files by page number."""
    folder = contents.payload / ALTO
    folder.mkdir()
    language = item_record(session, item_id).language
    ids = {}
    for page in placed_pages(session, item_id):
        if page.words is None or not _is_sound(stores.derivatives, page.words):
            continue
        name = f"{ALTO}/{page.number:05}.xml"
        content = alto_writer.document(page_layout(page, stores.derivatives), language)
        (contents.payload / name).write_bytes(content)
        ids[page.number] = contents.add(f"ALTO-{page.number}", "ALTO", "application/xml", name)
    return ids


def _mets(
    session: Session,
    item_id: str,
    stores: Stores,
    contents: _Contents,
    pages: tuple[PageDetails, ...],
    derivative_ids: dict[int, list[str]],
    alto: dict[int, str],
) -> Element:
    name = f"urn:diachi:{item_id}"
    (description,) = descriptions(session, (item_id,), lambda _: name)
    record = item_record(session, item_id)
    return mets.to_element(
        MetsObject(
            id=name,
            prefix="",
            title=record.title,
            kind=record.kind or "tài liệu",
            changed=record.changed,
            agent=stores.library,
            sections={
                "DC": simple_dublin_core.to_element(description, name),
                "MARC": marcxml.valid_element(to_record(description)),
            },
            files=tuple(contents.files),
            pages=tuple(
                MetsPage(
                    place,
                    page.label or str(page.number),
                    (*derivative_ids.get(page.number, ()), *filter(None, (alto.get(page.number),))),
                )
                for place, page in enumerate(pages, start=1)
            ),
            administrative=tuple(_histories(session, item_id)),
        )
    )


def _histories(session: Session, item_id: str) -> Iterator[tuple[str, str, Element]]:
    """Yield the history of each delivery of an item as PREMIS."""
    deliveries = session.query(Accession.number).where(Accession.item_id == item_id)
    for (number,) in deliveries.order_by(Accession.number):
        yield "digiprovMD", "PREMIS", fromstring(premis(session, number))  # noqa: S314  (our own)


def _is_sound(store: ContentStore, digest: str) -> bool:
    return store.holds(digest) and store.is_sound(digest)


def payload_of(folder: Path) -> Path:
    """Return the folder of a bag's payload."""
    return folder / PAYLOAD
