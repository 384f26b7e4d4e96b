"""Evaluation of whole queries from single terms, for engines that look up terms in Python."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from search_index import clauses
from search_index.clauses import FACETS, NAME_SEPARATOR, Clause, Layer
from search_index.engine import PAGES_SHOWN, TOP_PAGES_FOR_BONUS, EngineResult, RankedItem, bonus

Place = TypeVar("Place", bound=Hashable)
Scores = dict[Place, float]
LookUp = Callable[[Clause], Scores]
"""Function that returns the scores of the pages matching a clause without sub-clauses."""


def evaluate(clause: Clause, look_up: LookUp) -> Scores:
    """Return the scores of the pages that match a clause."""
    match clause:
        case clauses.All(parts):
            return _all([evaluate(part, look_up) for part in parts])
        case clauses.Some(parts, least):
            return _some([evaluate(part, look_up) for part in parts], least)
        case clauses.Best(parts):
            return _best([evaluate(part, look_up) for part in parts])
        case clauses.Without(wanted, unwanted):
            excluded_places = evaluate(unwanted, look_up)
            scores = evaluate(wanted, look_up)
            return {place: score for place, score in scores.items() if place not in excluded_places}
        case _:
            return _evaluate_weighted(clause, look_up)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Attributes of a page needed besides its terms."""

    item_id: str
    page: int
    quality: float | None
    facets: dict[Layer, str]


def rank_items(
    pages: Iterable[tuple[float, PageFacts]], *, first: int, size: int, by_page: bool
) -> EngineResult:
    """Return the items of scored pages, best first; poorly recognised pages score lower."""
    page_scores = [(score * confidence_factor(facts.quality), facts) for score, facts in pages]
    ranking = sorted(page_scores, key=lambda page: (-page[0], page[1].item_id, page[1].page))
    pages_by_group: dict[object, list[tuple[float, PageFacts]]] = defaultdict(list)
    top_pages: Counter[object] = Counter()
    for position, (score, facts) in enumerate(ranking):
        group = (facts.item_id, facts.page) if by_page else facts.item_id
        pages_by_group[group].append((score, facts))
        top_pages[group] += position < TOP_PAGES_FOR_BONUS
    items = [_ranked_item(pages, top_pages[group]) for group, pages in pages_by_group.items()]
    items.sort(key=lambda item: -item.score)
    return EngineResult(len(items), tuple(items[first : first + size]))


def _ranked_item(ranking: list[tuple[float, PageFacts]], top_pages: int) -> RankedItem:
    score, best = ranking[0]
    extra = bonus(score, top_pages)
    pages = tuple(facts.page for _, facts in ranking[:PAGES_SHOWN] if facts.page)
    return RankedItem(best.item_id, best.page or None, score + extra, len(ranking), pages, extra)


def count_facets(pages: Iterable[PageFacts]) -> dict[Layer, dict[str, int]]:
    """Return the number of items under each value of each facet."""
    items = {facts.item_id: facts for facts in pages}
    counts = {
        layer: Counter(
            name
            for facts in items.values()
            for name in facts.facets.get(layer, "").split(NAME_SEPARATOR)
            if name
        )
        for layer in FACETS
    }
    return {layer: dict(values.most_common()) for layer, values in counts.items()}


def project_counts(
    items: dict[str, int], sample: dict[str, int], page_totals: dict[str, int]
) -> dict[str, int]:
    """Estimate the items under each value from all its pages and the ratio in a sample of items."""
    average_ratio = sum(items.values()) / max(1, sum(sample.values()))
    ratio = {value: items.get(value, 0) / pages for value, pages in sample.items()}
    return {
        value: max(1, round(pages * ratio.get(value, average_ratio)))
        for value, pages in page_totals.items()
    }


def confidence_factor(quality: float | None) -> float:
    """Return the factor of a page's score for its OCR confidence."""
    return math.log2(2 + (1.0 if quality is None else quality))


def _evaluate_weighted(clause: Clause, look_up: LookUp) -> Scores:
    match clause:
        case clauses.Preferring(needed, helpful):
            scores = evaluate(needed, look_up)
            for part in helpful:
                for place, score in evaluate(part, look_up).items():
                    if place in scores:
                        scores[place] += score
            return scores
        case clauses.Weighted(inner, factor):
            return {place: score * factor for place, score in evaluate(inner, look_up).items()}
        case clauses.ConstantScore(inner, constant_score):
            return dict.fromkeys(evaluate(inner, look_up), constant_score)
        case _:
            return dict(look_up(clause))


def _all(parts: list[Scores]) -> Scores:
    if not parts:
        return {}
    places = set.intersection(*(set(part) for part in parts))
    return {place: sum(part[place] for part in parts) for place in places}


def _some(parts: list[Scores], least: int) -> Scores:
    matching_clauses = Counter(place for part in parts for place in part)
    return {
        place: sum(part.get(place, 0.0) for part in parts)
        for place, count in matching_clauses.items()
        if count >= least
    }


def _best(parts: list[Scores]) -> Scores:
    best: Scores = {}
    for part in parts:
        for place, score in part.items():
            best[place] = max(score, best.get(place, score))
    return best
