"""Records in the schemas of SRU: MARCXML and Dublin Core."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from sqlalchemy.orm import Session

from app.interfaces.identity import item_address
from app.services import profiles
from library.exchange import simple_dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import public_descriptions
from library.xml_io import xml_safe

_SRW_DC = "info:srw/schema/1/dc-schema"


@dataclass(frozen=True, slots=True)
class RecordSchema:
    """A schema in which records are sent."""

    name: str
    identifier: str
    title: str
    write: Callable[[Description], Element]


def _marc(description: Description) -> Element:
    return marcxml.valid_element(to_record(description))


def _dublin_core(description: Description) -> Element:
    root = Element("srw_dc:dc", {"xmlns:srw_dc": _SRW_DC, "xmlns:dc": simple_dublin_core.DC})
    for name, value in simple_dublin_core.elements(description, item_address(description.id)):
        SubElement(root, f"dc:{name}").text = xml_safe(value)
    return root


SCHEMAS = (
    RecordSchema("marcxml", "info:srw/schema/1/marcxml-v1.1", "MARCXML", _marc),
    RecordSchema("dc", "info:srw/schema/1/dc-v1.1", "Dublin Core", _dublin_core),
)
BY_NAME = {name: schema for schema in SCHEMAS for name in (schema.name, schema.identifier)}
DEFAULT = SCHEMAS[0]


def record_elements(
    session: Session, item_ids: tuple[str, ...], schema: RecordSchema
) -> dict[str, Element]:
    """Return the records of items, which anybody may see, by item id."""
    return {
        description.id: schema.write(description)
        for description in public_descriptions(session, item_ids, profiles(session), item_address)
    }
