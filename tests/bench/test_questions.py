"""The project's own questions are complete, and their figures are what they are called."""

import re
from collections import Counter

import pytest

from bench.judgements import (
    JudgedQuestion,
    Outcome,
    failures,
    mean_reciprocal_rank,
    recall_at_ten,
)
from bench.question_set import SourcedQuestion, contradictions, held_out_ids, read_questions

_QUESTIONS = read_questions()
_JUDGED = [question.judged for question in _QUESTIONS]


def _judged(question_id, must=("a",), may=()):
    return JudgedQuestion(question_id, "phố cổ", "title", frozenset(must), frozenset(may))


def test_every_kind_of_question_is_asked_nine_times_or_more():
    kinds = Counter(judged.kind for judged in _JUDGED)
    assert len(kinds) == 17
    assert min(kinds.values()) >= 9


def test_every_question_has_its_own_id_words_and_an_answer():
    assert len({judged.id for judged in _JUDGED}) == len(_JUDGED)
    assert len({judged.typed for judged in _JUDGED}) == len(_JUDGED)
    assert all(judged.must and judged.typed.strip() for judged in _JUDGED)
    assert not any(judged.must & judged.may for judged in _JUDGED)


def test_pasted_passages_are_as_long_as_a_page_column():
    lengths = [len(judged.typed.split()) for judged in _JUDGED if judged.kind == "paste"]
    assert min(lengths) >= 120
    assert max(lengths) <= 300


def test_a_third_of_every_kind_is_held_out():
    held_out = held_out_ids(_JUDGED)
    kinds = Counter(judged.kind for judged in _JUDGED)
    of_kind = Counter(judged.kind for judged in _JUDGED if judged.id in held_out)
    assert {kind: count // 3 for kind, count in kinds.items()} == of_kind


def test_a_question_added_later_leaves_the_held_out_part_as_it_is():
    some = [_judged(f"title-{number}") for number in range(6)]
    assert held_out_ids(some) == held_out_ids([*some, _judged("title-6"), _judged("title-7")])


@pytest.mark.parametrize(
    ("texts", "lines"),
    [
        pytest.param({"a": "Phố cổ\n", "b": "Chợ\n"}, (), id="evidence in the answer alone"),
        pytest.param({"a": "Chợ\n"}, ("q: no evidence in a",), id="answer without evidence"),
        pytest.param({}, ("q: no evidence in a",), id="answer that is no text"),
        pytest.param(
            {"a": "Phố cổ\n", "b": "Phố cổ\n"}, ("q: evidence also in b",), id="unnamed answer"
        ),
    ],
)
def test_evidence_is_in_the_answers_and_nowhere_else(texts, lines):
    question = SourcedQuestion(_judged("q"), re.compile("^Phố cổ"))
    assert contradictions([question], texts) == lines


def test_required_answers_count_for_recall_and_acceptable_ones_for_the_rank():
    outcomes = [Outcome(_judged("q", must=("a", "b"), may=("c",)), ("x", "c", "a"))]
    assert recall_at_ten(outcomes) == pytest.approx(0.5)
    assert mean_reciprocal_rank(outcomes) == pytest.approx(0.5)


def test_the_eleventh_answer_counts_for_the_rank_only():
    outcomes = [Outcome(_judged("q"), (*"bcdefghijk", "a"))]
    assert recall_at_ten(outcomes) == 0
    assert mean_reciprocal_rank(outcomes) == pytest.approx(1 / 11)


def test_only_questions_not_answered_at_once_are_failures():
    first, second = Outcome(_judged("q1"), ("a",)), Outcome(_judged("q2"), ("b", "a"))
    assert failures([first, second]) == ["q2 title “phố cổ” at {'a': 2}, missing set(), rank 0.50"]
