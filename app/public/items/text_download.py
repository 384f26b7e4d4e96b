"""Text downloads of an item or a page: plain text, ALTO, hOCR."""

import hashlib
from collections.abc import Iterator
from io import BytesIO

from flask import Response, abort, request, url_for

from app.downloads.file_order import text_file_order
from app.public.items.access import downloadable_record
from app.services import services
from app.web.attachments import as_download, file_name, send_made_file
from app.web.usage_counting import count
from library.catalogue import queries
from library.catalogue.pages.downloads import PlacedPage, page_layout, placed_pages
from library.catalogue.queries import ItemRecord
from library.catalogue.text import alto_writer, file_writer
from library.catalogue.text.layout import PageLayout
from library.database import reading
from library.storage.problems import PagesLostError
from points.use_kind import UseKind

_LINE_END = "\r\n"
"""Line end of text/plain, and of old editors on Windows."""

_MAX_PAGES_AT_ONCE = 40
"""Pages written while the reader waits, at 8 ms each; a larger item is left to a process."""

_MEDIA_TYPES = {
    file_writer.HOCR: "application/xhtml+xml; charset=utf-8",
    file_writer.ALTO_ZIP: "application/zip",
}


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
    return _send_file(file_writer.HOCR, item_id, number)


def send_alto(item_id: str, number: int) -> Response:
    """Send the words of a page with their boxes as ALTO."""
    record, pages = _pages_with_places(item_id, number)
    content = b"".join(alto_writer.document(page, record.language) for page in _layouts(pages))
    name = file_name(record.title, "alto.xml", number)
    return _send(content, "application/xml; charset=utf-8", name)


def send_alto_zip(item_id: str) -> Response:
    """Send the words of all pages as a ZIP of ALTO files, one per page."""
    return _send_file(file_writer.ALTO_ZIP, item_id)


def _send_file(kind: str, item_id: str, number: int | None = None) -> Response:
    record, pages = _pages_with_places(item_id, number)
    name = file_name(record.title, kind, number)
    if len(pages) <= _MAX_PAGES_AT_ONCE:
        content = BytesIO()
        file_writer.write(kind, record.title, record.language, _layouts(pages), content)
        return _send(content.getvalue(), _MEDIA_TYPES[kind], name)
    order = text_file_order(kind, pages, record.title, record.language, services().derivatives)
    path = services().downloads.get(order, request.remote_addr or "")
    return send_made_file(path, _MEDIA_TYPES[kind], name)


def _pages_with_places(
    item_id: str, number: int | None = None
) -> tuple[ItemRecord, tuple[PlacedPage, ...]]:
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        pages = placed_pages(session, item_id, number)
    if len(pages) <= _MAX_PAGES_AT_ONCE:  # else they are checked when the file is made
        lost_digests = services().derivatives.lost_among(page.words for page in pages)
        if lost_digests:
            raise PagesLostError([page.number for page in pages if page.words in lost_digests])
    _count_use(pages, item_id, number)
    return record, pages


def _count_use(pages: tuple[object, ...], item_id: str, number: int | None) -> None:
    if not pages:
        abort(404)
    count(UseKind.REQUEST, item_id, number)


def _layouts(pages: tuple[PlacedPage, ...]) -> Iterator[PageLayout]:
    store = services().derivatives
    return (page_layout(page, store) for page in pages)


def _send(content: bytes, media_type: str, name: str) -> Response:
    """Send the content, unless the browser has the same version."""
    response = Response(content, content_type=media_type)
    response.set_etag(hashlib.sha256(content).hexdigest(), weak=True)
    as_download(response, name)
    return response.make_conditional(request)
