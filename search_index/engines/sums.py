"""Works out a whole question from its single terms, for engines that look terms up in Python."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from search_index import clauses
from search_index.clauses import FACETS, NEXT_NAME, Clause, Layer
from search_index.engine import PAGES_SHOWN, PAGES_WEIGHED, Found, FoundItem, bonus

Place = TypeVar("Place", bound=Hashable)
Scores = dict[Place, float]
LookUp = Callable[[Clause], Scores]
"""Returns where a clause without parts holds, and how well."""


def worked_out(clause: Clause, look_up: LookUp) -> Scores:
    """Return where a clause holds, and how well."""
    match clause:
        case clauses.All(parts):
            return _all([worked_out(part, look_up) for part in parts])
        case clauses.Some(parts, least):
            return _some([worked_out(part, look_up) for part in parts], least)
        case clauses.Best(parts):
            return _best([worked_out(part, look_up) for part in parts])
        case clauses.Without(wanted, unwanted):
            gone = worked_out(unwanted, look_up)
            found = worked_out(wanted, look_up)
            return {place: score for place, score in found.items() if place not in gone}
        case _:
            return _weighed(clause, look_up)


@dataclass(frozen=True, slots=True)
class Facts:
    """What must be known of a page besides its terms."""

    item_id: str
    page: int
    quality: float | None
    facets: dict[Layer, str]


def gathered(
    pages: Iterable[tuple[float, Facts]], *, first: int, size: int, by_page: bool
) -> Found:
    """Return the items of scored pages, each with its best page; faint pages count for less."""
    scored = [(score * trust(facts.quality), facts) for score, facts in pages]
    ranked = sorted(scored, key=lambda page: (-page[0], page[1].item_id, page[1].page))
    together: dict[object, list[tuple[float, Facts]]] = defaultdict(list)
    weighed: Counter[object] = Counter()
    for place, (score, facts) in enumerate(ranked):
        alone = (facts.item_id, facts.page) if by_page else facts.item_id
        together[alone].append((score, facts))
        weighed[alone] += place < PAGES_WEIGHED
    found = [_found_item(pages, weighed[alone]) for alone, pages in together.items()]
    found.sort(key=lambda item: -item.score)
    return Found(len(found), tuple(found[first : first + size]))


def _found_item(ranked: list[tuple[float, Facts]], weighed: int) -> FoundItem:
    score, best = ranked[0]
    more = bonus(score, weighed)
    pages = tuple(facts.page for _, facts in ranked[:PAGES_SHOWN] if facts.page)
    return FoundItem(best.item_id, best.page or None, score + more, len(ranked), pages, more)


def broken_down(pages: Iterable[Facts]) -> dict[Layer, dict[str, int]]:
    """Return how many items there are under each value of each facet."""
    items = {facts.item_id: facts for facts in pages}
    counts = {
        layer: Counter(
            name
            for facts in items.values()
            for name in facts.facets.get(layer, "").split(NEXT_NAME)
            if name
        )
        for layer in FACETS
    }
    return {layer: dict(values.most_common()) for layer, values in counts.items()}


def trust(quality: float | None) -> float:
    """Return by how much a page's score counts, given how surely its words were read."""
    return math.log2(2 + (1.0 if quality is None else quality))


def _weighed(clause: Clause, look_up: LookUp) -> Scores:
    match clause:
        case clauses.Preferring(needed, helpful):
            found = worked_out(needed, look_up)
            for part in helpful:
                for place, score in worked_out(part, look_up).items():
                    if place in found:
                        found[place] += score
            return found
        case clauses.Weighted(inner, factor):
            return {place: score * factor for place, score in worked_out(inner, look_up).items()}
        case clauses.Alike(inner, worth):
            return dict.fromkeys(worked_out(inner, look_up), worth)
        case _:
            return dict(look_up(clause))


def _all(parts: list[Scores]) -> Scores:
    if not parts:
        return {}
    places = set.intersection(*(set(part) for part in parts))
    return {place: sum(part[place] for part in parts) for place in places}


def _some(parts: list[Scores], least: int) -> Scores:
    held = Counter(place for part in parts for place in part)
    return {
        place: sum(part.get(place, 0.0) for part in parts)
        for place, times in held.items()
        if times >= least
    }


def _best(parts: list[Scores]) -> Scores:
    best: Scores = {}
    for part in parts:
        for place, score in part.items():
            best[place] = max(score, best.get(place, score))
    return best
