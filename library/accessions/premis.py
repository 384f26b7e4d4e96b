"""PREMIS 3 export of a delivery: objects, events with outcomes, and agents."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from mimetypes import guess_type
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions import ledger, page_operations, register
from library.accessions.models import Accession, IngestStep, SourceFile
from library.accessions.page_operations import PageOperations
from library.staff import audit_log
from library.staff.audit_log import AuditLine
from library.storage.models import CheckedStore, Finding, FixityCheck, FixityEvent

PREMIS = "http://www.loc.gov/premis/v3"
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_FILE, _LOCAL = "SHA-256", "diachi"
_COPIES = "transcode"
"""Stage whose output has the technical metadata of a recording."""

_STORES = {
    CheckedStore.MASTERS: "Master store",
    CheckedStore.COPY: "Copy of the master store",
    CheckedStore.REPOSITORY: "Backup repository",
}

register_namespace("premis", PREMIS)


def premis(session: Session, number: str) -> bytes:
    """Return the history of a delivery as PREMIS XML; raise AccessionNotFoundError."""
    accession = register.find(session, number)
    steps = ledger.history(session, accession.id)
    orders = audit_log.lines_of_subject(session, number)
    root = Element(f"{{{PREMIS}}}premis", {"version": "3.0"})
    root.extend(_objects(accession, steps))
    root.extend(_events(session, accession, steps, orders))
    root.extend(_agents(steps, {accession.received_by, *(order.who for order in orders)}))
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _objects(accession: Accession, steps: list[IngestStep]) -> Iterator[Element]:
    yield _object_element("intellectualEntity", _LOCAL, accession.number, accession.source)
    # technical metadata by the checksum of the file
    outputs = (json.loads(step.output) for step in steps if step.stage == _COPIES and step.output)
    recordings = {
        page["place"]["file"]: page["technical"] for page in outputs if page.get("technical")
    }
    for file in accession.files:
        yield _file_element(file, recordings.get(file.digest, {}))
    for page in sorted({step.page_number for step in steps if step.page_number is not None}):
        yield _object_element("representation", _LOCAL, _page_identifier(accession, page), None)


def _object_element(kind: str, key: str, value: str, name: str | None) -> Element:
    element = Element(f"{{{PREMIS}}}object", {_XSI_TYPE: f"premis:{kind}"})
    _identify(element, "objectIdentifier", key, value)
    if name is not None:
        _add(element, "originalName", name)
    return element


def _file_element(file: SourceFile, technical: Mapping[str, object]) -> Element:
    element = _object_element("file", _FILE, file.digest, None)
    for name, value in _properties(technical):
        properties = _add(element, "significantProperties")
        _add(properties, "significantPropertiesType", name)
        _add(properties, "significantPropertiesValue", value)
    characteristics = _add(element, "objectCharacteristics")
    fixity = _add(characteristics, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", file.digest)
    _add(characteristics, "size", str(file.bytes))
    kind = guess_type(file.name)[0] or "application/octet-stream"
    _add(_add(_add(characteristics, "format"), "formatDesignation"), "formatName", kind)
    _add(element, "originalName", file.name)
    return element


def _properties(values: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the names and values of technical metadata, such as `sound.codec` and `flac`."""
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from _properties(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


def _events(
    session: Session, accession: Accession, steps: list[IngestStep], orders: Sequence[AuditLine]
) -> Iterator[Element]:
    receipt = _event("receive", "ingestion", accession.received, "Received into the strong-room")
    _outcome(receipt, "success", None)
    _link(receipt, "Agent", f"person/{accession.received_by}")
    _link(receipt, "Object", accession.number)
    for file in accession.files:
        _link(receipt, "Object", file.digest, _FILE)
    yield receipt
    operations = page_operations.operations_by_step(steps)
    for step in steps:
        yield _step_event(accession, step, operations.get(step.id, ()))
    for order in orders:
        yield _order_event(accession, order)
    yield from _fixity_events(session, accession)
    if accession.settled is not None:
        settlement = _event("settle", "settlement", accession.settled, "The work on it was closed")
        _outcome(settlement, accession.state.value, accession.message)
        _link(settlement, "Agent", _LOCAL)
        _link(settlement, "Object", accession.number)
        yield settlement


def _step_event(accession: Accession, step: IngestStep, operations: PageOperations) -> Element:
    event = _event(f"step/{step.id}", step.stage, step.at, f"{step.seconds:.3f} s")
    note = step.message or "; ".join(map(str, operations))
    _outcome(event, "failure" if step.output is None else "success", note)
    _link(event, "Agent", _stage_identifier(step))
    page = step.page_number
    _link(event, "Object", accession.number if page is None else _page_identifier(accession, page))
    return event


def _order_event(accession: Accession, order: AuditLine) -> Element:
    """Return the event for an audit entry: a staff decision or a fixity check finding."""
    event = _event(f"act/{order.id}", order.action, order.at, order.name)
    _outcome(event, "success", order.detail)
    _link(event, "Agent", f"person/{order.who}")
    _link(event, "Object", accession.number)
    return event


def _fixity_events(session: Session, accession: Accession) -> Iterator[Element]:
    digests = [file.digest for file in accession.files]
    rows = select(FixityCheck).where(FixityCheck.digest.in_(digests)).order_by(FixityCheck.digest)
    for row in session.scalars(rows):
        event = _event(f"fixity/{row.digest}", "fixity check", row.at, "SHA-256 computed again")
        _outcome(event, row.condition.value, None)
        _link(event, "Agent", _LOCAL)
        _link(event, "Object", row.digest, _FILE)
        yield event
    findings = select(FixityEvent).where(FixityEvent.digest.in_(digests)).order_by(FixityEvent.id)
    for row in session.scalars(findings):
        yield _finding_event(row)


def _finding_event(row: FixityEvent) -> Element:
    """Return the event for damage, healing or its end, of the master or its copy."""
    healing = row.finding in (Finding.HEALED, Finding.NOT_HEALED)
    kind = "recovery" if healing else "fixity check"
    event = _event(f"finding/{row.id}", kind, row.at, _STORES[row.store])
    _outcome(event, row.finding.value, row.detail or None)
    _link(event, "Agent", _LOCAL)
    _link(event, "Object", row.digest, _FILE)
    return event


def _agents(steps: Sequence[IngestStep], people: set[str]) -> Iterator[Element]:
    yield _agent(_LOCAL, "Địa Chí", "software", version("diachi"))
    for who in sorted(people):
        yield _agent(f"person/{who}", who, "person", None)
    for program, name, number in sorted(
        {(_stage_identifier(s), s.stage, s.version) for s in steps}
    ):
        yield _agent(program, f"Địa Chí: {name}", "software", str(number))


def _agent(value: str, name: str, kind: str, number: str | None) -> Element:
    agent = Element(f"{{{PREMIS}}}agent")
    _identify(agent, "agentIdentifier", _LOCAL, value)
    _add(agent, "agentName", name)
    _add(agent, "agentType", kind)
    if number is not None:
        _add(agent, "agentVersion", number)
    return agent


def _event(value: str, kind: str, at: datetime, detail: str) -> Element:
    event = Element(f"{{{PREMIS}}}event")
    _identify(event, "eventIdentifier", _LOCAL, value)
    _add(event, "eventType", kind)
    _add(event, "eventDateTime", at.isoformat())
    _add(_add(event, "eventDetailInformation"), "eventDetail", detail)
    return event


def _outcome(event: Element, outcome: str, note: str | None) -> None:
    information = _add(event, "eventOutcomeInformation")
    _add(information, "eventOutcome", outcome)
    if note:
        _add(_add(information, "eventOutcomeDetail"), "eventOutcomeDetailNote", note)


def _link(event: Element, target: str, value: str, key: str = _LOCAL) -> None:
    _identify(event, f"linking{target}Identifier", key, value)


def _identify(parent: Element, name: str, key: str, value: str) -> None:
    identifier = _add(parent, name)
    _add(identifier, f"{name}Type", key)
    _add(identifier, f"{name}Value", value)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    child = SubElement(parent, f"{{{PREMIS}}}{name}")
    child.text = text
    return child


def _page_identifier(accession: Accession, number: int) -> str:
    return f"{accession.number}/{number}"


def _stage_identifier(step: IngestStep) -> str:
    return f"stage/{step.stage}/{step.version}"
