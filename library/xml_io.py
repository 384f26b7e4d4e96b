"""Opens XML that may be hostile: whoever declares entities is refused before anything is read."""

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
    """The XML file declares entities, by which a small file can fill the memory."""

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
    """Raise HostileXmlError when the file declares entities of its own; read no further."""
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _hostile
    parser.StartElementHandler = _root_reached
    try:
        parser.Parse(content, True)
    except _RootReachedError:
        return  # declarations stand before the root
    except _EntityDeclaredError as error:
        raise HostileXmlError(name) from error
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise BrokenXmlError(name) from error


def bare(tag: str) -> str:
    """Return the name of an element without its namespace, which many files get wrong."""
    return tag.rpartition("}")[2]


class _RootReachedError(Exception):
    """The first element begins."""


class _EntityDeclaredError(Exception):
    """An entity is declared."""


def _root_reached(*_told: object) -> None:
    raise _RootReachedError


def _hostile(*_told: object) -> None:
    raise _EntityDeclaredError


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
