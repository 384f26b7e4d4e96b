"""The image operations on a page are read from the outputs of its processing steps."""

import json

import pytest

from library.accessions import ledger, page_operations, register_queries
from library.accessions.page_operations import OperationKind, PageOperation
from tests.makers import make_accession


def _record(session, stage="prepare", page=1, **record):
    return _record_more(session, make_accession(session), stage, page, **record)


def _record_more(session, accession, stage, page=1, **record):
    output = {"output": json.dumps(record)}
    ledger.record_step(session, accession.id, page, stage, 1, f"{stage} {page} {record}", **output)
    return accession


@pytest.mark.parametrize(
    ("record", "operations"),
    [
        pytest.param({"treatment": {"turn": 2}}, [("TURNED", 180)], id="on its head"),
        pytest.param({"treatment": {"skew": -1.5}}, [("STRAIGHTENED", 1.5)], id="crooked"),
        pytest.param({"treatment": {"scale": 2.0}}, [("SCALED", 200)], id="coarse"),
        pytest.param({"treatment": {"sealed": True}}, [("UNSEALED", 0)], id="under a seal"),
        pytest.param(
            {"treatment": {"dark_border": True, "uneven": True}},
            [("UNBORDERED", 0), ("EVENED", 0)],
            id="several together",
        ),
        pytest.param({"treatment": {"bitonal": True}}, [("NOTHING", 0)], id="a clean page"),
        pytest.param({"blank": True}, [("BLANK", 0)], id="a blank page"),
        pytest.param({"has_text": True}, [("OWN_TEXT", 0)], id="a page with its own text"),
        pytest.param({"place": {"ends": 0.49}}, [("LEFT_HALF", 49)], id="the left of a spread"),
        pytest.param(
            {"place": {"begins": 0.49, "ends": 1.0}}, [("RIGHT_HALF", 49)], id="the right of it"
        ),
    ],
)
def test_the_operations_on_a_page_are_returned(session, record, operations):
    accession = _record(session, **record)
    expected = tuple(PageOperation(OperationKind[name], amount) for name, amount in operations)
    assert page_operations.operations_on_page(session, accession.id, 1) == expected


def test_a_page_turned_during_recognition_has_its_latest_operations(session):
    accession = _record(session, treatment={})
    _record_more(session, accession, "recognise", treatment={"turn": 1})
    assert page_operations.operations_on_page(session, accession.id, 1) == (
        PageOperation(OperationKind.TURNED, 90),
    )


def test_a_page_without_a_prepare_step_has_no_operations(session):
    assert page_operations.operations_on_page(session, make_accession(session).id, 1) == ()


def test_a_step_that_changed_nothing_has_no_operations(session):
    accession = _record(session, treatment={"skew": 2.0})
    _record_more(session, accession, "recognise", treatment={"skew": 2.0}, quality=0.9)
    prepared, read = register_queries.page_steps(session, accession.id, 1)
    assert (str(prepared.operations[0]), read.operations) == ("straightened, degrees: 2", ())
