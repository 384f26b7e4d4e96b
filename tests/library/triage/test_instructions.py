"""Staff give instructions to the pipeline, and withdraw them."""

import pytest

from library.accessions.models import AccessionState
from library.catalogue.models import PageKind
from library.catalogue.pictures.describing import describe, page_of
from library.triage import instructions
from library.triage.models import WHOLE_DELIVERY, InstructionKind
from tests.makers import BY, make_accession, make_item, make_page


@pytest.fixture
def accession(session):
    """Return a settled delivery."""
    return make_accession(session, state=AccessionState.DONE)


def test_without_an_instruction_the_default_is_used(session, accession):
    assert instructions.current(session, accession.id).turn_of(3, default=2) == 2


def test_an_instruction_for_the_delivery_applies_to_each_page(session, accession):
    instructions.give(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, 0, BY)
    assert instructions.current(session, accession.id).turn_of(3, default=2) == 0


def test_an_instruction_for_a_page_takes_precedence(session, accession):
    instructions.give(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, 2, BY)
    instructions.give(session, accession, InstructionKind.TURN, 3, 1, BY)
    current = instructions.current(session, accession.id)
    assert (current.turn_of(3, 0), current.turn_of(4, 0)) == (1, 2)


def test_a_later_instruction_replaces_the_first(session, accession):
    instructions.give(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, 2, BY)
    instructions.give(session, accession, InstructionKind.TURN, WHOLE_DELIVERY, 3, BY)
    assert instructions.current(session, accession.id).turn_of(1, 0) == 3


def test_a_withdrawn_instruction_has_no_effect(session, accession):
    instructions.give(session, accession, InstructionKind.READ, 4, 1, BY)
    instructions.withdraw(session, accession, InstructionKind.READ, 4, BY)
    assert instructions.current(session, accession.id).to_be_read == frozenset()


def test_a_settled_delivery_is_queued_again(session, accession):
    instructions.give(session, accession, InstructionKind.READ, 4, 1, BY)
    assert accession.state is AccessionState.WAITING


def test_a_delivery_without_an_item_has_no_pictures_yet(session, accession):
    assert instructions.current(session, accession.id).pictures is None


@pytest.mark.parametrize(
    ("kind", "is_picture"),
    [
        pytest.param("Bản đồ", True, id="a map"),
        pytest.param("ảnh chân dung", True, id="a photograph, further described"),
        pytest.param("Sách", False, id="a book"),
        pytest.param(None, False, id="no kind"),
    ],
)
def test_pages_of_maps_and_pictures_are_pictures(session, accession, kind, is_picture):
    make_item(session, kind=kind).accession_id = accession.id
    session.flush()
    assert instructions.current(session, accession.id).is_picture(7) == is_picture


def test_a_plate_in_a_book_is_a_picture(session, accession):
    item = make_item(session, kind="Sách", texts=(), published=False)
    item.accession_id = accession.id
    make_page(session, item)
    make_page(session, item, kind=PageKind.PLATE)
    orders = instructions.current(session, accession.id)
    assert [orders.is_picture(number) for number in (1, 2)] == [False, True]


def test_a_negative_is_made_again_as_positive_and_back(session, accession):
    item = make_item(session, texts=("", ""), collection="anh-ban-do")
    item.accession_id = accession.id
    page = page_of(session, item.id, 2)
    for typed, negatives in (("1", {2}), ("", set())):
        accession.state = AccessionState.DONE
        describe(session, page, {"negative": typed, "caption": f"Ga {typed}"}, BY)
        assert instructions.current(session, accession.id).negatives == negatives
        assert accession.state is AccessionState.WAITING
    accession.state = AccessionState.DONE
    describe(session, page, {"caption": "Ga Đồng Đăng"}, BY)
    assert accession.state is AccessionState.DONE
