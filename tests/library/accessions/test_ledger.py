"""The ledger knows what was done, and what must be done again."""

import pytest

from library.accessions import ledger
from tests.makers import make_accession


@pytest.fixture
def accession(session):
    """Give a delivery on which steps are done."""
    return make_accession(session)


def _enter(session, accession, key, output, message=None):
    ledger.enter(session, accession.id, 1, "recognise", 1, key, output=output, message=message)
    session.flush()


def test_a_step_that_was_done_is_recalled_with_what_it_made(session, accession):
    _enter(session, accession, "k1", '{"words": "…"}')
    assert ledger.recall(session, ["k0", "k1"]) == {"k1": '{"words": "…"}'}


def test_a_step_that_made_nothing_worth_noting_is_done_all_the_same(session, accession):
    _enter(session, accession, "k1", "")
    assert "k1" in ledger.recall(session, ["k1"])


def test_a_step_never_done_is_not_recalled(session):
    assert ledger.recall(session, ["k1"]) == {}


def test_a_refusal_is_to_be_tried_again(session, accession):
    _enter(session, accession, "k1", None, "Trang hỏng.")
    assert ledger.recall(session, ["k1"]) == {}


def test_a_later_success_replaces_the_refusal(session, accession):
    _enter(session, accession, "k1", None, "Trang hỏng.")
    _enter(session, accession, "k1", "{}")
    assert [step.message for step in ledger.history(session, accession.id)] == [None]


def _told(session, accession):
    return [step.message for step in ledger.history(session, accession.id)]


def test_a_refusal_stays_in_the_history_when_somebody_orders_another_try(session, accession):
    _enter(session, accession, "k1", None, "Trang hỏng.")
    ledger.set_aside_refusals(session, accession.id)
    _enter(session, accession, "k1", None, "Trang hỏng.")
    ledger.set_aside_refusals(session, accession.id)
    _enter(session, accession, "k1", "{}")
    assert _told(session, accession) == ["Trang hỏng.", "Trang hỏng.", None]
    assert ledger.recall(session, ["k1"]) == {"k1": "{}"}


def test_what_was_lost_is_done_again_and_stays_in_the_history(session, accession):
    _enter(session, accession, "k1", "{}")
    ledger.forget(session, ["k1"])
    assert ledger.recall(session, ["k1"]) == {}
    _enter(session, accession, "k1", "{}")
    assert _told(session, accession) == [
        "Kết quả không còn nguyên vẹn; bước này được làm lại.",
        None,
    ]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(("k0", "tidy", 1, "vie"), id="another stage"),
        pytest.param(("k0", "recognise", 2, "vie"), id="a newer version"),
        pytest.param(("k1", "recognise", 1, "vie"), id="after another step"),
        pytest.param(("k0", "recognise", 1, "eng"), id="told another thing"),
        pytest.param(("k0", "recognise", 1, "v", "ie"), id="told the same letters apart"),
    ],
)
def test_a_key_changes_with_all_that_may_change_the_outcome(other):
    assert ledger.key_after(*other) != ledger.key_after("k0", "recognise", 1, "vie")


def test_a_key_is_the_same_at_every_try():
    assert ledger.key_after("k0", "tidy", 1) == ledger.key_after("k0", "tidy", 1)


def test_steps_written_together_replace_a_refusal_and_keep_their_order(session, accession):
    ledger.enter(session, accession.id, 1, "prepare", 1, "b", output=None, message="Hỏng.")
    steps = (ledger.Step("examine", 1, "a", "{}"), ledger.Step("prepare", 1, "b", "{}"))
    ledger.enter_all(session, accession.id, 1, (*steps, ledger.Step("recognise", 1, "c", "{}")))
    assert [step.key for step in ledger.history(session, accession.id)] == ["b", "a", "c"]
    assert ledger.recall(session, ("a", "b", "c")) == dict.fromkeys(("a", "b", "c"), "{}")
