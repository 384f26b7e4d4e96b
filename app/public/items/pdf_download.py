"""PDF download of an item, of some pages, or of one page."""

from flask import Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.downloads.file_order import PdfMetadata, pdf_order
from app.public.items.access import downloadable_record
from app.services import services
from app.web.attachments import file_name, send_made_file
from app.web.usage_counting import count
from library.catalogue.pages import downloads
from library.database import reading
from library.errors import TooManyPagesError
from points.use_kind import UseKind

MAX_PAGES = 3000
"""Maximum number of pages of a PDF; assembling so many takes 200 MB of memory."""


def send(item_id: str) -> Response:
    """Send an item as a searchable PDF, or only the requested pages: `?trang=3-7`."""
    first, last = _requested_pages()
    with reading(services().database) as session:
        record = downloadable_record(session, item_id)
        page_pdfs = downloads.page_pdfs(session, item_id, first, last)
    if not page_pdfs:
        abort(404)
    if len(page_pdfs) > MAX_PAGES:
        raise TooManyPagesError(MAX_PAGES)
    count(UseKind.REQUEST, item_id, first if first == last else None)
    metadata = PdfMetadata(record.title, services().settings.library_name, record.language)
    order = pdf_order(page_pdfs, metadata, services().derivatives)
    pdf = services().downloads.get(order, request.remote_addr or "")
    part = (
        None
        if (first, last) == (1, None)
        else _page_range(page_pdfs[0].number, page_pdfs[-1].number)
    )
    return send_made_file(pdf, "application/pdf", file_name(record.title, "pdf", part))


def choose(item_id: str) -> ResponseReturnValue:
    """Redirect to the PDF of the page range typed in the form, in either order."""
    numbers = sorted(max(request.args.get(name, 1, type=int), 1) for name in ("tu", "den"))
    return redirect(url_for("public.pdf", item_id=item_id, trang=_page_range(*numbers)), code=303)


def _page_range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _requested_pages() -> tuple[int, int | None]:
    """Return the first and last requested page; an impossible range is a 404."""
    first, dash, last = request.args.get("trang", "1-").partition("-")
    if not first.isdecimal() or not (last or "0").isdecimal():
        abort(404)
    return int(first), int(last) if last else None if dash else int(first)
