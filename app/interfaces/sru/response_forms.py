"""Answers of SRU in the forms of versions 1.1, 1.2 and 2.0."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from app.interfaces.sru.diagnostics import SruDiagnosticError
from library.xml_io import add

EXPLAIN_SCHEMA = "http://explain.z3950.org/dtd/2.0/"
_OLD, _NEW = "http://www.loc.gov/zing/srw/", "http://docs.oasis-open.org/ns/search-ws/sruResponse"
_DIAGNOSTICS = {
    _OLD: "http://www.loc.gov/zing/srw/diagnostic/",
    _NEW: "http://docs.oasis-open.org/ns/search-ws/diagnostic",
}
_DIAGNOSTIC_SCHEMA = "info:srw/schema/1/diagnostics-v1.1"
_EXACT = "info:srw/vocabulary/resultCountPrecision/1/exact"
VERSIONS = ("1.1", "1.2", "2.0")


@dataclass(frozen=True, slots=True)
class Form:
    """The form of an answer: version of SRU, and records as XML or as escaped text."""

    version: str = "1.2"
    escaped: bool = False

    @property
    def is_new(self) -> bool:
        """True for version 2.0."""
        return self.version == "2.0"

    @property
    def space(self) -> str:
        """Namespace of the answer."""
        return _NEW if self.is_new else _OLD


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A record or the diagnostic in its place, with its position in the result."""

    schema: str
    position: int
    element: Element | None


def search_answer(
    form: Form, total: int, sent_records: Sequence[SentRecord], next_position: int | None
) -> Element:
    """Return the answer to a search."""
    root = _root(form, "searchRetrieveResponse")
    add(root, "numberOfRecords", str(total))
    if sent_records:
        records = add(root, "records")
        for record in sent_records:
            _add_record(records, form, record)
    if next_position:
        add(root, "nextRecordPosition", str(next_position))
    if form.is_new:
        add(root, "resultCountPrecision", _EXACT)
    return root


def diagnostic_answer(form: Form, error: SruDiagnosticError) -> Element:
    """Return the answer to a request that is refused."""
    root = _root(form, "searchRetrieveResponse")
    add(root, "numberOfRecords", "0")
    add(root, "diagnostics").append(_diagnostic(form, error))
    return root


def explain_answer(form: Form, explain: Element) -> Element:
    """Return the answer that describes the server."""
    root = _root(form, "explainResponse")
    _add_record(root, form, SentRecord(EXPLAIN_SCHEMA, 0, explain))
    return root


def _root(form: Form, name: str) -> Element:
    root = Element(name, {"xmlns": form.space})
    if not form.is_new:
        add(root, "version", form.version)
    return root


def _add_record(parent: Element, form: Form, sent_record: SentRecord) -> None:
    record = add(parent, "record")
    missing = sent_record.element is None
    add(record, "recordSchema", _DIAGNOSTIC_SCHEMA if missing else sent_record.schema)
    packing = "recordXMLEscaping" if form.is_new else "recordPacking"
    add(record, packing, "string" if form.escaped else "xml")
    element = _diagnostic(form, SruDiagnosticError(64)) if missing else sent_record.element
    data = add(record, "recordData")
    if form.escaped:
        data.text = tostring(element, encoding="unicode")
    else:
        data.append(element)
    if sent_record.position:
        add(record, "recordPosition", str(sent_record.position))


def _diagnostic(form: Form, error: SruDiagnosticError) -> Element:
    root = Element("diagnostic", {"xmlns": _DIAGNOSTICS[form.space]})
    add(root, "uri", error.uri)
    if error.details:
        add(root, "details", error.details)
    add(root, "message", str(error))
    return root
