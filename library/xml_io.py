"""Safe reading and writing of XML: files that declare entities are refused."""

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.parsers import expat

from library.errors import LibraryError


class BrokenXmlError(LibraryError):
    """The file is not well-formed XML."""

    message = "“{0}” không phải XML đúng quy cách. Hãy xuất lại từ phần mềm đã tạo ra nó."
    status = 422


class HostileXmlError(LibraryError):
    """The XML file declares entities, which could exhaust the memory."""

    message = (
        "“{0}” tự định nghĩa thực thể XML, cách hay dùng để làm treo máy, nên không được mở. "
        "Hãy xuất lại từ phần mềm đã tạo ra nó."
    )
    status = 422


def parse(content: bytes, name: str) -> ElementTree.Element:
    """Return the root of an XML file; raise HostileXmlError or BrokenXmlError."""
    refuse_entities(content, name)
    try:
        return ElementTree.fromstring(content)  # noqa: S314  (it declares no entities)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BrokenXmlError(name) from error


def refuse_entities(content: bytes, name: str) -> None:
    """Raise HostileXmlError if the file declares entities, BrokenXmlError if it is malformed."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _entity_declared
    parser.StartElementHandler = _root_reached
    try:
        parser.Parse(content, True)
    except _RootReachedError:
        return  # declarations come before the root
    except _EntityDeclaredError as error:
        raise HostileXmlError(name) from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BrokenXmlError(name) from error


def local_name(tag: str) -> str:
    """Return the local name of a tag; many files have a wrong namespace."""
    return tag.rpartition("}")[2]


class _RootReachedError(Exception):
    """Signals the start of the root element."""


class _EntityDeclaredError(Exception):
    """Signals an entity declaration."""


def _root_reached(*_args: object) -> None:
    raise _RootReachedError


def _entity_declared(*_args: object) -> None:
    raise _EntityDeclaredError


_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_safe(text: str) -> str:
    """Replace characters that XML does not allow by spaces."""
    return _NOT_IN_XML.sub(" ", text)


def add(parent: Element, tag: str, text: str = "", **values: object) -> Element:
    """Add a child element with these attributes (class_ for class), and return it."""
    attributes = {name.rstrip("_"): xml_safe(str(value)) for name, value in values.items()}
    element = SubElement(parent, tag, attributes)
    element.text = xml_safe(text) or None
    return element


def document(root: Element) -> bytes:
    """Serialise an element as an XML file in UTF-8."""
    return tostring(root, encoding="UTF-8", xml_declaration=True)
