"""Reading list: stored in the address and in the browser, shown and exported here."""

from dataclasses import dataclass

from flask import Response, render_template, request

from app.accounts.who_asks import reader
from app.public.items.citations import Citation, citation, consulted
from app.services import services
from app.web.attachments import as_download, file_name
from library.catalogue import queries
from library.catalogue.access.rights import may_see_record
from library.catalogue.description import citing
from library.catalogue.queries import ItemRecord
from library.database import reading
from library.readers.reading_lists import MAX_ENTRIES, read_places
from library.recordings.stretches import times_at

_NAME = "danh sách đọc"
_KINDS = {
    "txt": "text/plain",
    "ris": "application/x-research-info-systems",
    "bib": "application/x-bibtex",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Entry of a reading list: an item, or a page of it."""

    record: ItemRecord
    page: int | None
    time: str
    """Time of a page that is a stretch of a recording."""
    citation: Citation

    @property
    def place(self) -> str:
        """Identifier of the entry in addresses and browsers."""
        return self.record.id if self.page is None else f"{self.record.id}:{self.page}"


def show() -> str:
    """Render a list with its citations; without entries, show how to start one."""
    entries = _entries()
    return render_template(
        "public/reading_list.html",
        entries=entries,
        written=",".join(entry.place for entry in entries),
        lost=len(_requested_places()) - len(entries),
        most=MAX_ENTRIES,
    )


def send(kind: str) -> Response:
    """Send the citations as text, or in a format for reference managers."""
    entries = _entries()
    if kind == "txt":
        content = "\r\n".join((*(entry.citation.vietnamese for entry in entries), ""))
    else:
        write = citing.ris if kind == "ris" else citing.bibtex
        references = (
            write(entry.record, consulted(entry.record.id, entry.page)) for entry in entries
        )
        content = "\n".join(references)
    response = Response(content, content_type=f"{_KINDS[kind]}; charset=utf-8")
    return as_download(response, file_name(_NAME, kind))


def _entries() -> tuple[Entry, ...]:
    """Return the requested entries visible to this reader, in order."""
    places = _requested_places()
    with reading(services().database) as session:
        records = queries.records(session, {item_id for item_id, _ in places})
        times = times_at(session, places)
    visible = {item_id: item for item_id, item in records.items() if may_see_record(item, reader())}
    return tuple(
        Entry(
            *(visible[item_id], page, times.get((item_id, page), "")),
            citation(visible[item_id], page),
        )
        for item_id, page in places
        if item_id in visible and (page or 1) <= max(visible[item_id].page_count, 1)
    )


def _requested_places() -> tuple[tuple[str, int | None], ...]:
    parts = (place.partition(":") for place in read_places(request.args.get("m", "")))
    return tuple((item_id, int(page) if page else None) for item_id, _, page in parts)
