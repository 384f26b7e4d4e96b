"""OAI-PMH 2.0 at /oai: the six verbs, by GET and POST."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from xml.etree.ElementTree import Element, tostring

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from app.interfaces.identity import admin_mail, domain, item_address, oai_identifier, utc_seconds
from app.interfaces.item_files import mets_object
from app.interfaces.oai.arguments import Harvest, harvest_of, read_arguments
from app.interfaces.oai.problems import OaiError
from app.interfaces.open_items import is_public
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from library import clock
from library.catalogue import public_changes
from library.catalogue.public_changes import Change
from library.catalogue.queries import ItemRecord, records
from library.database import reading
from library.exchange import mets, simple_dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import public_descriptions
from library.xml_io import add, document, xml_safe


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


_SPACE = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_IDENTIFIER_SPACE = f"{_SPACE}oai-identifier"
_IDENTIFIERS_AT_ONCE = 1000
_ERRORS_WITHOUT_ARGUMENTS = ("badVerb", "badArgument")
"""Errors after which the answer does not repeat the arguments of the request."""

_RECORD_BYTES = 700_000
"""Length of the records in one answer after which the next ones wait for their token.

METS of twenty long books had 30 MB; an answer of more than 1 MB is not compressed.
"""

_ONE_AT_A_TIME = Lock()
"""The tree of one record may take a hundred megabytes, so only one exists at a time."""

_RECORDS_MARK = b"<records />"
"""Place of the records in the answer; texts have no such mark, since < is escaped in them."""


@dataclass(frozen=True, slots=True)
class _Content:
    """The answer to a verb, and the serialised records whose place is marked in it."""

    element: Element
    records: list[bytes] = field(default_factory=list)


def answer() -> Response:
    """Answer a request of a harvester."""
    root = Element(
        "OAI-PMH",
        {
            "xmlns": _SPACE,
            "xmlns:xsi": _XSI,
            "xsi:schemaLocation": f"{_SPACE} {_SPACE[:-1]}/OAI-PMH.xsd",
        },
    )
    add(root, "responseDate", utc_seconds(clock.now()))
    base = url_for("interfaces.oai", _external=True)
    request_element = add(root, "request", base)
    content = _Content(root)
    pairs = request.form if request.method == "POST" else request.args
    try:
        arguments = read_arguments(pairs.items(multi=True))
        with reading(services().database) as session:
            content = _VERBS[arguments["verb"]](session, arguments)
        root.append(content.element)
    except OaiError as error:
        arguments = {} if error.code in _ERRORS_WITHOUT_ARGUMENTS else arguments
        add(root, "error", str(error), code=error.code)
    for name, value in arguments.items():
        request_element.set(name, xml_safe(value))
    beginning, _, end = document(root).partition(_RECORDS_MARK)
    parts = [beginning, *content.records, end]
    response = Response(parts, content_type="text/xml; charset=utf-8")
    return set_policy(response, NO_STORE)


def _identify(session: Session, _arguments: dict[str, str]) -> _Content:
    answer = Element("Identify")
    earliest = public_changes.earliest(session) or clock.now()
    for name, text in (
        ("repositoryName", services().settings.library_name),
        ("baseURL", url_for("interfaces.oai", _external=True)),
        ("protocolVersion", "2.0"),
        ("adminEmail", admin_mail()),
        ("earliestDatestamp", utc_seconds(earliest)),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("compression", "gzip"),
    ):
        add(answer, name, text)
    scheme = add(add(answer, "description"), "oai-identifier", xmlns=_IDENTIFIER_SPACE)
    for name, text in (
        ("scheme", "oai"),
        ("repositoryIdentifier", domain()),
        ("delimiter", ":"),
        ("sampleIdentifier", oai_identifier("0000000000ab")),
    ):
        add(scheme, name, text)
    return _Content(answer)


def _list_formats(session: Session, arguments: dict[str, str]) -> _Content:
    if "identifier" in arguments:
        _change(session, arguments["identifier"])
    answer = Element("ListMetadataFormats")
    for form in FORMATS.values():
        format_element = add(answer, "metadataFormat")
        add(format_element, "metadataPrefix", form.prefix)
        add(format_element, "schema", form.schema)
        add(format_element, "metadataNamespace", form.space)
    return _Content(answer)


def _list_sets(session: Session, arguments: dict[str, str]) -> _Content:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets is sent whole.")
    slugs = public_changes.all_collections(session)
    if not slugs:
        raise OaiError("noSetHierarchy", "There are no sets yet.")
    answer = Element("ListSets")
    for slug in slugs:
        profile = profiles(session).get(slug)
        set_element = add(answer, "set")
        add(set_element, "setSpec", slug)
        add(set_element, "setName", profile.title if profile else slug)
    return _Content(answer)


def _get_record(session: Session, arguments: dict[str, str]) -> _Content:
    form = _format(arguments["metadataPrefix"])
    change = _change(session, arguments["identifier"])
    content = _Content(Element("GetRecord"), list(_records(session, form, (change,))))
    add(content.element, "records")
    return content


def _list_records(session: Session, arguments: dict[str, str]) -> _Content:
    harvest = harvest_of(arguments)
    form = _format(harvest.prefix)
    matches = _matches(session, harvest, form.records_at_once)
    content = _Content(Element("ListRecords"))
    add(content.element, "records")
    size = 0
    for record in _records(session, form, matches[: form.records_at_once]):
        content.records.append(record)
        size += len(record)
        if size > _RECORD_BYTES:
            break
    _add_token(content.element, harvest, matches, len(content.records))
    return content


def _list_identifiers(session: Session, arguments: dict[str, str]) -> _Content:
    harvest = harvest_of(arguments)
    _format(harvest.prefix)
    matches = _matches(session, harvest, _IDENTIFIERS_AT_ONCE)
    part = matches[:_IDENTIFIERS_AT_ONCE]
    content = _Content(Element("ListIdentifiers"))
    for change in part:
        _add_header(content.element, change, is_open=change.is_open)
    _add_token(content.element, harvest, matches, len(part))
    return content


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _matches(session: Session, harvest: Harvest, count: int) -> Sequence[Change]:
    """Return the changes of one part of a list, and the first of the next part."""
    matches = public_changes.changes(session, harvest.selection, count + 1)
    if not matches:
        raise OaiError("noRecordsMatch", "No record matches these arguments.")
    return matches


def _add_token(answer: Element, harvest: Harvest, matches: Sequence[Change], count: int) -> None:
    """Add the token of the next part, after the first `count` changes, if there is one."""
    is_last = len(matches) == count
    if is_last and not harvest.cursor:
        return
    last = matches[count - 1]
    following = replace(
        harvest,
        last_changed=last.changed.isoformat(),
        last_id=last.item_id,
        cursor=harvest.cursor + count,
    )
    token = "" if is_last else following.token()
    add(answer, "resumptionToken", token, cursor=harvest.cursor)


def _records(session: Session, form: Format, part: Sequence[Change]) -> Iterator[bytes]:
    """Yield serialised records."""
    open_ids = (change.item_id for change in part if change.is_open)
    writers = metadata_writers(session, form, open_ids)
    for change in part:
        record, write = Element("record"), writers.get(change.item_id)
        _add_header(record, change, is_open=write is not None)
        if write is None:
            yield tostring(record, encoding="utf-8")
            continue
        with _ONE_AT_A_TIME:
            add(record, "metadata").append(write())
            content = tostring(record, encoding="utf-8")
            del record
        yield content


def _add_header(parent: Element, change: Change, *, is_open: bool) -> None:
    header = add(parent, "header")
    if not is_open:
        header.set("status", "deleted")
    add(header, "identifier", oai_identifier(change.item_id))
    add(header, "datestamp", utc_seconds(change.changed))
    add(header, "setSpec", change.collection)


def _format(prefix: str) -> Format:
    if prefix not in FORMATS:
        raise OaiError("cannotDisseminateFormat", f"Formats of this server: {', '.join(FORMATS)}.")
    return FORMATS[prefix]


def _change(session: Session, identifier: str) -> Change:
    item_id = identifier.removeprefix(oai_identifier(""))
    change = public_changes.change_of(session, item_id) if item_id != identifier else None
    if change is None:
        raise OaiError("idDoesNotExist", "No record has this identifier.")
    return change
