"""Structured data of schema.org for items, names and places."""

import json
from collections.abc import Iterator, Mapping, Sequence

from flask import url_for
from markupsafe import Markup

from app.interfaces.identity import item_address
from library.catalogue.authorities.authority_records import AuthorityRecord
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description.fields import several
from library.catalogue.description.licences import licence_address
from library.catalogue.queries import ItemRecord
from library.places.units import Unit
from library.recordings.extents import NO_EXTENT, Extent

_CONTEXT = "https://schema.org"
_TYPES_BY_WORD = (
    ("bài", "Article"),
    ("thông báo", "Legislation"),
    ("báo cáo", "Report"),
    ("bản đồ", "Map"),
    ("sơ đồ", "Map"),
    ("ảnh", "Photograph"),
    ("tranh", "VisualArtwork"),
    ("bản vẽ", "VisualArtwork"),
    ("báo", "PublicationIssue"),
    ("tạp chí", "PublicationIssue"),
    ("luận văn", "Thesis"),
    ("luận án", "Thesis"),
    *(
        (word, "Legislation")
        for word in (
            *("nghị quyết", "quyết định", "chỉ thị", "kế hoạch", "công văn", "tờ trình"),
            *("thông tư", "nghị định", "luật", "văn bản", "hướng dẫn", "sắc lệnh"),
        )
    ),
    ("sách", "Book"),
)
"""Words in the kind of an item, in lower case, and the type for them; the first one counts."""

_NAME_TYPES = {
    AuthorityKind.PERSON: "Person",
    AuthorityKind.BODY: "Organization",
    AuthorityKind.PLACE: "Place",
}
_RECORDINGS = {"sound": "AudioObject", "film": "VideoObject"}
"""Types of recordings, by the nature of an item."""

_MAX_DESCRIPTION_LETTERS = 300


def schema_type(record: ItemRecord, extent: Extent = NO_EXTENT) -> str:
    """Return the type of an item in schema.org, such as Book."""
    if recording := _RECORDINGS.get(extent.nature(record.kind)):
        return recording
    kind = (record.kind or "").lower()
    return next((name for word, name in _TYPES_BY_WORD if word in kind), "CreativeWork")


def item_data(
    record: ItemRecord,
    subjects: tuple[str, ...],
    library: str,
    *,
    is_open: bool,
    extent: Extent = NO_EXTENT,
) -> dict[str, object]:
    """Return an item as schema.org describes it, without its files."""
    kind = schema_type(record, extent)
    data = {
        "@context": _CONTEXT,
        "@type": kind,
        "@id": item_address(record.id),
        "url": item_address(record.id),
        "name": record.title,
        "inLanguage": record.language,
        "datePublished": record.date,
        "identifier": record.number,
        "description": (record.description or "")[:_MAX_DESCRIPTION_LETTERS],
        "author": [{"@type": "Person", "name": name} for name in several(record.creator or "")],
        "publisher": [
            {"@type": "Organization", "name": name} for name in several(record.issuing_body or "")
        ],
        "about": subjects,
        "isAccessibleForFree": is_open,
        "provider": {"@type": "Library", "name": library},
        **dict(_licence(record)),
        **dict(_of_type(kind, record)),
        **(dict(_of_recording(record, extent)) if extent.is_recording else {}),
    }
    return {name: value for name, value in data.items() if value or value is False}


def name_data(record: AuthorityRecord, units: Sequence[Unit] = ()) -> dict[str, object] | None:
    """Return a person, body or place as schema.org describes it; None for a subject.

    A place whose name means one unit of the province has the identifier of that unit.
    """
    kind = _NAME_TYPES.get(record.kind)
    if kind is None:
        return None
    data = {
        "@context": _CONTEXT,
        "@type": kind,
        "url": url_for("public.authority", number=record.id, _external=True),
        "name": record.name,
        "alternateName": record.other_names,
        "description": record.note,
        "birthDate": record.begins if kind == "Person" else None,
        "deathDate": record.ends if kind == "Person" else None,
    }
    if len(units) == 1:
        data["identifier"] = units[0].id
        data["sameAs"] = url_for("public.place", slug=units[0].id, _external=True)
    return {name: value for name, value in data.items() if value}


def as_script(data: Mapping[str, object]) -> Markup:
    """Return data for a script element of a page; nothing in it can end the element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704


def _licence(record: ItemRecord) -> Iterator[tuple[str, str]]:
    if address := licence_address(record.licence):
        yield "license", address
    elif record.licence:
        yield "copyrightNotice", record.licence


def _of_recording(record: ItemRecord, extent: Extent) -> Iterator[tuple[str, str]]:
    yield "duration", f"PT{round(extent.recording_ms / 1000)}S"
    if record.published:
        yield "uploadDate", record.published.date().isoformat()


def _of_type(kind: str, record: ItemRecord) -> Iterator[tuple[str, object]]:
    """Yield the properties that only this type has."""
    if kind == "Book" and record.page_count:
        yield "numberOfPages", record.page_count
    if kind == "PublicationIssue" and record.number:
        yield "issueNumber", record.number
    if record.series:
        series_type = "Periodical" if kind == "PublicationIssue" else "CreativeWorkSeries"
        yield "isPartOf", {"@type": series_type, "name": record.series}
    if kind == "Legislation":
        yield "legislationIdentifier", record.number
        yield "legislationDate", record.date
