"""Comparison of two engines' answers to the same request; an equal score makes a tie."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import isclose

from search_index.documents import ItemHit, ResultPage

_DEPTH = 10
_TIE = 1e-3
"""Relative difference below which two scores are a tie: engines round lengths differently."""

_ESTIMATE = 0.05
"""Relative difference allowed between two estimates."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Answer of one engine: its first hits, and the ids of all items in the set."""

    page: ResultPage
    items: frozenset[str]

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the items in the order of the result page."""
        return tuple(hit.item_id for hit in self.page.in_order)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Equality of each part of two answers; None for a part that neither answer has."""

    kind: str
    typed: str
    parts: dict[str, bool | None]
    sight: str
    """Both answers in short, for whoever looks for the cause."""


def compare(kind: str, typed: str, first: Answer, second: Answer) -> Comparison:
    """Return the equality of each part of two answers to the same request."""
    places = _places_equal(first, second)
    page, other = first.page, second.page
    parts = {
        "set": first.items == second.items,
        "count": _same_number(page.total, other.total, is_estimate=page.nearly or other.nearly),
        "first hit": places[0] if places else None,
        "first ten": all(places) if places else None,
        "near hits": _same_near(page, other),
        "facets": _same_facets(page, other),
        "pages and snippets": _same_snippets(page, other),
        "corrections": _readings(page) == _readings(other),
    }
    return Comparison(kind, typed, parts, f"{_sight(first)} | {_sight(second)}")


def shares(comparisons: Sequence[Comparison]) -> dict[str, tuple[float, int]]:
    """Return the share of equal answers and their number, for each part."""
    equal, compared = Counter[str](), Counter[str]()
    for comparison in comparisons:
        for part, is_equal in comparison.parts.items():
            compared[part] += is_equal is not None
            equal[part] += is_equal is True
    return {part: (equal[part] / max(1, count), count) for part, count in compared.items()}


def by_kind(comparisons: Sequence[Comparison]) -> dict[str, list[Comparison]]:
    """Return the comparisons of each kind of question."""
    kinds: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        kinds[comparison.kind].append(comparison)
    return dict(kinds)


def listed(comparisons: Sequence[Comparison], is_locked: Callable[[str], bool]) -> Iterator[str]:
    """Yield a line for each difference, of the half that may be looked at."""
    for comparison in comparisons:
        different = [part for part, is_equal in comparison.parts.items() if is_equal is False]
        if different and not is_locked(comparison.typed):
            typed = comparison.typed[:70]
            yield f"{comparison.kind} “{typed}”: {', '.join(different)}: {comparison.sight}"


def _places_equal(first: Answer, second: Answer) -> list[bool]:
    """Return the equality of the first ten places: the same item, or a tie."""
    scores = {hit.item_id: hit.score for hit in first.page.in_order}
    last = min(scores.values(), default=0.0)
    length = max(len(first.ids), len(second.ids))
    return [
        place < min(len(first.ids), len(second.ids))
        and _is_tie(scores[first.ids[place]], scores.get(second.ids[place], last))
        for place in range(min(_DEPTH, length))
    ]


def _is_tie(score: float, other: float) -> bool:
    return isclose(score, other, rel_tol=_TIE)


def _same_near(first: ResultPage, second: ResultPage) -> bool | None:
    if not first.near and not second.near:
        return None
    scores = {hit.item_id: hit.score for hit in first.near}
    lowest = min(scores.values(), default=0.0)
    dropped = scores.keys() - {hit.item_id for hit in second.near}  # a tie at the end is cut anyhow
    return len(first.near) == len(second.near) and all(
        _is_tie(scores[item_id], lowest) for item_id in dropped
    )


def _same_number(first: int, second: int, *, is_estimate: bool) -> bool:
    return isclose(first, second, rel_tol=_ESTIMATE) if is_estimate else first == second


def _same_facets(first: ResultPage, second: ResultPage) -> bool:
    is_estimate = first.nearly or second.nearly
    counts, other_counts = (
        {(facet.name, row.value): row.items for facet in page.facets for row in facet.values}
        for page in (first, second)
    )
    if not is_estimate:
        return counts == other_counts
    totals = sum(counts.values()), sum(other_counts.values())
    return counts.keys() == other_counts.keys() and isclose(*totals, rel_tol=_ESTIMATE)


def _same_snippets(first: ResultPage, second: ResultPage) -> bool | None:
    """Compare what is shown of the items that both pages show; a page of a tie may differ."""
    shown = {hit.item_id: hit for hit in first.in_order}
    pairs = [(shown[hit.item_id], hit) for hit in second.in_order if hit.item_id in shown]
    return all(_same_snippet(*pair) for pair in pairs[:_DEPTH]) if pairs else None


def _same_snippet(first: ItemHit, second: ItemHit) -> bool:
    if first.page == second.page:
        return (first.snippet, first.pages_found) == (second.snippet, second.pages_found)
    return set(first.pages[:2]) == set(second.pages[:2])


def _readings(page: ResultPage) -> tuple[object, ...]:
    return page.corrected_query, page.answered_query, page.also


def _sight(answer: Answer) -> str:
    page = answer.page
    hits = " ".join(f"{hit.item_id[:8]}:{hit.page} {hit.score:.3f}" for hit in page.in_order[:3])
    return f"{len(answer.items)} items, {page.total}+{len(page.near)} [{hits}]"
