"""OAI-PMH 2.0 at /oai: the six verbs, by GET and POST."""

from collections.abc import Iterable
from dataclasses import replace
from xml.etree.ElementTree import Element

from flask import Response, request, url_for
from sqlalchemy.orm import Session

from app.interfaces.identity import admin_mail, domain, oai_identifier, utc_seconds
from app.interfaces.oai.arguments import Harvest, harvest_of, read_arguments
from app.interfaces.oai.formats import FORMATS, Format, metadata
from app.interfaces.oai.problems import OaiError
from app.services import profiles, services
from app.web.caching import NO_STORE, set_policy
from library import clock
from library.catalogue import public_changes
from library.catalogue.public_changes import Change
from library.database import reading
from library.xml_io import add, document, xml_safe

_SPACE = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_IDENTIFIER_SPACE = f"{_SPACE}oai-identifier"
_IDENTIFIERS_AT_ONCE = 1000
_ERRORS_WITHOUT_ARGUMENTS = ("badVerb", "badArgument")
"""Errors after which the answer does not repeat the arguments of the request."""


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
    repeated = add(root, "request", base)
    pairs = request.form if request.method == "POST" else request.args
    try:
        arguments = read_arguments(pairs.items(multi=True))
        with reading(services().database) as session:
            content = _VERBS[arguments["verb"]](session, arguments)
        root.append(content)
    except OaiError as error:
        arguments = {} if error.code in _ERRORS_WITHOUT_ARGUMENTS else arguments
        add(root, "error", str(error), code=error.code)
    for name, value in arguments.items():
        repeated.set(name, xml_safe(value))
    response = Response(document(root), content_type="text/xml; charset=utf-8")
    return set_policy(response, NO_STORE)


def _identify(session: Session, _arguments: dict[str, str]) -> Element:
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
    return answer


def _list_formats(session: Session, arguments: dict[str, str]) -> Element:
    if "identifier" in arguments:
        _change(session, arguments["identifier"])
    answer = Element("ListMetadataFormats")
    for form in FORMATS.values():
        written = add(answer, "metadataFormat")
        add(written, "metadataPrefix", form.prefix)
        add(written, "schema", form.schema)
        add(written, "metadataNamespace", form.space)
    return answer


def _list_sets(session: Session, arguments: dict[str, str]) -> Element:
    if "resumptionToken" in arguments:
        raise OaiError("badResumptionToken", "The list of sets is sent whole.")
    slugs = public_changes.all_collections(session)
    if not slugs:
        raise OaiError("noSetHierarchy", "There are no sets yet.")
    answer = Element("ListSets")
    for slug in slugs:
        profile = profiles().get(slug)
        written = add(answer, "set")
        add(written, "setSpec", slug)
        add(written, "setName", profile.title if profile else slug)
    return answer


def _get_record(session: Session, arguments: dict[str, str]) -> Element:
    form = _format(arguments["metadataPrefix"])
    change = _change(session, arguments["identifier"])
    answer = Element("GetRecord")
    _add_records(answer, session, form, (change,))
    return answer


def _list_records(session: Session, arguments: dict[str, str]) -> Element:
    harvest = harvest_of(arguments)
    form = _format(harvest.prefix)
    return _list("ListRecords", session, harvest, form, form.records_at_once)


def _list_identifiers(session: Session, arguments: dict[str, str]) -> Element:
    harvest = harvest_of(arguments)
    form = _format(harvest.prefix)
    return _list("ListIdentifiers", session, harvest, form, _IDENTIFIERS_AT_ONCE)


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
}


def _list(verb: str, session: Session, harvest: Harvest, form: Format, count: int) -> Element:
    """Return one part of a list, with a token if it is not the last."""
    matches = public_changes.changes(session, harvest.selection, count + 1)
    if not matches:
        raise OaiError("noRecordsMatch", "No record matches these arguments.")
    answer, part = Element(verb), matches[:count]
    if verb == "ListRecords":
        _add_records(answer, session, form, part)
    else:
        for change in part:
            _add_header(answer, change, is_open=change.is_open)
    is_last = len(matches) <= count
    if not is_last or harvest.cursor:
        following = replace(
            harvest,
            last_changed=part[-1].changed.isoformat() if part else "",
            last_id=part[-1].item_id if part else "",
            cursor=harvest.cursor + len(part),
        )
        token = "" if is_last else following.token()
        add(answer, "resumptionToken", token, cursor=harvest.cursor)
    return answer


def _add_records(answer: Element, session: Session, form: Format, part: Iterable[Change]) -> None:
    elements = metadata(session, form, (change.item_id for change in part if change.is_open))
    for change in part:
        record = add(answer, "record")
        element = elements.get(change.item_id)
        _add_header(record, change, is_open=element is not None)
        if element is not None:
            add(record, "metadata").append(element)


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
