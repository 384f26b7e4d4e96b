"""The history of a delivery is exported as PREMIS 3, in the order of its schema."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from library.accessions import ledger
from library.accessions.premis import PREMIS, premis
from library.database import reading, work
from library.errors import AccessionNotFoundError
from library.jobs import orders
from library.storage.fixity import record_check
from library.storage.models import Condition
from tests.makers import make_accession

_ORDER = {
    "premis": ["object", "event", "agent"],
    "object": ["objectIdentifier", "objectCharacteristics", "originalName"],
    "objectCharacteristics": ["fixity", "size", "format"],
    "event": [
        "eventIdentifier",
        "eventType",
        "eventDateTime",
        "eventDetailInformation",
        "eventOutcomeInformation",
        "linkingAgentIdentifier",
        "linkingObjectIdentifier",
    ],
    "agent": ["agentIdentifier", "agentName", "agentType", "agentVersion"],
}


@pytest.fixture
def number(engine):
    """Enter a delivery with some steps, and return its number."""
    with work(engine) as session:
        entry = make_accession(session)
        for page, output, message in ((None, "{}", None), (1, "{}", None), (2, None, "Ảnh hỏng.")):
            result = {"output": output, "message": message, "seconds": 1.5}
            ledger.record_step(session, entry.id, page, "recognise", 3, f"k{page}", **result)
        record_check(session, entry.files[0].digest, Condition.SOUND)
        orders.pause(session, entry.number, "Lan")
        return entry.number


@pytest.fixture
def tree(engine, number):
    """Return the document as an element tree."""
    with reading(engine) as session:
        return fromstring(premis(session, number))


def _name(element: Element) -> str:
    return element.tag.removeprefix(f"{{{PREMIS}}}")


def _texts(tree, name):
    return [element.text for element in tree.iter(f"{{{PREMIS}}}{name}")]


def test_elements_are_in_schema_order(tree):
    for element in tree.iter():
        order = _ORDER.get(_name(element))
        if order:
            places = [order.index(_name(child)) for child in element]
            assert places == sorted(places)


def test_every_link_leads_to_something_in_the_document(tree):
    assert set(_texts(tree, "linkingObjectIdentifierValue")) <= set(
        _texts(tree, "objectIdentifierValue")
    )
    assert set(_texts(tree, "linkingAgentIdentifierValue")) <= set(
        _texts(tree, "agentIdentifierValue")
    )


def test_every_step_is_an_event_with_its_outcome(tree):
    steps = ["recognise"] * 3
    assert _texts(tree, "eventType") == ["ingestion", *steps, "accession.pause", "fixity check"]
    assert _texts(tree, "eventOutcome") == ["success"] * 3 + ["failure", "success", "sound"]
    assert _texts(tree, "eventOutcomeDetailNote") == ["Ảnh hỏng."]


def test_the_agent_is_the_stage_in_its_version(tree):
    assert "stage/recognise/3" in _texts(tree, "agentIdentifierValue")
    assert "3" in _texts(tree, "agentVersion")


def test_the_user_who_gave_an_order_is_an_agent(tree):
    assert "person/Lan" in _texts(tree, "agentIdentifierValue")


def test_the_settlement_is_an_event(engine, number):
    with work(engine) as session:
        orders.resume(session, number, "Lan")
        orders.withdraw(session, number, "Lan", "nộp nhầm")
        tree = fromstring(premis(session, number))
    assert _texts(tree, "eventType")[-1] == "settlement"
    assert _texts(tree, "eventOutcome")[-1] == "withdrawn"


def test_an_unknown_number_raises(session):
    with pytest.raises(AccessionNotFoundError):
        premis(session, "1999-00001")


def test_the_operations_on_a_page_image_are_in_the_outcome_note(engine, number):
    with work(engine) as session:
        result = {"output": '{"treatment": {"turn": 2}}', "seconds": 0.1}
        ledger.record_step(session, 1, 1, "prepare", 4, "k-prepare", **result)
    with reading(engine) as session:
        tree = fromstring(premis(session, number))
    assert "turned clockwise, degrees: 180" in _texts(tree, "eventOutcomeDetailNote")
