"""Signposting: typed links of an item in HTTP headers, and all of them as a link set."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response, url_for

from app.interfaces.ark import ark_address
from app.interfaces.identity import item_address
from app.interfaces.json_answers import json_answer
from app.interfaces.open_items import anybody_may_download, open_record
from app.interfaces.search_engines.structured_data import schema_type
from app.services import services
from library.catalogue.authorities import authority_records
from library.catalogue.authorities.authority_records import Mention
from library.catalogue.description.licences import licence_address
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.recordings.extents import Extent, extent_of
from library.recordings.offered_files import DownloadSizes, download_sizes

_LINKSET = "application/linkset+json"
_RECORDS = (
    ("marcxml", "application/xml"),
    ("dublin_core", "application/xml"),
    ("marc", "application/marc"),
    ("ris", "application/x-research-info-systems"),
    ("bibtex", "application/x-bibtex"),
)
_MAX_AUTHORS = 10


@dataclass(frozen=True, slots=True)
class TypedLink:
    """A link from an item with its relation and, for files, its media type."""

    relation: str
    address: str
    media_type: str | None = None

    def header(self) -> str:
        """Return the link as a value of the Link header."""
        of_type = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.address}>; rel="{self.relation}"{of_type}'


def links(
    record: ItemRecord, mentions: tuple[Mention, ...], sizes: DownloadSizes, extent: Extent
) -> tuple[TypedLink, ...]:
    """Return the links of an item that anybody may see."""
    return tuple(_links(record, mentions, sizes, extent))


def link_header(
    record: ItemRecord, mentions: tuple[Mention, ...], sizes: DownloadSizes, extent: Extent
) -> str:
    """Return the links of an item as one Link header."""
    typed_links = links(record, mentions, sizes, extent)
    linkset = TypedLink(
        "linkset", url_for("interfaces.linkset", item_id=record.id, _external=True), _LINKSET
    )
    return ", ".join(link.header() for link in (*typed_links, linkset))


def send_linkset(item_id: str) -> Response:
    """Send all links of an item, and those of its files back to it (RFC 9264)."""
    with reading(services().database) as session:
        record = open_record(session, item_id)
        mentions = authority_records.mentions(session, item_id)
        sizes, extent = download_sizes(session, item_id), extent_of(session, item_id)
    item_links = links(record, mentions, sizes, extent)
    context: dict[str, object] = {"anchor": item_address(item_id)}
    for link in item_links:
        context.setdefault(link.relation, []).append(_target(link.address, link.media_type))
    files = [
        {"anchor": link.address, back: [_target(item_address(item_id), "text/html")]}
        for link in item_links
        if (back := _BACK.get(link.relation))
    ]
    return json_answer({"linkset": [context, *files]}, media_type=_LINKSET)


_BACK = {"item": "collection", "describedby": "describes"}
"""Relations from a file back to the item, by the relation to it."""


def _links(
    record: ItemRecord, mentions: tuple[Mention, ...], sizes: DownloadSizes, extent: Extent
) -> Iterator[TypedLink]:
    at = {"item_id": record.id, "_external": True}
    yield TypedLink("cite-as", ark_address(record.id) or item_address(record.id))
    yield TypedLink("type", "https://schema.org/AboutPage")
    yield TypedLink("type", f"https://schema.org/{schema_type(record, extent)}")
    authors = (mention for mention in mentions if mention.field == "creator")
    for mention in list(authors)[:_MAX_AUTHORS]:
        address = url_for("public.authority", number=mention.authority_id, _external=True)
        yield TypedLink("author", address)
    if address := licence_address(record.licence):
        yield TypedLink("license", address)
    for name, media_type in _RECORDS:
        yield TypedLink("describedby", url_for(f"public.{name}", **at), media_type)
    if not anybody_may_download(record):
        return
    for name, media_type, exists in (
        ("pdf", "application/pdf", sizes.pdf_pages),
        ("text", "text/plain", sizes.pages),
        ("epub", "application/epub+zip", sizes.has_epub),
        ("alto", "application/zip", sizes.placed),
    ):
        if exists:
            yield TypedLink("item", url_for(f"public.{name}", **at), media_type)
    for number, copy in sizes.copies:
        address = url_for("public.recording", number=number, digest=copy.digest, **at)
        yield TypedLink("item", address, copy.media_type)


def _target(address: str, media_type: str | None) -> dict[str, str]:
    return {"href": address, **({"type": media_type} if media_type else {})}
