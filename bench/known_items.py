"""Known-item search: the rank of a page when searched by a few of its syllables.

Some spans occur word for word in so many documents that the right one is undecidable: chance is
the result of the best ranking that knows only the words.
"""

import math
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from bench.form import Row
from library.catalogue.queries import page_texts, published_ids
from library.database import reading
from library.vietnamese.letters import fold
from search_index.analysis import normalise, tokens
from search_index.documents import ItemHit, SearchRequest
from search_index.search_service import SearchService

_DEPTH = 10
_SPANS = 500
_BASELINE = {
    "with marks": (0.59, 0.89),
    "without marks": (0.60, 0.90),
    "one letter wrong": (0.39, 0.76),
}
"""Baseline: shares found first and among the first ten."""

_OTHER_LENGTHS = (3, 4, 7)
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a page, and the pages that contain them, ignoring diacritics."""

    page: _Place
    text: str
    pages: frozenset[_Place]

    @property
    def items(self) -> frozenset[str]:
        """Ids of the items that contain them."""
        return frozenset(item_id for item_id, _ in self.pages)


class Material:
    """All texts of a library, as a source of random spans."""

    def __init__(self, database: Engine) -> None:
        """Read all published texts."""
        self._texts: dict[_Place, str] = {}
        with reading(database) as session:
            self._ids = published_ids(session, count=10_000)
            for item_id in self._ids:
                for number, text in page_texts(session, item_id).items():
                    self._texts[item_id, number] = text
        self._folded = {place: _folded(text) for place, text in self._texts.items()}

    def spans(self, rng: random.Random, length: int) -> tuple[Span, ...]:
        """Draw random items, then pages of them, then one span of `length` syllables per page."""
        drawn = set(rng.sample(self._ids, min(_SPANS, len(self._ids))))
        pages = [page for page in self._texts if page[0] in drawn]
        pages = rng.sample(pages, min(_SPANS, len(pages)))
        words = re.compile(rf"[^\W\d_]+(?: [^\W\d_]+){{{length - 1}}}")
        candidates = ((page, words.findall(self._texts[page])) for page in pages)
        return tuple(self._span(page, rng.choice(spans)) for page, spans in candidates if spans)

    def _span(self, page: _Place, text: str) -> Span:
        folded_text = _folded(text)
        places = (place for place, folded in self._folded.items() if folded_text in folded)
        return Span(page, text, frozenset(places) | {page})


def rows(database: Engine, search_service: SearchService) -> Iterator[Row]:
    """Yield the shares of searches that find the intended item and page."""
    material = Material(database)
    rng = random.Random(3)
    spans = material.spans(rng, 5)
    typings: dict[str, Callable[[str], str]] = {
        "with marks": str,
        "without marks": fold,
        "one letter wrong": lambda text: mistyped(fold(text), rng),
    }
    for kind, typed in typings.items():
        yield from _rows(kind, [(span, _hits(search_service, typed(span.text))) for span in spans])
    for length in _OTHER_LENGTHS:
        other_spans = material.spans(random.Random(11), length)
        kind = f"without marks, {length} syllables"
        yield from _rows(
            kind, [(span, _hits(search_service, fold(span.text))) for span in other_spans]
        )


def mistyped(text: str, rng: random.Random) -> str:
    """Return the text with one wrong letter."""
    place = rng.choice([index for index, letter in enumerate(text) if letter != " "])
    return text[:place] + rng.choice("abcdeghiklmnopqrstuvxy") + text[place + 1 :]


def _rows(kind: str, results: list[tuple[Span, tuple[ItemHit, ...]]]) -> Iterator[Row]:
    places = [_rank(span.page[0], [hit.item_id for hit in hits]) for span, hits in results]
    for depth, target in zip((1, _DEPTH), _BASELINE.get(kind, (None, None)), strict=True):
        chance = _mean(min(1.0, depth / len(span.items)) for span, _ in results)
        label = f"known item {kind}, first {depth} (chance {chance:.3f})"
        yield Row(label, _mean(place <= depth for place in places), "", target, "higher")
    distinct_places = [
        place for place, (span, _) in zip(places, results, strict=True) if _is_distinguishable(span)
    ]
    label = f"known item {kind}, first {_DEPTH} of the {len(distinct_places)} in at most {_DEPTH}"
    yield Row(label, _mean(place <= _DEPTH for place in distinct_places), "", None, "higher")
    yield _page_row(kind, results)


def _page_row(kind: str, results: list[tuple[Span, tuple[ItemHit, ...]]]) -> Row:
    places = (
        _rank(span.page, [(hit.item_id, page) for hit in hits for page in hit.pages])
        for span, hits in results
    )
    chance = _mean(min(1.0, _DEPTH / len(span.pages)) for span, _ in results)
    share = _mean(place <= _DEPTH for place in places)
    return Row(
        f"known page {kind}, first {_DEPTH} (chance {chance:.3f})", share, "", None, "higher"
    )


def _is_distinguishable(span: Span) -> bool:
    return len(span.items) <= _DEPTH


def _hits(search_service: SearchService, typed: str) -> tuple[ItemHit, ...]:
    results = search_service.search(SearchRequest(typed, size=_DEPTH))
    return (*results.hits, *results.near)[:_DEPTH]


def _rank(target: object, ranking: list[object]) -> float:
    return ranking.index(target) + 1 if target in ranking else math.inf


def _mean(shares: Iterable[float]) -> float:
    values = list(shares)
    return sum(values) / len(values) if values else 0.0


def _folded(text: str) -> str:
    return f" {' '.join(token.folded for token in tokens(normalise(text)))} "
