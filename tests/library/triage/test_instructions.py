"""Staff tell the workshop what to do, and take it back."""

import pytest

from library.accessions.models import AccessionState
from library.triage import instructions
from library.triage.models import WHOLE, About
from tests.makers import BY, make_accession


@pytest.fixture
def accession(session):
    """Give a delivery that is settled."""
    return make_accession(session, state=AccessionState.DONE)


def test_without_a_word_the_guess_holds(session, accession):
    assert instructions.of(session, accession.id).turn_of(3, guessed=2) == 2


def test_a_word_about_the_whole_delivery_holds_for_each_page(session, accession):
    instructions.give(session, accession, About.TURN, WHOLE, 0, BY)
    assert instructions.of(session, accession.id).turn_of(3, guessed=2) == 0


def test_a_word_about_one_page_holds_before_that(session, accession):
    instructions.give(session, accession, About.TURN, WHOLE, 2, BY)
    instructions.give(session, accession, About.TURN, 3, 1, BY)
    orders = instructions.of(session, accession.id)
    assert (orders.turn_of(3, 0), orders.turn_of(4, 0)) == (1, 2)


def test_a_later_word_replaces_the_first(session, accession):
    instructions.give(session, accession, About.TURN, WHOLE, 2, BY)
    instructions.give(session, accession, About.TURN, WHOLE, 3, BY)
    assert instructions.of(session, accession.id).turn_of(1, 0) == 3


def test_a_word_taken_back_holds_no_more(session, accession):
    instructions.give(session, accession, About.READ, 4, 1, BY)
    instructions.take_back(session, accession, About.READ, 4, BY)
    assert instructions.of(session, accession.id).to_be_read == frozenset()


def test_a_settled_delivery_is_worked_on_again(session, accession):
    instructions.give(session, accession, About.READ, 4, 1, BY)
    assert accession.state is AccessionState.WAITING
