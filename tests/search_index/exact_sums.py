"""Evaluation of whole queries from single terms, for the exact engine."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from search_index import clauses
from search_index.clauses import FACETS, NAME_SEPARATOR, Clause, Layer
from search_index.engine import PAGES_SHOWN, EngineResult, RankedItem
from search_index.results.ranking import rank_items, weight_factor

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
    weight: float
    facets: dict[Layer, str]


def ranked_result(
    pages: Iterable[tuple[float, PageFacts]], *, first: int, size: int, by_page: bool
) -> EngineResult:
    """Return the items of scored pages, best first; poorly recognised pages score lower."""
    scored = [(score * weight_factor(facts.weight), facts) for score, facts in pages]
    scored.sort(key=lambda page: (-page[0], page[1].item_id, page[1].page))
    hits = [
        (score, (facts.item_id, facts.page if by_page else None), facts) for score, facts in scored
    ]
    items = [_ranked_item(best, bonus) for _, best, bonus in rank_items(hits)]
    return EngineResult(len(items), tuple(items[first : first + size]))


def _ranked_item(scored: list[tuple[float, PageFacts]], bonus: float) -> RankedItem:
    score, best = scored[0]
    pages = tuple(facts.page for _, facts in scored[:PAGES_SHOWN] if facts.page)
    return RankedItem(best.item_id, best.page or None, score + bonus, len(scored), pages, bonus)


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
