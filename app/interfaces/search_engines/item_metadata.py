"""Metadata in the head of an item page: schema.org, Open Graph, citation tags, its addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from flask import url_for
from markupsafe import Markup

from app.interfaces.identity import item_address, unit_address
from app.interfaces.open_items import anybody_may_download, anybody_may_read, is_public
from app.interfaces.search_engines.structured_data import as_script, item_data, schema_type
from app.public.items.pdf_download import MAX_PAGES
from app.services import services
from app.web.language import LANGUAGE_PARAM, LANGUAGES
from library.catalogue.authorities.authority_records import Mention
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description.fields import several
from library.catalogue.pages.thumbnails import Thumbnail
from library.catalogue.queries import Image, ItemRecord, PageDetails
from library.places.then_and_now import NamedUnit
from library.recordings.extents import Extent
from library.recordings.offered_files import DownloadSizes

_OPEN_GRAPH_TYPES = {"Book": "book", "Article": "article"}
_MAX_SUBJECTS = 10
_MAX_AUTHORS = 10
_ICON = "motifs/icon-512.png"
_ICON_PIXELS = 512


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture for link previews."""

    address: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ItemMetadata:
    """Metadata of an item that anybody may see."""

    canonical: str
    languages: tuple[tuple[str, str], ...]
    """Codes and addresses of the page in each language."""
    structured: Markup
    open_graph: tuple[tuple[str, str], ...]
    citation: tuple[tuple[str, str], ...]
    """Names and values of the tags that Zotero and Google Scholar read."""


class DescribedItem(Protocol):
    """The parts of an item page that its metadata needs."""

    record: ItemRecord
    mentions: tuple[Mention, ...]
    places: tuple[NamedUnit, ...]
    item_pages: tuple[PageDetails, ...]
    cover: Thumbnail | None
    bibliographic: dict[str, str]
    download_sizes: DownloadSizes
    extent: Extent
    summary: str


def item_metadata(view: DescribedItem) -> ItemMetadata | None:
    """Return the metadata of an item; None if not everybody may see it."""
    record = view.record
    if not is_public(record):
        return None
    is_open = anybody_may_read(record).allowed
    picture = _picture(view) if is_open else None
    files = {"contentUrl": pdf_address(view)} if pdf_address(view) else None
    subjects = [m.name for m in view.mentions if m.kind is AuthorityKind.SUBJECT]
    data = item_data(
        *(record, tuple(subjects[:_MAX_SUBJECTS]), services().settings.library_name),
        is_open=is_open,
        extent=view.extent,
    )
    locations = [
        {"@type": "Place", "name": heading, "url": unit_address(unit)}
        for place in view.places
        if place.is_sure
        for unit, heading in place.headings
    ]
    data |= {"contentLocation": locations} if locations else {}
    if picture:
        data["image"] = picture.address
        if view.extent.is_recording:
            data["thumbnailUrl"] = picture.address
            data["embedUrl"] = url_for("public.page", item_id=record.id, number=1, _external=True)
    if files:
        data["encoding"] = {"@type": "MediaObject", "encodingFormat": "application/pdf", **files}
    address = item_address(record.id)
    return ItemMetadata(
        canonical=address,
        languages=tuple(
            (code, address if code == "vi" else f"{address}?{LANGUAGE_PARAM}={code}")
            for code in LANGUAGES
        ),
        structured=as_script(data),
        open_graph=tuple(_open_graph(view, picture or _icon())),
        citation=tuple(_citation(view)),
    )


def pdf_address(view: DescribedItem) -> str | None:
    """Return the address of the PDF of an item that anybody may download, or None."""
    if not 0 < view.download_sizes.pdf_pages <= MAX_PAGES or not anybody_may_download(view.record):
        return None
    return url_for("public.pdf", item_id=view.record.id, _external=True)


def _picture(view: DescribedItem) -> Picture | None:
    """Return the narrowest reading image of the cover page, else its thumbnail."""
    if view.cover is None:
        return None
    is_own = view.cover.item_id == view.record.id
    pages = (page for page in view.item_pages if is_own and page.number == view.cover.number)
    images = next((page.reading for page in pages), ())
    image: Image | Thumbnail = images[0] if images else view.cover
    address = url_for(
        "public.image",
        item_id=view.cover.item_id,
        number=view.cover.number,
        digest=image.digest,
        _external=True,
    )
    return Picture(address, image.width, image.height)


def _icon() -> Picture:
    address = url_for("static", filename=_ICON, _external=True)
    return Picture(address, _ICON_PIXELS, _ICON_PIXELS)


def _open_graph(view: DescribedItem, picture: Picture) -> Iterator[tuple[str, str]]:
    record = view.record
    yield "og:title", record.title
    yield "og:type", _OPEN_GRAPH_TYPES.get(schema_type(record, view.extent), "website")
    yield "og:url", item_address(record.id)
    yield "og:description", view.summary
    yield "og:site_name", services().settings.library_name
    yield "og:image", picture.address
    yield "og:image:width", str(picture.width)
    yield "og:image:height", str(picture.height)


def _citation(view: DescribedItem) -> Iterator[tuple[str, str]]:
    record = view.record
    yield "citation_title", record.title
    names = several(record.creator or "") or several(record.issuing_body or "")
    yield from (("citation_author", name) for name in names[:_MAX_AUTHORS])
    if record.date:
        yield "citation_publication_date", record.date.replace("-", "/")
    if record.creator and record.issuing_body:
        yield "citation_publisher", record.issuing_body
    if record.series:
        yield "citation_journal_title", record.series
    if record.number:
        yield "citation_issue", record.number
    yield "citation_language", record.language
    yield from (("citation_isbn", isbn) for isbn in several(view.bibliographic.get("isbn", "")))
    if address := pdf_address(view):
        yield "citation_pdf_url", address
