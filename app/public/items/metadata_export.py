"""Export of the record of one item: MARC 21, MARCXML, Dublin Core."""

from collections.abc import Callable, Iterable, Iterator

from flask import Response

from app.interfaces.identity import item_address
from app.public.items.access import visible_record
from app.services import profiles, services
from app.web.attachments import as_download, file_name
from library.database import reading
from library.exchange import dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marc_writing
from library.exchange.records.item_descriptions import public_descriptions

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
    with reading(services().database) as session:
        record = visible_record(session, item_id)
        public = tuple(public_descriptions(session, (item_id,), profiles(session), item_address))
    content = b"".join(write(public))
    return as_download(Response(content, content_type=kind), file_name(record.title, suffix))
