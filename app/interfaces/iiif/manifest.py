"""IIIF Presentation 3.0 manifest of an item: its record, its pages as canvases, its files.

https://iiif.io/api/presentation/3.0/
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from flask import url_for

from app.interfaces.identity import oai_identifier
from app.interfaces.iiif.addresses import ItemAddresses, manifest_address
from app.interfaces.iiif.canvases import CanvasWriter, Json, structures
from app.interfaces.iiif.recording_canvases import RecordingCanvas, recording_canvases
from app.public.items.access import download_decision, is_open_to_all, read_decision
from app.public.items.citations import citation
from app.services import profiles, services
from app.web.formats import item_date
from library.catalogue.access.reading_conditions import conditions_of, describe_conditions
from library.catalogue.description.field_registry import FIELDS
from library.catalogue.description.fields import public_fields
from library.catalogue.description.licences import standard_rights
from library.catalogue.description.parts import ItemName
from library.catalogue.models import Access
from library.catalogue.pages.canvases import Canvas
from library.catalogue.pictures.described_pictures import ShownPicture
from library.catalogue.queries import ItemRecord
from library.exchange import mets
from library.exchange.marc21 import marcxml
from library.recordings.media_fields import labels_of
from library.recordings.offered_files import MAX_EPUB_PAGES
from library.recordings.playing import Recording

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
_SEARCH_1, _SEARCH_2 = "http://iiif.io/api/search/1/search", "http://iiif.io/api/search/2/search"
_TEXT_FILES = (
    ("public.text", "Text", "text/plain", "Văn bản"),
    ("public.epub", "Text", "application/epub+zip", "EPUB"),
    ("public.hocr", "Text", "text/html", "hOCR"),
    ("public.alto", "Dataset", "application/zip", "ALTO"),
)
_ON_SITE = "Read on the library's computers only, or not open yet."
_NOT_METADATA = frozenset({"title", "description", "licence", "url", "date", "access", "opens"})


@dataclass(frozen=True, slots=True)
class ManifestItem:
    """An item with all that its manifest tells."""

    record: ItemRecord
    description: dict[str, str]
    """Cells of the description by field name."""
    nature: str
    """Its nature: film, sound, picture or text."""
    canvases: tuple[Canvas, ...]
    whole: ItemName | None
    """The item that contains it."""
    pictures: Mapping[int, ShownPicture]
    """Described pictures by page number."""
    placed_pages: frozenset[int] = frozenset()
    """Numbers of the pages that are placed on the map."""
    recordings: tuple[Recording, ...] = ()
    place_headings: tuple[str, ...] = ()
    """Units that its place names mean, then and today."""


def manifest(item: ManifestItem) -> Json:
    """Return the manifest as this reader may have it."""
    record, addresses = item.record, ItemAddresses.of(item.record.id)
    may_read = read_decision(record).allowed
    pictures = item.pictures if may_read else {}
    canvases = CanvasWriter(
        *(record, addresses, may_read, is_open_to_all(record), pictures), item.placed_pages
    )
    recordings = recording_canvases(record.id, addresses, item.recordings if may_read else ())
    return {
        "@context": CONTEXT,
        "id": addresses.manifest,
        "type": "Manifest",
        "label": {record.language or "none": [record.title]},
        **_summary(record),
        "metadata": list(_metadata(item)),
        "requiredStatement": _required_statement(record),
        **_rights(record),
        "provider": [provider()],
        **navigation_date(record.date),
        **canvases.cover(item.canvases),
        "viewingDirection": "left-to-right",
        "behavior": ["paged" if _is_bound(item) else "individuals"],
        "homepage": [_link(_site("public.item", record), "Text", "text/html", record.title)],
        "seeAlso": list(_other_records(record)),
        "partOf": list(_collections(item)),
        **_files(item),
        **_search(record, may_read=may_read),
        "items": list(_canvases(canvases, item.canvases, recordings)),
        **structures(addresses, item.canvases, recordings.values()),
    }


def _canvases(
    writer: CanvasWriter,
    canvases: Iterable[Canvas],
    recordings: dict[int, RecordingCanvas | None],
) -> Iterator[Json]:
    """Yield the canvases of pages, and one for each recording in the place of its stretches."""
    for canvas in canvases:
        if canvas.number not in recordings:
            yield writer.canvas(canvas)
        elif recording := recordings[canvas.number]:
            yield recording.as_json(writer.canvas(canvas))


def provider() -> Json:
    """Return the library as an agent."""
    name, home = services().settings.library_name, url_for("public.home", _external=True)
    return {
        "id": home,
        "type": "Agent",
        "label": {"vi": [name]},
        "homepage": [_link(home, "Text", "text/html", name)],
    }


def navigation_date(date: str | None) -> Json:
    """Return the `navDate` of a partial date, by which viewers show a calendar."""
    if not date:
        return {}
    year, month, day = (*date.split("-"), "01", "01")[:3]
    return {"navDate": f"{year}-{month}-{day}T00:00:00Z"}


def _metadata(item: ManifestItem) -> Iterator[Json]:
    labels = {field.name: field.label for field in FIELDS if field.label}
    profile = profiles().get(item.record.collection)
    labels |= {rule.name: rule.label for rule in (profile.fields if profile else ())}
    labels |= labels_of(profile, item.nature)
    public = public_fields(profile, item.description)
    if profile:
        yield _pair("Sưu tập", profile.title)
    if date := item_date(item.record):
        yield _pair("Ngày", date)
    for name, value in public.items():
        if value and name in labels and name not in _NOT_METADATA:
            yield _pair(labels[name], value)
    if item.place_headings and public.get("coverage"):
        yield _pair("Địa danh khi ấy và nay", "; ".join(item.place_headings))
    yield _pair("Trích dẫn", citation(item.record).vietnamese)


def _pair(label: str, value: str) -> Json:
    return {"label": {"vi": [label]}, "value": {"none": [value]}}


def _summary(record: ItemRecord) -> Json:
    return {"summary": {"vi": [record.description]}} if record.description else {}


def _required_statement(record: ItemRecord) -> Json:
    decision = read_decision(record)
    where = "" if record.access is Access.PUBLIC else " Chỉ đọc trên máy tính của thư viện."
    if decision.opens:
        where = f" Mở cho bạn đọc từ ngày {decision.opens}."
    sentences = describe_conditions(conditions_of(record))
    statement = f"{services().settings.library_name}. {record.licence or ''}".strip() + where
    statement = " ".join((statement, *sentences))
    value = {"vi": [statement]}
    if not decision.allowed:
        value["en"] = [f"{services().settings.library_name}. {_ON_SITE}"]
    return {"label": {"vi": ["Nguồn và quyền"]}, "value": value}


def _rights(record: ItemRecord) -> Json:
    """Return the licence, if it is one that the standard knows."""
    address = standard_rights(record.licence)
    return {"rights": address} if address else {}


def _is_bound(item: ManifestItem) -> bool:
    """Return True for an item with at least two leaves whose pages are turned."""
    return len(item.canvases) > 4 and not item.recordings


def _link(address: str, kind: str, media_type: str, label: str) -> Json:
    return {"id": address, "type": kind, "format": media_type, "label": {"vi": [label]}}


def _site(endpoint: str, record: ItemRecord) -> str:
    return url_for(endpoint, item_id=record.id, _external=True)


def _other_records(record: ItemRecord) -> Iterator[Json]:
    for endpoint, media_type, label, profile in (
        ("public.marcxml", "application/xml", "MARCXML", marcxml.SPACE),
        ("public.dublin_core", "application/xml", "Dublin Core", "http://purl.org/dc/terms/"),
        ("public.marc", "application/marc", "MARC 21", ""),
    ):
        link = _link(_site(endpoint, record), "Dataset", media_type, label)
        yield link | ({"profile": profile} if profile else {})
    in_mets = url_for(
        "interfaces.oai",
        verb="GetRecord",
        metadataPrefix="mets",
        identifier=oai_identifier(record.id),
        _external=True,
    )
    yield _link(in_mets, "Dataset", "application/xml", "METS") | {"profile": mets.SPACE}


def _collections(item: ManifestItem) -> Iterator[Json]:
    record = item.record
    yield {
        "id": url_for("interfaces.iiif.collection", slug=record.collection, _external=True),
        "type": "Collection",
    }
    if item.whole and item.whole.is_open:
        yield {"id": manifest_address(item.whole.id), "type": "Manifest"}


def _files(item: ManifestItem) -> Json:
    record = item.record
    if not download_decision(record).allowed:
        return {}
    text_pages = sum(bool(canvas.words) for canvas in item.canvases)
    files = _TEXT_FILES if text_pages else ()
    if text_pages > MAX_EPUB_PAGES:
        files = tuple(file for file in files if file[0] != "public.epub")
    stretches = {number for recording in item.recordings for number in recording.numbers}
    has_pdf = any(canvas.number not in stretches for canvas in item.canvases)
    pdf = _link(_site("public.pdf", record), "Text", "application/pdf", "PDF")
    rendering = [pdf] if has_pdf else []
    for endpoint, kind, media_type, label in files:
        rendering.append(_link(_site(endpoint, record), kind, media_type, label))
    return {"rendering": rendering} if rendering else {}


def _search(record: ItemRecord, *, may_read: bool) -> Json:
    """Return both search services: some viewers know only the first, others only the second."""
    if not may_read:
        return {}
    first, second = (
        url_for("interfaces.iiif.search", item_id=record.id, version=version, _external=True)
        for version in (1, 2)
    )
    older = {
        "@context": "http://iiif.io/api/search/1/context.json",
        "@id": first,
        "@type": "SearchService1",
        "profile": _SEARCH_1,
    }
    return {"service": [older, {"id": second, "type": "SearchService2", "profile": _SEARCH_2}]}
