"""Ranking of results, the same for every engine.

A page's score is what its words are worth (`search_index.query.relaxation` weighs the clauses of a
query) times the factor of its weight. Items stand by their best page, with a bonus for further
ones.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from typing import TypeVar

from search_index.documents import PageDocument

TOP_PAGES_FOR_BONUS = 300
"""Number of best-scoring pages that count towards the bonus of their items."""

_BONUS_PER_DOUBLING = 0.03

Key = TypeVar("Key", bound=Hashable)
Page = TypeVar("Page")


def page_weight(document: PageDocument) -> float:
    """Return the weight of a page for every query, from 0 to 1: the OCR confidence of its text.

    Whatever else should move a page up or down, such as its year, is taken into account here.
    Engines store the weight, so a change needs a higher `generations.SCHEMA_VERSION`.
    """
    return 1.0 if document.quality is None else document.quality


def weight_factor(weight: float) -> float:
    """Return the factor of a score: a page of weight 0 loses 37 % against one of weight 1.

    It is the formula that Tantivy applies to its column of weights.
    """
    return math.log2(2 + weight)


def rank_items(
    hits: Sequence[tuple[float, Key, Page]],
) -> list[tuple[Key, list[tuple[float, Page]], float]]:
    """Return items, best first, each with its scored pages and its bonus.

    `hits` are pages with their score and the key of their item, best first.
    """
    pages: dict[Key, list[tuple[float, Page]]] = defaultdict(list)
    for score, key, page in hits:
        pages[key].append((score, page))
    # equal pages at the limit stand in another order in each engine: none of them counts
    limit = hits[TOP_PAGES_FOR_BONUS - 1][0] if len(hits) >= TOP_PAGES_FOR_BONUS else -math.inf
    top_pages = Counter(key for score, key, _ in hits if score > limit)
    items = [(key, scored, _bonus(scored[0][0], top_pages[key])) for key, scored in pages.items()]
    return sorted(items, key=lambda item: -(item[1][0][0] + item[2]))


def _bonus(score: float, pages: int) -> float:
    """Return the score that further matching pages add to the score of the best page.

    It grows with the logarithm of their number, so that an item about a topic ranks above an item
    that mentions it once in equally good words.
    """
    return score * _BONUS_PER_DOUBLING * math.log2(pages) if pages > 1 else 0.0
