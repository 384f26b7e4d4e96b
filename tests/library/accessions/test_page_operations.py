"""What the workshop did to the image of a page is told from what its steps wrote down."""

import json

import pytest

from library.accessions import ledger, page_operations, register_queries
from library.accessions.page_operations import Deed, DeedKind
from tests.makers import make_accession


def _enter(session, stage="prepare", page=1, **made):
    return _again(session, make_accession(session), stage, page, **made)


def _again(session, accession, stage, page=1, **made):
    told = {"output": json.dumps(made)}
    ledger.enter(session, accession.id, page, stage, 1, f"{stage} {page} {made}", **told)
    return accession


@pytest.mark.parametrize(
    ("made", "told"),
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
def test_what_was_done_is_told(session, made, told):
    accession = _enter(session, **made)
    wanted = tuple(Deed(DeedKind[name], amount) for name, amount in told)
    assert page_operations.of_page(session, accession.id, 1) == wanted


def test_a_page_that_was_turned_when_it_was_read_is_told_as_it_is_now(session):
    accession = _enter(session, treatment={})
    _again(session, accession, "recognise", treatment={"turn": 1})
    assert page_operations.of_page(session, accession.id, 1) == (Deed(DeedKind.TURNED, 90),)


def test_of_a_page_that_was_not_prepared_nothing_is_told(session):
    assert page_operations.of_page(session, make_accession(session).id, 1) == ()


def test_a_step_that_changed_nothing_tells_nothing(session):
    accession = _enter(session, treatment={"skew": 2.0})
    _again(session, accession, "recognise", treatment={"skew": 2.0}, quality=0.9)
    prepared, read = register_queries.page_steps(session, accession.id, 1)
    assert (str(prepared.deeds[0]), read.deeds) == ("straightened, degrees: 2", ())
