"""OAI-PMH 2.0 at /oai: the six verbs with their arguments, by GET and POST."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Lock
from xml.etree.ElementTree import Element, tostring

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from app.interfaces.identity import admin_mail, domain, item_address, oai_identifier, utc_seconds
from app.interfaces.item_files import mets_object
from app.interfaces.open_items import is_public
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from library import clock
from library.catalogue import public_changes
from library.catalogue.public_changes import Change, Selection
from library.catalogue.queries import ItemRecord, records
from library.database import reading
from library.exchange import mets, simple_dublin_core
from library.exchange.item_description import Description
from library.exchange.marc21 import marcxml
from library.exchange.marc21.marc_writing import to_record
from library.exchange.records.item_descriptions import public_descriptions
from library.xml_io import add, document, xml_safe

VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set"})),
}
"""Required and optional arguments by verb; the lists also take a token alone."""

LISTS = ("ListIdentifiers", "ListRecords")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_MAX_TOKEN_LETTERS = 1000


class OaiError(Exception):
    """A request that OAI-PMH refuses; the answer has status 200."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


_NOT_OUR_TOKEN = (ValueError, TypeError, RecursionError, OverflowError, binascii.Error, OaiError)
"""Errors of reading a token that somebody else made or changed."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """A list that a harvester reads in parts; all its state, since the server keeps none."""

    prefix: str
    since: str = ""
    until: str = ""
    collection: str = ""
    last_changed: str = ""
    last_id: str = ""
    cursor: int = 0
    """Number of records sent before."""

    @property
    def selection(self) -> Selection:
        """The changes that are still to be sent; raise OaiError for dates that are not valid."""
        after = None
        if self.last_id:
            after = (datetime.fromisoformat(self.last_changed), self.last_id)
        return Selection(
            since=_moment(self.since) if self.since else None,
            earlier_than=_end_of(self.until) if self.until else None,
            collection=self.collection or None,
            after=after,
        )

    def token(self) -> str:
        """Return the state as a resumption token."""
        values = [getattr(self, name) for name in self.__dataclass_fields__]
        return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_arguments(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the arguments of a request; raise OaiError for wrong ones."""
    pairs = tuple(pairs)
    arguments = dict(pairs)
    names = [name for name, _ in pairs]
    verb = arguments.get("verb", "")
    if verb not in VERBS or names.count("verb") > 1:
        raise OaiError("badVerb", "The verb is missing, repeated or not one of OAI-PMH 2.0.")
    repeated_names = sorted({name for name in names if names.count(name) > 1})
    if repeated_names:
        raise OaiError("badArgument", f"Repeated: {', '.join(repeated_names)}.")
    _check_names(verb, frozenset(names) - {"verb"})
    empty = [name for name, value in pairs if not value]
    if empty:
        raise OaiError("badArgument", f"Without a value: {', '.join(empty)}.")
    return arguments


def harvest_of(arguments: dict[str, str]) -> Harvest:
    """Return the list that a request asks for, from its arguments or its token."""
    if "resumptionToken" in arguments:
        return _resumed(arguments["resumptionToken"])
    since, until = arguments.get("from", ""), arguments.get("until", "")
    if since and until:
        if len(since) != len(until):
            raise OaiError("badArgument", "from and until have different granularities.")
        if _moment(since) > _moment(until):
            raise OaiError("badArgument", "from is later than until.")
    harvest = Harvest(arguments["metadataPrefix"], since, until, arguments.get("set", ""))
    _ = harvest.selection
    return harvest


def _check_names(verb: str, names: frozenset[str]) -> None:
    required_names, optional = VERBS[verb]
    if verb in LISTS and "resumptionToken" in names:
        required_names, optional = frozenset({"resumptionToken"}), frozenset()
    if extra := sorted(names - required_names - optional):
        raise OaiError("badArgument", f"Not an argument of {verb} here: {', '.join(extra)}.")
    if missing := sorted(required_names - names):
        raise OaiError("badArgument", f"Missing: {', '.join(missing)}.")


def _resumed(token: str) -> Harvest:
    try:
        if len(token) > _MAX_TOKEN_LETTERS:
            raise ValueError(token)
        values = json.loads(base64.urlsafe_b64decode(f"{token}==").decode())
        harvest = Harvest(*values)
        kinds = [type(getattr(harvest, name)) for name in Harvest.__dataclass_fields__]
        if kinds != [str] * (len(kinds) - 1) + [int] or not harvest.last_id or harvest.cursor < 0:
            raise ValueError(token)
        if harvest.selection.after[0].tzinfo is None:
            raise ValueError(token)
        harvest.selection.after[0].astimezone(UTC)
    except _NOT_OUR_TOKEN as error:
        raise OaiError("badResumptionToken", "This server did not issue the token.") from error
    return harvest


def _moment(text: str) -> datetime:
    if not _DAY.fullmatch(text) and not _SECOND.fullmatch(text):
        raise OaiError("badArgument", "Dates have the form YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.")
    try:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError as error:
        raise OaiError("badArgument", f"No such date: {text}.") from error


def _end_of(text: str) -> datetime:
    """Return the moment after the day or second that `until` includes."""
    try:
        return _moment(text) + (timedelta(days=1) if _DAY.fullmatch(text) else timedelta(seconds=1))
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


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
