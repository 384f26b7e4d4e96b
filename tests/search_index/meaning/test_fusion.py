"""One order for what is found by words and by meaning."""

from search_index.meaning.gate import Language
from search_index.meaning.question_search import fused_scores


def test_the_first_of_both_searches_scores_one():
    scores = fused_scores({"a": 12.0, "b": 6.0}, {"a": 0.9, "c": 0.8}, Language.VIETNAMESE)
    assert scores == {"a": 1.0, "b": 0.25, "c": 0.0}


def test_words_weigh_less_in_a_foreign_question():
    scores = fused_scores({"words": 10.0}, {"meaning": 0.9, "far": 0.8}, Language.FOREIGN)
    assert (round(scores["words"], 2), round(scores["meaning"], 2)) == (0.3, 0.7)


def test_either_search_may_find_nothing():
    assert fused_scores({}, {"a": 0.9}, Language.VIETNAMESE) == {"a": 0.0}
    assert fused_scores({"a": 3.0}, {}, Language.VIETNAMESE) == {"a": 0.5}
