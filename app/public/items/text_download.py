"""Text downloads of an item or a page: plain text, ALTO, hOCR."""

import hashlib
from collections.abc import Iterable, Iterator

from flask import Response, abort, request, url_for

from app.public.items.access import downloadable_record
from app.public.items.zip_stream import stream_zip
from app.services import services
from app.web.attachments import as_download, file_name
from app.web.usage_counting import count
from library.catalogue import queries
from library.catalogue.pages.downloads import PlacedPage, page_layout, placed_pages
from library.catalogue.queries import ItemRecord
from library.catalogue.text import alto_writer, hocr_writer
from library.catalogue.text.layout import PageLayout
from library.database import reading
from library.storage.problems import PagesLostError
from library.usage.models import UseKind

_LINE_END = "\r\n"
"""Line end of text/plain, and of old editors on Windows."""


def send_text(item_id: str, number: int | None = None) -> Response:
    """Send the text of an item or of one page."""
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        pages = queries.page_transcripts(session, item_id, number)
    _count_use(pages, item_id, number)
    address = url_for("public.item", item_id=item_id, _external=True)
    text = [f"{record.title}\n{services().settings.library_name}\n{address}\n"]
    text += [f"\n[{page.number}]\n\n{page.text}\n" for page in pages]
    response = Response("".join(text).replace("\n", _LINE_END), mimetype="text/plain")
    response.add_etag(weak=True)
    as_download(response, file_name(record.title, "txt", number))
    return response.make_conditional(request)


def send_hocr(item_id: str, number: int | None = None) -> Response:
    """Send the words of an item or of one page with their boxes as hOCR."""
    record, pages = _pages_with_places(item_id, number)
    written = hocr_writer.document(record.title, record.language, _laid(pages))
    return _send(
        written, "application/xhtml+xml; charset=utf-8", record, "hocr.html", pages, number
    )


def send_alto(item_id: str, number: int) -> Response:
    """Send the words of a page with their boxes as ALTO."""
    record, pages = _pages_with_places(item_id, number)
    written = (alto_writer.document(page, record.language) for page in _laid(pages))
    return _send(written, "application/xml; charset=utf-8", record, "alto.xml", pages, number)


def send_alto_zip(item_id: str) -> Response:
    """Send the words of all pages as a ZIP of ALTO files, one per page."""
    record, pages = _pages_with_places(item_id)
    files = (
        (f"{page.number:05}.alto.xml", alto_writer.document(page, record.language))
        for page in _laid(pages)
    )
    return _send(stream_zip(files), "application/zip", record, "alto.zip", pages)


def _pages_with_places(
    item_id: str, number: int | None = None
) -> tuple[ItemRecord, tuple[PlacedPage, ...]]:
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        pages = placed_pages(session, item_id, number)
    lost = services().derivatives.lost_among(page.words for page in pages)
    if lost:
        raise PagesLostError([page.number for page in pages if page.words in lost])
    _count_use(pages, item_id, number)
    return record, pages


def _count_use(pages: tuple[object, ...], item_id: str, number: int | None) -> None:
    if not pages:
        abort(404)
    count(UseKind.REQUEST, item_id, number)


def _laid(pages: tuple[PlacedPage, ...]) -> Iterator[PageLayout]:
    store = services().derivatives
    return (page_layout(page, store) for page in pages)


def _send(
    body: Iterable[str | bytes],
    kind: str,
    record: ItemRecord,
    suffix: str,
    pages: tuple[PlacedPage, ...],
    number: int | None = None,
) -> Response:
    """Stream the body, unless the browser has the same version."""
    response = Response(body, content_type=kind)
    fingerprint = "\n".join((record.title, record.language, *(page.words for page in pages)))
    response.set_etag(hashlib.sha256(fingerprint.encode()).hexdigest(), weak=True)
    as_download(response, file_name(record.title, suffix, number))
    return response.make_conditional(request)
