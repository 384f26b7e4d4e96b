"""Metadata formats of OAI-PMH: simple Dublin Core, MARC 21 and METS."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from sqlalchemy.orm import Session

from app.interfaces.identity import item_address
from app.interfaces.item_files import mets_object
from app.interfaces.open_items import is_public
from app.services import profiles
from library.catalogue.queries import ItemRecord, records
from library.exchange import mets, simple_dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import public_descriptions


@dataclass(frozen=True, slots=True)
class Format:
    """A metadata format: its names in the standard, and how records are written in it."""

    prefix: str
    schema: str
    space: str
    records_at_once: int
    write: Callable[[Session, ItemRecord, Description], Element]


def _dublin_core(_session: Session, record: ItemRecord, description: Description) -> Element:
    return simple_dublin_core.to_element(description, item_address(record.id))


def _marc(_session: Session, _record: ItemRecord, description: Description) -> Element:
    return marcxml.valid_element(to_record(description))


def _mets(session: Session, record: ItemRecord, description: Description) -> Element:
    return mets.to_element(mets_object(session, record, description))


FORMATS = {
    form.prefix: form
    for form in (
        Format(
            "oai_dc",
            simple_dublin_core.OAI_DC_SCHEMA,
            simple_dublin_core.OAI_DC,
            250,
            _dublin_core,
        ),
        Format("marc21", marcxml.SCHEMA, marcxml.SPACE, 100, _marc),
        Format("mets", mets.SCHEMA, mets.SPACE, 20, _mets),
    )
}


def metadata_writers(
    session: Session, form: Format, item_ids: Iterable[str]
) -> dict[str, Callable[[], Element]]:
    """Return functions that write the metadata of the items that anybody may see, by item id.

    METS of a long book takes thirty times as much memory as the book's row.
    """
    item_ids = tuple(item_ids)
    items = records(session, item_ids)
    visible = tuple(id_ for id_ in item_ids if id_ in items and is_public(items[id_]))
    return {
        description.id: partial(form.write, session, items[description.id], description)
        for description in public_descriptions(session, visible, profiles(session), item_address)
    }
