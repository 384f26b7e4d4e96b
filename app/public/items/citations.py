"""Citations of an item or page, and its record as a file: BibTeX, RIS, MARC, Dublin Core."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from flask import Response, request, url_for

from app.interfaces.identity import item_address
from app.public.items.access import visible_record
from app.public.reader.page_articles import page_articles
from app.services import profiles, services
from app.web.attachments import as_download, file_name
from library import clock
from library.catalogue.description import citing
from library.catalogue.description.citing import ConsultedSource, Style
from library.catalogue.pages.neighbours import page_id
from library.catalogue.queries import ItemRecord
from library.catalogue.text.articles import Article
from library.database import reading
from library.exchange import dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marc_writing
from library.exchange.records.item_descriptions import public_descriptions
from library.recordings.extents import extent_of
from library.recordings.stretches import times_at


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation in the two styles that readers ask for."""

    vietnamese: str
    apa: str
    address: str
    """The one address of the item or page, which citations and shared links name."""


def citation(
    record: ItemRecord, page: int | None = None, article: Article | None = None
) -> Citation:
    """Return the citations to be copied from the screen."""
    source = consulted(record.id, page, article)
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
    write = citing.bibtex if suffix == "bib" else citing.ris
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        page, number = request.args.get("trang", type=int), request.args.get("bai", type=int)
        page = page if page and page > 0 else None
        articles = page_articles(session, record, page) if page and number else ()
    article = next((article for article in articles if article.number == number), None)
    reference = write(record, consulted(item_id, page, article))
    response = Response(reference, content_type=f"{kind}; charset=utf-8")
    return as_download(response, file_name(record.title, suffix))


def page_address(item_id: str, page: int) -> str:
    """Return the one address of a page, which stays when pages are reordered."""
    return consulted(item_id, page).url


def consulted(item_id: str, page: int | None, article: Article | None = None) -> ConsultedSource:
    """Return the source consulted, with an address that is stable when pages are reordered."""
    on, library = clock.today(), services().settings.library_name
    if article:
        url = url_for(
            "public.article", item_id=item_id, number=page, article=article.number, _external=True
        )
        return ConsultedSource(url, library, on, page, article.title)
    with reading(services().database) as session:
        stable_id = page and page_id(session, item_id, page)
        time = times_at(session, [(item_id, page)]).get((item_id, page), "") if page else ""
        nature = extent_of(session, item_id).nature(None)
    if stable_id:
        url = url_for("public.lasting_page", item_id=item_id, page_id=stable_id, _external=True)
    else:
        url = url_for("public.item", item_id=item_id, _external=True)
    return ConsultedSource(url, library, on, page, time=time, nature=nature)


_XML = "application/xml; charset=utf-8"

Writer = Callable[[Iterable[Description]], Iterator[bytes]]


def send_marc(item_id: str) -> Response:
    """Send the record as MARC 21."""
    return _send_record(item_id, marc_writing.to_marc, "application/marc", "mrc")


def send_marcxml(item_id: str) -> Response:
    """Send the record as MARCXML."""
    return _send_record(item_id, marc_writing.to_marcxml, _XML, "marc.xml")


def send_dublin_core(item_id: str) -> Response:
    """Send the record as Dublin Core."""
    return _send_record(item_id, dublin_core.to_xml, _XML, "dc.xml")


def _send_record(item_id: str, write: Writer, kind: str, suffix: str) -> Response:
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        public = tuple(public_descriptions(session, (item_id,), profiles(session), item_address))
    content = b"".join(write(public))
    return as_download(Response(content, content_type=kind), file_name(record.title, suffix))
