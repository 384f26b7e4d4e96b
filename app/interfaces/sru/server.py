"""SRU at /sru: searchRetrieve and explain, by GET and POST."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from app.interfaces.identity import item_address
from app.interfaces.open_items import anybody_may_find, is_public
from app.interfaces.sru.cql_queries import CqlSearch, read_cql
from app.interfaces.sru.diagnostics import SruDiagnosticError
from app.interfaces.sru.indexes import CONTEXT_SETS, INDEXES
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from library.catalogue import queries
from library.catalogue.access.rights import Audience
from library.database import reading
from library.exchange import simple_dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import public_descriptions
from library.untrusted.web_addresses import split_address
from library.xml_io import add, document, xml_safe
from search_index.documents import ItemHit, SearchRequest

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


SPACE = "http://explain.z3950.org/dtd/2.0/"
DEFAULT_RECORDS, MAX_RECORDS = 10, 100

_MAX_POSITION = 10_000
"""Records of a result that can be reached."""

_PARAMETERS = frozenset(
    (
        *("operation", "version", "query", "queryType", "startRecord", "maximumRecords"),
        *("recordPacking", "recordXMLEscaping", "recordSchema", "recordXPath", "resultSetTTL"),
        *("sortKeys", "stylesheet", "renderedBy", "httpAccept", "responseType"),
    )
)
_OTHER_NAMES = "x-other-names"
"""Parameter `no`: places are searched under the names typed alone."""

_MAX_DIGITS = 9


def answer() -> Response:
    """Answer a request of SRU."""
    return _answer(request.values)


def answer_gateway() -> Response:
    """Answer a gateway from Z39.50 that encodes the letters of queries twice."""
    values = {name: request.values[name] for name in request.values}
    if "query" in values:
        values["query"] = decode_twice(values["query"])
    return _answer(values)


def decode_twice(query: str) -> str:
    """Return a query whose UTF-8 was taken for Latin-1 as it was meant; others as they are."""
    try:
        return query.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return query


def _answer(values: Mapping[str, str]) -> Response:
    form = Form("1.2" if "operation" in values else "2.0")
    try:
        form = _form(values)
        root = _operation(values, form)
    except SruDiagnosticError as error:
        root = diagnostic_answer(form, error)
    media_type = "application/sru+xml" if form.is_new else "text/xml"
    response = Response(document(root), content_type=f"{media_type}; charset=utf-8")
    return set_policy(response, NO_STORE)


def _form(values: Mapping[str, str]) -> Form:
    """Return the form of the answer; raise SruDiagnosticError if it is not supported."""
    version = values.get("version") or ("1.2" if "operation" in values else "2.0")
    if version not in VERSIONS:
        raise SruDiagnosticError(5, VERSIONS[-1])
    name = "recordXMLEscaping" if version == "2.0" else "recordPacking"
    escaping = values.get(name, "xml")
    if escaping not in ("xml", "string"):
        raise SruDiagnosticError(71, escaping)
    return Form(version, escaping == "string")


def _operation(values: Mapping[str, str], form: Form) -> Element:
    operation = values.get("operation") or ("searchRetrieve" if "query" in values else "explain")
    if operation == "explain":
        return explain_answer(form, explain_element(form.version))
    if operation != "searchRetrieve":
        raise SruDiagnosticError(4, operation)
    extra = [name for name in values if name not in _PARAMETERS and not name.startswith("x-")]
    if extra:
        raise SruDiagnosticError(8, extra[0])
    if not values.get("query"):
        raise SruDiagnosticError(7, "query")
    if values.get("queryType", "cql") != "cql":
        raise SruDiagnosticError(6, "queryType")
    if values.get("sortKeys"):
        raise SruDiagnosticError(80, "sortBy in the query instead")
    return _search(values, form)


def _search(values: Mapping[str, str], form: Form) -> Element:
    start = _number(values, "startRecord", 1, lowest=1)
    count = min(_number(values, "maximumRecords", DEFAULT_RECORDS, lowest=0), MAX_RECORDS)
    name = values.get("recordSchema") or DEFAULT.name
    if name not in BY_NAME:
        raise SruDiagnosticError(66, name)
    schema, search = BY_NAME[name], read_cql(values["query"])
    search = replace(search, other_names=values.get(_OTHER_NAMES) != "no")
    total, item_ids = _matching_ids(search, start, count)
    if start > 1 and start > total:
        raise SruDiagnosticError(61, str(start))
    with reading(services().database) as session:
        sent_records = _records(session, schema, item_ids, start)
    following = start + len(sent_records)
    is_last = following > min(total, _MAX_POSITION) or not sent_records
    return search_answer(form, total, sent_records, None if is_last else following)


def _matching_ids(search: CqlSearch, start: int, count: int) -> tuple[int, tuple[str | None, ...]]:
    """Return the number of hits, and the ids of a part; None for one that has just been closed."""
    if search.item_id is not None:
        with reading(services().database) as session:
            record = queries.records(session, (search.item_id,)).get(search.item_id)
        ids = (search.item_id,) if record is not None and is_public(record) else ()
        return len(ids), ids[start - 1 : start - 1 + count]
    if start > _MAX_POSITION:
        raise SruDiagnosticError(61, str(start))
    size = max(count, 1)
    screen, offset = divmod(start - 1, size)
    first = _screen(search, screen + 1, size)
    hits = first[1][offset:]
    if offset and len(hits) < count:
        hits = (*hits, *_screen(search, screen + 2, size)[1][:offset])
    ids = tuple(hit.item_id if _may_be_shown(hit) else None for hit in hits[:count])
    return first[0], ids


def _screen(search: CqlSearch, screen: int, size: int) -> tuple[int, tuple[ItemHit, ...]]:
    results = services().search.search(
        SearchRequest(
            search.typed,
            screen=screen,
            size=size,
            order=search.order,
            near=False,
            meaning=False,
            audience=Audience.MACHINE,
            other_names=search.other_names,
        )
    )
    if results.partial or results.rebuilding:
        raise SruDiagnosticError(2, "index")
    if results.answered_query is not None:  # this search says what it did not find
        return 0, ()
    return results.total, results.hits


def _may_be_shown(hit: ItemHit) -> bool:
    return is_public(hit.item) and (hit.page is None or anybody_may_find(hit.item))


def _records(
    session: Session, schema: RecordSchema, item_ids: tuple[str | None, ...], start: int
) -> tuple[SentRecord, ...]:
    elements = record_elements(session, tuple(filter(None, item_ids)), schema)
    return tuple(
        SentRecord(schema.identifier, position, elements.get(item_id))
        for position, item_id in enumerate(item_ids, start)
    )


def _number(values: Mapping[str, str], name: str, default: int, *, lowest: int) -> int:
    text = values.get(name) or str(default)
    is_number = text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS
    if not is_number or int(text) < lowest:
        raise SruDiagnosticError(6, name)
    return int(text)


def explain_element(version: str) -> Element:
    """Return the description of this server."""
    root = Element("explain", {"xmlns": SPACE})
    parts = split_address(url_for("interfaces.sru", _external=True))
    server = add(root, "serverInfo", protocol="SRU", version=version, transport=parts.scheme)
    add(server, "host", parts.hostname or "localhost")
    add(server, "port", str(parts.port or (443 if parts.scheme == "https" else 80)))
    add(server, "database", parts.path.lstrip("/"))
    title = add(add(root, "databaseInfo"), "title", services().settings.library_name)
    title.set("lang", "vi")
    title.set("primary", "true")
    listed = add(root, "indexInfo")
    for name, identifier in CONTEXT_SETS.items():
        add(listed, "set", name=name, identifier=identifier)
    for index in INDEXES:
        written = add(listed, "index")
        add(written, "title", index.title, lang="vi")
        for qualified in index.names:
            prefix, _, name = qualified.partition(".")
            add(add(written, "map"), "name", name, set=prefix)
    add(root, "searchInfo")  # the schema wants it
    schemas = add(root, "schemaInfo")
    for schema in SCHEMAS:
        described = add(schemas, "schema", name=schema.name, identifier=schema.identifier)
        add(described, "title", schema.title)
    settings = add(root, "configInfo")
    add(settings, "default", str(DEFAULT_RECORDS), type="numberOfRecords")
    add(settings, "setting", str(MAX_RECORDS), type="maximumRecords")
    return root
