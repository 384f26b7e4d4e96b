"""Writes XML that every reader opens, whatever letters a page was read to hold."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def allowed(text: str) -> str:
    """Return text without the letters that XML does not allow, however they are written."""
    return _NOT_IN_XML.sub(" ", text)


def add(parent: Element, tag: str, text: str = "", **told: object) -> Element:
    """Add an element with these attributes (class_ for class) to another, and return it."""
    attributes = {name.rstrip("_"): allowed(str(value)) for name, value in told.items()}
    made = SubElement(parent, tag, attributes)
    made.text = allowed(text) or None
    return made


def document(root: Element) -> bytes:
    """Return a whole XML file."""
    return tostring(root, encoding="UTF-8", xml_declaration=True)
