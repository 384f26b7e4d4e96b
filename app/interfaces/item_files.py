"""Files of an item that anybody may download, with their addresses, for other systems."""

from flask import url_for
from sqlalchemy.orm import Session

from app.interfaces.identity import item_address
from app.interfaces.open_items import anybody_may_download
from app.services import services
from library.catalogue import queries
from library.catalogue.queries import ItemRecord, PageDetails
from library.exchange import simple_dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.mets import MetsFile, MetsObject, MetsPage
from library.recordings.offered_files import download_sizes

_DEFAULT_KIND = "tài liệu"


def mets_object(session: Session, record: ItemRecord, description: Description) -> MetsObject:
    """Return an item as METS describes it; its files only if anybody may download them."""
    address = item_address(record.id)
    open_pages = queries.item_pages(session, record.id) if anybody_may_download(record) else ()
    page_files = {page.number: _files_of_page(page) for page in open_pages}
    item_files = _files_of_item(session, record) if open_pages else ()
    return MetsObject(
        id=address,
        prefix=f"I{record.id}-",
        title=record.title,
        kind=record.kind or _DEFAULT_KIND,
        changed=description.changed,
        agent=services().settings.library_name,
        sections={
            "DC": simple_dublin_core.to_element(description, address),
            "MARC": marcxml.valid_element(to_record(description)),
        },
        files=(*item_files, *(file for files in page_files.values() for file in files)),
        pages=tuple(
            MetsPage(
                place,
                page.label or str(page.number),
                tuple(file.id for file in page_files[page.number]),
            )
            for place, page in enumerate(open_pages, start=1)
        ),
    )


def _files_of_item(session: Session, record: ItemRecord) -> tuple[MetsFile, ...]:
    sizes = download_sizes(session, record.id)
    ways = (
        ("pdf", "PDF", "application/pdf", sizes.pdf_pages),
        ("text", "TEXT", "text/plain", sizes.pages),
    )
    return tuple(
        MetsFile(use, use, media_type, url_for(f"public.{way}", item_id=record.id, _external=True))
        for way, use, media_type, exists in ways
        if exists
    )


def _files_of_page(page: PageDetails) -> tuple[MetsFile, ...]:
    at = {"item_id": page.item_id, "number": page.number, "_external": True}
    files = []
    if page.reading:
        image = page.reading[-1]
        address = url_for("public.image", digest=image.digest, **at)
        files.append(
            MetsFile(
                f"IMAGE-{page.number}",
                "IMAGE",
                image.media_type,
                address,
                sha256=image.digest,
                bytes=image.bytes,
            )
        )
    if page.words:
        address = url_for("public.page_alto", **at)
        files.append(MetsFile(f"ALTO-{page.number}", "ALTO", "application/xml", address))
    if page.text or page.words:
        address = url_for("public.page_text", **at)
        files.append(MetsFile(f"TEXT-{page.number}", "PAGE-TEXT", "text/plain", address))
    return tuple(files)
