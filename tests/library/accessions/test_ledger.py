"""The ledger returns completed steps, and leaves out the steps to be repeated."""

import pytest

from library.accessions import ledger
from tests.makers import make_accession


@pytest.fixture
def accession(session):
    """Return a delivery."""
    return make_accession(session)


def _record(session, accession, key, output, message=None):
    ledger.record_step(
        session, accession.id, 1, "recognise", 1, key, output=output, message=message
    )
    session.flush()


def test_a_completed_step_is_returned_with_its_output(session, accession):
    _record(session, accession, "k1", '{"words": "…"}')
    assert ledger.outputs_by_key(session, ["k0", "k1"]) == {"k1": '{"words": "…"}'}


def test_a_step_with_empty_output_counts_as_completed(session, accession):
    _record(session, accession, "k1", "")
    assert "k1" in ledger.outputs_by_key(session, ["k1"])


def test_an_unknown_step_is_not_returned(session):
    assert ledger.outputs_by_key(session, ["k1"]) == {}


def test_a_refused_step_is_not_returned(session, accession):
    _record(session, accession, "k1", None, "Trang hỏng.")
    assert ledger.outputs_by_key(session, ["k1"]) == {}


def test_a_later_success_replaces_the_refusal(session, accession):
    _record(session, accession, "k1", None, "Trang hỏng.")
    _record(session, accession, "k1", "{}")
    assert [step.message for step in ledger.history(session, accession.id)] == [None]


def _messages(session, accession):
    return [step.message for step in ledger.history(session, accession.id)]


def test_a_refusal_stays_in_the_history_when_another_attempt_is_ordered(session, accession):
    _record(session, accession, "k1", None, "Trang hỏng.")
    ledger.set_aside_refusals(session, accession.id)
    _record(session, accession, "k1", None, "Trang hỏng.")
    ledger.set_aside_refusals(session, accession.id)
    _record(session, accession, "k1", "{}")
    assert _messages(session, accession) == ["Trang hỏng.", "Trang hỏng.", None]
    assert ledger.outputs_by_key(session, ["k1"]) == {"k1": "{}"}


def test_a_lost_step_is_repeated_and_stays_in_the_history(session, accession):
    _record(session, accession, "k1", "{}")
    ledger.mark_lost(session, ["k1"])
    assert ledger.outputs_by_key(session, ["k1"]) == {}
    _record(session, accession, "k1", "{}")
    assert _messages(session, accession) == [
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
def test_a_key_depends_on_stage_version_previous_key_and_inputs(other):
    assert ledger.next_key(*other) != ledger.next_key("k0", "recognise", 1, "vie")


def test_a_key_is_the_same_at_every_try():
    assert ledger.next_key("k0", "tidy", 1) == ledger.next_key("k0", "tidy", 1)


def test_steps_written_together_replace_a_refusal_and_keep_their_order(session, accession):
    ledger.record_step(session, accession.id, 1, "prepare", 1, "b", output=None, message="Hỏng.")
    steps = (ledger.Step("examine", 1, "a", "{}"), ledger.Step("prepare", 1, "b", "{}"))
    ledger.record_steps(session, accession.id, 1, (*steps, ledger.Step("recognise", 1, "c", "{}")))
    assert [step.key for step in ledger.history(session, accession.id)] == ["b", "a", "c"]
    assert ledger.outputs_by_key(session, ("a", "b", "c")) == dict.fromkeys(("a", "b", "c"), "{}")
