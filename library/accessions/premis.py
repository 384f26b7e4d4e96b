"""Tells the history of a delivery as PREMIS 3: what was done, when, by what, how it ended."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.metadata import version
from mimetypes import guess_type
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions import ledger, page_operations, register
from library.accessions.models import Accession, IngestStep, SourceFile
from library.accessions.page_operations import Deeds
from library.staff import audit_log
from library.staff.audit_log import Line
from library.storage.models import FixityCheck

PREMIS = "http://www.loc.gov/premis/v3"
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_FILE, _LOCAL = "SHA-256", "diachi"

register_namespace("premis", PREMIS)


def premis(session: Session, number: str) -> bytes:
    """Return all that happened to a delivery; raise AccessionNotFoundError."""
    accession = register.find(session, number)
    steps = ledger.history(session, accession.id)
    orders = audit_log.of_subject(session, number)
    root = Element(f"{{{PREMIS}}}premis", {"version": "3.0"})
    root.extend(_objects(accession, steps))
    root.extend(_events(session, accession, steps, orders))
    root.extend(_agents(steps, {accession.received_by, *(one.who for one in orders)}))
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _objects(accession: Accession, steps: list[IngestStep]) -> Iterator[Element]:
    yield _thing("intellectualEntity", _LOCAL, accession.number, accession.source)
    for file in accession.files:
        yield _file(file)
    for page in sorted({step.page_number for step in steps if step.page_number is not None}):
        yield _thing("representation", _LOCAL, _page(accession, page), None)


def _thing(kind: str, key: str, value: str, name: str | None) -> Element:
    found = Element(f"{{{PREMIS}}}object", {_TYPE: f"premis:{kind}"})
    _identify(found, "objectIdentifier", key, value)
    if name is not None:
        _add(found, "originalName", name)
    return found


def _file(file: SourceFile) -> Element:
    found = _thing("file", _FILE, file.digest, None)
    told = _add(found, "objectCharacteristics")
    fixity = _add(told, "fixity")
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", file.digest)
    _add(told, "size", str(file.bytes))
    kind = guess_type(file.name)[0] or "application/octet-stream"
    _add(_add(_add(told, "format"), "formatDesignation"), "formatName", kind)
    _add(found, "originalName", file.name)
    return found


def _events(
    session: Session, accession: Accession, steps: list[IngestStep], orders: Sequence[Line]
) -> Iterator[Element]:
    received = _event("receive", "ingestion", accession.received, "Received into the strong-room")
    _outcome(received, "success", None)
    _link(received, "Agent", f"person/{accession.received_by}")
    _link(received, "Object", accession.number)
    for file in accession.files:
        _link(received, "Object", file.digest, _FILE)
    yield received
    done = page_operations.of_steps(steps)
    for step in steps:
        yield _step(accession, step, done.get(step.id, ()))
    for order in orders:
        yield _order(accession, order)
    yield from _checks(session, accession)
    if accession.settled is not None:
        settled = _event("settle", "settlement", accession.settled, "The work on it was closed")
        _outcome(settled, accession.state.value, accession.message)
        _link(settled, "Agent", _LOCAL)
        _link(settled, "Object", accession.number)
        yield settled


def _step(accession: Accession, step: IngestStep, done: Deeds) -> Element:
    found = _event(f"step/{step.id}", step.stage, step.at, f"{step.seconds:.3f} s")
    told = step.message or "; ".join(map(str, done))
    _outcome(found, "failure" if step.output is None else "success", told)
    _link(found, "Agent", _program(step))
    page = step.page_number
    _link(found, "Object", accession.number if page is None else _page(accession, page))
    return found


def _order(accession: Accession, order: Line) -> Element:
    """Tell what somebody decided, or what was found on the round through the strong-room."""
    found = _event(f"act/{order.id}", order.action, order.at, order.name)
    _outcome(found, "success", order.detail)
    _link(found, "Agent", f"person/{order.who}")
    _link(found, "Object", accession.number)
    return found


def _checks(session: Session, accession: Accession) -> Iterator[Element]:
    digests = [file.digest for file in accession.files]
    rows = select(FixityCheck).where(FixityCheck.digest.in_(digests)).order_by(FixityCheck.digest)
    for row in session.scalars(rows):
        found = _event(f"fixity/{row.digest}", "fixity check", row.at, "SHA-256 computed again")
        _outcome(found, row.condition.value, None)
        _link(found, "Agent", _LOCAL)
        _link(found, "Object", row.digest, _FILE)
        yield found


def _agents(steps: Sequence[IngestStep], people: set[str]) -> Iterator[Element]:
    yield _agent(_LOCAL, "Địa Chí", "software", version("diachi"))
    for who in sorted(people):
        yield _agent(f"person/{who}", who, "person", None)
    for program, name, number in sorted({(_program(s), s.stage, s.version) for s in steps}):
        yield _agent(program, f"Địa Chí: {name}", "software", str(number))


def _agent(value: str, name: str, kind: str, number: str | None) -> Element:
    found = Element(f"{{{PREMIS}}}agent")
    _identify(found, "agentIdentifier", _LOCAL, value)
    _add(found, "agentName", name)
    _add(found, "agentType", kind)
    if number is not None:
        _add(found, "agentVersion", number)
    return found


def _event(value: str, kind: str, at: datetime, detail: str) -> Element:
    found = Element(f"{{{PREMIS}}}event")
    _identify(found, "eventIdentifier", _LOCAL, value)
    _add(found, "eventType", kind)
    _add(found, "eventDateTime", at.isoformat())
    _add(_add(found, "eventDetailInformation"), "eventDetail", detail)
    return found


def _outcome(event: Element, outcome: str, note: str | None) -> None:
    told = _add(event, "eventOutcomeInformation")
    _add(told, "eventOutcome", outcome)
    if note:
        _add(_add(told, "eventOutcomeDetail"), "eventOutcomeDetailNote", note)


def _link(event: Element, what: str, value: str, key: str = _LOCAL) -> None:
    _identify(event, f"linking{what}Identifier", key, value)


def _identify(parent: Element, name: str, key: str, value: str) -> None:
    found = _add(parent, name)
    _add(found, f"{name}Type", key)
    _add(found, f"{name}Value", value)


def _add(parent: Element, name: str, text: str | None = None) -> Element:
    child = SubElement(parent, f"{{{PREMIS}}}{name}")
    child.text = text
    return child


def _page(accession: Accession, number: int) -> str:
    return f"{accession.number}/{number}"


def _program(step: IngestStep) -> str:
    return f"stage/{step.stage}/{step.version}"
