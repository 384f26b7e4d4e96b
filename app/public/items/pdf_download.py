"""Hands out items as PDF: whole, some pages, or one."""

from flask import Response, abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.pdf.cache import TitlePage
from app.public.items.access import downloadable_record
from app.services import services
from app.web.attachments import as_download, file_name
from app.web.usage_counting import count
from library.catalogue.pages import downloads
from library.database import reading
from library.errors import BookTooThickError
from library.usage.models import UseKind

MOST_PAGES = 3000
"""A book of so many takes 200 MB of memory to bind."""


def send(item_id: str) -> Response:
    """Send an item as a PDF that can be searched, or the pages asked for: `?trang=3-7`."""
    first, last = _asked_pages()
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        leaves = downloads.leaves(session, item_id, first, last)
    if not leaves:
        abort(404)
    if len(leaves) > MOST_PAGES:
        raise BookTooThickError(MOST_PAGES)
    count(UseKind.REQUEST, item_id, first if first == last else None)
    told = TitlePage(record.title, services().settings.library_name, record.language)
    book = services().bindery.book(leaves, told)
    response = send_file(book, mimetype="application/pdf", etag=book.stem, max_age=0)
    part = None if (first, last) == (1, None) else _span(leaves[0].number, leaves[-1].number)
    return as_download(response, file_name(record.title, "pdf", part))


def choose(item_id: str) -> ResponseReturnValue:
    """Lead to the PDF of the pages that were typed into two boxes, in whichever order."""
    typed = sorted(max(request.args.get(name, 1, type=int), 1) for name in ("tu", "den"))
    return redirect(url_for("public.pdf", item_id=item_id, trang=_span(*typed)), code=303)


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _asked_pages() -> tuple[int, int | None]:
    """Return the first and the last page asked for; pages that cannot be are not found."""
    first, to, last = request.args.get("trang", "1-").partition("-")
    if not first.isdecimal() or not (last or "0").isdecimal():
        abort(404)
    return int(first), int(last) if last else None if to else int(first)
