"""Citations of an item or page on the screen, and reference files (BibTeX, RIS)."""

from dataclasses import dataclass

from flask import Response, request, url_for

from app.public.items.access import visible_record
from app.services import services
from app.web.attachments import as_download, file_name
from library import clock
from library.catalogue.description import citing
from library.catalogue.description.citing import ConsultedSource, Style
from library.catalogue.pages.neighbours import page_id
from library.catalogue.queries import ItemRecord
from library.database import reading


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in the two styles that readers ask for."""

    vietnamese: str
    apa: str
    address: str
    """The one address of the item or page, which citations and shared links name."""


def citation(record: ItemRecord, page: int | None = None) -> Citation:
    """Return the citations to be copied from the screen."""
    source = consulted(record.id, page)
    return Citation(
        citing.format_citation(record, source, Style.VIETNAMESE_THESIS),
        citing.format_citation(record, source, Style.APA_7),
        source.url,
    )


def send_bibtex(item_id: str) -> Response:
    """Send the reference as BibTeX."""
    return _send(item_id, "bib", "application/x-bibtex")


def send_ris(item_id: str) -> Response:
    """Send the reference as RIS, for Zotero, EndNote and Mendeley."""
    return _send(item_id, "ris", "application/x-research-info-systems")


def _send(item_id: str, suffix: str, kind: str) -> Response:
    with reading(services().database) as session:
        record = visible_record(session, item_id)
    write = citing.bibtex if suffix == "bib" else citing.ris
    page = request.args.get("trang", type=int)
    reference = write(record, consulted(item_id, page if page and page > 0 else None))
    response = Response(reference, content_type=f"{kind}; charset=utf-8")
    return as_download(response, file_name(record.title, suffix))


def page_address(item_id: str, page: int) -> str:
    """Return the one address of a page, which stays when pages are reordered."""
    return consulted(item_id, page).url


def consulted(item_id: str, page: int | None) -> ConsultedSource:
    """Return the source consulted, with an address that is stable when pages are reordered."""
    with reading(services().database) as session:
        stable_id = page and page_id(session, item_id, page)
    if stable_id:
        url = url_for("public.lasting_page", item_id=item_id, page_id=stable_id, _external=True)
    else:
        url = url_for("public.item", item_id=item_id, _external=True)
    return ConsultedSource(url, services().settings.library_name, clock.today(), page)
