"""Hands the record of an item to programs of other libraries: MARC 21, MARCXML, Dublin Core."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from flask import Response

from app.public.items.access import known_record
from app.services import profiles, services
from app.web.attachments import as_download, file_name
from library.bulk.describe_items import descriptions
from library.catalogue.description.fields import told_to_readers
from library.database import reading
from library.exchange import dublin_core, marc_writing
from library.exchange.item_description import Description

_XML = "application/xml; charset=utf-8"

Writer = Callable[[Iterable[Description]], Iterator[bytes]]


def send_marc(item_id: str) -> Response:
    """Send the record as MARC 21."""
    return _send(item_id, marc_writing.to_marc, "application/marc", "mrc")


def send_marcxml(item_id: str) -> Response:
    """Send the record as MARCXML."""
    return _send(item_id, marc_writing.to_marcxml, _XML, "marc.xml")


def send_dublin_core(item_id: str) -> Response:
    """Send the record as Dublin Core."""
    return _send(item_id, dublin_core.to_xml, _XML, "dc.xml")


def _send(item_id: str, write: Writer, kind: str, suffix: str) -> Response:
    """Send what the page of the item shows, and no more: a note may be for staff only."""
    with reading(services().database) as session:
        record = known_record(session, item_id)
        (told,) = descriptions(session, (item_id,))
    public = replace(told, cells=told_to_readers(profiles().get(record.collection), told.cells))
    written = b"".join(write((public,)))
    return as_download(Response(written, content_type=kind), file_name(record.title, suffix))
