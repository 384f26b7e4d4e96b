"""Items stand by their best page, and a little higher for further ones."""

import pytest

from search_index.results.ranking import TOP_PAGES_FOR_BONUS, rank_items, weight_factor


def test_the_item_with_the_best_page_stands_first():
    ranked = rank_items([(2.0, "báo", 7), (1.0, "sách", 3)])
    assert [(key, pages) for key, pages, _ in ranked] == [("báo", [(2.0, 7)]), ("sách", [(1.0, 3)])]


def test_an_item_about_a_topic_stands_above_one_that_mentions_it():
    hits = [(2.01, "báo", 7), *((2.0, "sách", page) for page in range(1, 9))]
    assert [key for key, _, _ in rank_items(hits)] == ["sách", "báo"]


def test_of_equal_pages_at_the_limit_none_adds_to_the_bonus():
    better = [(2.0, "sách", number) for number in range(4)]
    equal = [(1.0, f"báo {number // 2}", number) for number in range(TOP_PAGES_FOR_BONUS)]
    bonuses = {key: bonus for key, _, bonus in rank_items([*better, *equal])}
    assert [key for key, bonus in bonuses.items() if bonus] == ["sách"]


def test_a_page_read_without_any_confidence_loses_a_third():
    assert weight_factor(0) / weight_factor(1) == pytest.approx(0.63, abs=0.01)
