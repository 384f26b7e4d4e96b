"""Shows and hands out a reading list, which stands in the address and lives in a browser."""

from dataclasses import dataclass

from flask import Response, render_template, request

from app.accounts.who_asks import reader
from app.public.items.citations import Citation, citation, consulted
from app.services import services
from app.web.attachments import as_download, file_name
from library.catalogue import queries
from library.catalogue.access.rights import may_know
from library.catalogue.description import citing
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.readers.reading_lists import MOST, read_places

_NAME = "danh sách đọc"
_KINDS = {
    "txt": "text/plain",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on a list: an item, or a page of it."""

    record: ItemRecord
    page: int | None
    citation: Citation

    @property
    def place(self) -> str:
        """How addresses and browsers write it."""
        return self.record.id if self.page is None else f"{self.record.id}:{self.page}"


def show() -> str:
    """Show a list with its citations; without one, say how one is begun."""
    entries = _entries()
    return render_template(
        "public/reading_list.html",
        entries=entries,
        written=",".join(entry.place for entry in entries),
        lost=len(_asked()) - len(entries),
        most=MOST,
    )


def send(kind: str) -> Response:
    """Send the citations of a list as text, or for programs that keep references."""
    entries = _entries()
    if kind == "txt":
        written = "\r\n".join((*(entry.citation.vietnamese for entry in entries), ""))
    else:
        write = citing.ris if kind == "ris" else citing.bibtex
        cited = (write(one.record, consulted(one.record.id, one.page)) for one in entries)
        written = "\n".join(cited)
    response = Response(written, content_type=f"{_KINDS[kind]}; charset=utf-8")
    return as_download(response, file_name(_NAME, kind))


def _entries() -> tuple[Entry, ...]:
    """Return what is asked for and may be known, in its order."""
    wanted = _asked()
    with reading(services().database) as session:
        found = queries.records(session, {item_id for item_id, _ in wanted})
    known = {item_id: item for item_id, item in found.items() if may_know(item, reader())}
    return tuple(
        Entry(known[item_id], page, citation(known[item_id], page))
        for item_id, page in wanted
        if item_id in known and (page or 1) <= max(known[item_id].page_count, 1)
    )


def _asked() -> tuple[tuple[str, int | None], ...]:
    parts = (place.partition(":") for place in read_places(request.args.get("m", "")))
    return tuple((item_id, int(page) if page else None) for item_id, _, page in parts)
