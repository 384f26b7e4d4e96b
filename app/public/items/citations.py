"""Says how an item or a page is cited, and hands the reference to programs that keep them."""

from dataclasses import dataclass

from flask import Response, request, url_for

from app.public.items.access import known_record
from app.services import services
from app.web.attachments import as_download, file_name
from library import clock
from library.catalogue.description import citing
from library.catalogue.description.citing import Consulted
from library.catalogue.pages.neighbours import page_id
from library.catalogue.queries import ItemRecord
from library.database import reading


@dataclass(frozen=True, slots=True)
class Citation:
    """How one thing is cited in text, in the two forms people ask for."""

    vietnamese: str
    apa: str


def citation(record: ItemRecord, page: int | None = None) -> Citation:
    """Return the forms to be copied from the screen."""
    read = consulted(record.id, page)
    return Citation(citing.vietnamese(record, read), citing.apa(record, read))


def send_bibtex(item_id: str) -> Response:
    """Send the reference for BibTeX."""
    return _send(item_id, "bib", "application/x-bibtex")


def send_ris(item_id: str) -> Response:
    """Send the reference for Zotero, EndNote and Mendeley."""
    return _send(item_id, "ris", "application/x-research-info-systems")


def _send(item_id: str, suffix: str, kind: str) -> Response:
    with reading(services().database) as session:
        record = known_record(session, item_id)
    write = citing.bibtex if suffix == "bib" else citing.ris
    page = request.args.get("trang", type=int)
    written = write(record, consulted(item_id, page if page and page > 0 else None))
    response = Response(written, content_type=f"{kind}; charset=utf-8")
    return as_download(response, file_name(record.title, suffix))


def consulted(item_id: str, page: int | None) -> Consulted:
    """Say what was consulted, at an address that holds however the pages are reordered."""
    with reading(services().database) as session:
        lasting = page and page_id(session, item_id, page)
    if lasting:
        url = url_for("public.lasting_page", item_id=item_id, page_id=lasting, _external=True)
    else:
        url = url_for("public.item", item_id=item_id, _external=True)
    return Consulted(url, services().settings.library_name, clock.today(), page)
