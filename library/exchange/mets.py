"""METS documents: the record of an item, its files and the order of its pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from library.xml_io import add, xml_safe

SPACE = "http://www.loc.gov/METS/"
SCHEMA = "http://www.loc.gov/standards/mets/version1121/mets.xsd"
XLINK = "http://www.w3.org/1999/xlink"


@dataclass(frozen=True, slots=True)
class MetsFile:
    """A file of an item; `use` is the group to which it belongs, such as ALTO."""

    id: str
    use: str
    media_type: str
    address: str
    sha256: str | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True)
class MetsPage:
    """A page in reading order, and the ids of the files that show it."""

    order: int
    label: str | None
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MetsObject:
    """An item to describe: metadata sections by kind (DC, MARC), files, pages."""

    id: str
    prefix: str
    """Beginning of all ids in the document, which may stand among others in one file."""
    title: str
    kind: str
    changed: datetime
    agent: str
    sections: Mapping[str, Element]
    files: tuple[MetsFile, ...] = ()
    pages: tuple[MetsPage, ...] = ()
    administrative: tuple[tuple[str, str, Element], ...] = ()
    """Section (digiprovMD, rightsMD), kind of metadata (PREMIS), and its element."""


def to_element(item: MetsObject) -> Element:
    """Return a METS document as an element that declares its own namespaces."""
    root = Element("mets:mets", {"xmlns:mets": SPACE, "xmlns:xlink": XLINK})
    root.set("OBJID", item.id)
    root.set("LABEL", xml_safe(item.title))
    root.set("TYPE", xml_safe(item.kind))
    head = add(root, "mets:metsHdr", LASTMODDATE=f"{item.changed:%Y-%m-%dT%H:%M:%SZ}")
    agent = add(head, "mets:agent", ROLE="CREATOR", TYPE="ORGANIZATION")
    add(agent, "mets:name", item.agent)
    for kind, element in item.sections.items():
        section = add(root, "mets:dmdSec", ID=f"{item.prefix}DMD-{kind}")
        _wrap(section, kind, element)
    _add_administrative(root, item)
    _add_files(root, item)
    _add_pages(root, item)
    return root


def _wrap(section: Element, kind: str, content: Element) -> None:
    wrap = add(section, "mets:mdWrap", MDTYPE=kind)
    add(wrap, "mets:xmlData").append(content)


def _add_administrative(root: Element, item: MetsObject) -> None:
    sections = sorted(
        item.administrative, key=lambda section: _ADMINISTRATIVE_ORDER.index(section[0])
    )
    if not sections:
        return
    parent = add(root, "mets:amdSec")
    for place, (name, kind, content) in enumerate(sections, start=1):
        _wrap(add(parent, f"mets:{name}", ID=f"{item.prefix}AMD-{place}"), kind, content)


_ADMINISTRATIVE_ORDER = ("techMD", "rightsMD", "sourceMD", "digiprovMD")


def _add_files(root: Element, item: MetsObject) -> None:
    if not item.files:
        return
    section = add(root, "mets:fileSec")
    for use in dict.fromkeys(file.use for file in item.files):
        group = add(section, "mets:fileGrp", USE=use)
        for file in (file for file in item.files if file.use == use):
            entry = add(group, "mets:file", ID=item.prefix + file.id, MIMETYPE=file.media_type)
            if file.bytes is not None:
                entry.set("SIZE", str(file.bytes))
            if file.sha256:
                entry.set("CHECKSUM", file.sha256)
                entry.set("CHECKSUMTYPE", "SHA-256")
            place = add(entry, "mets:FLocat", LOCTYPE="URL")
            place.set("xlink:href", file.address)


def _add_pages(root: Element, item: MetsObject) -> None:
    structure = add(root, "mets:structMap", TYPE="PHYSICAL")
    section_ids = " ".join(f"{item.prefix}DMD-{kind}" for kind in item.sections)
    item_div = add(structure, "mets:div", TYPE=item.kind, LABEL=item.title, DMDID=section_ids)
    in_pages = {file for page in item.pages for file in page.files}
    for file in item.files:
        if file.id not in in_pages:
            add(item_div, "mets:fptr", FILEID=item.prefix + file.id)
    for page in item.pages:
        part = add(item_div, "mets:div", TYPE="page", ORDER=page.order)
        if page.label:
            part.set("ORDERLABEL", xml_safe(page.label))
        for file in page.files:
            add(part, "mets:fptr", FILEID=item.prefix + file)
