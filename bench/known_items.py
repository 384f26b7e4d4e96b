"""Asks for a few syllables of a page, as people remember them, and looks where it stands.

Some spans stand word for word in so many documents that nobody can tell which one is meant: chance
is what the best ranking would reach if it had nothing but the words to go by.
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
from search_index.analysis import tidy, tokens
from search_index.documents import ItemHit, SearchRequest
from search_index.search_service import SearchService

_DEPTH = 10
_SPANS = 500
_REACHED = {
    "with marks": (0.59, 0.89),
    "without marks": (0.60, 0.90),
    "one letter wrong": (0.39, 0.76),
}
"""What was reached before this was written: shares found first and among the first ten."""

_OTHER_LENGTHS = (3, 4, 7)
_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a page, and the pages on which they stand, marks aside."""

    page: _Place
    text: str
    pages: frozenset[_Place]

    @property
    def items(self) -> frozenset[str]:
        """The items in which they stand."""
        return frozenset(item_id for item_id, _ in self.pages)


class Material:
    """All texts of a library, from which spans are drawn."""

    def __init__(self, database: Engine) -> None:
        """Read everything there is."""
        self._texts: dict[_Place, str] = {}
        with reading(database) as session:
            self._ids = published_ids(session, count=10_000)
            for item_id in self._ids:
                for number, text in page_texts(session, item_id).items():
                    self._texts[item_id, number] = text
        self._folded = {place: _folded(text) for place, text in self._texts.items()}

    def spans(self, draw: random.Random, length: int) -> tuple[Span, ...]:
        """Draw so many items, then pages of them, then one span of each page that has any."""
        drawn = set(draw.sample(self._ids, min(_SPANS, len(self._ids))))
        pages = [page for page in self._texts if page[0] in drawn]
        pages = draw.sample(pages, min(_SPANS, len(pages)))
        words = re.compile(rf"[^\W\d_]+(?: [^\W\d_]+){{{length - 1}}}")
        found = ((page, words.findall(self._texts[page])) for page in pages)
        return tuple(self._span(page, draw.choice(spans)) for page, spans in found if spans)

    def _span(self, page: _Place, text: str) -> Span:
        said = _folded(text)
        there = (place for place, folded in self._folded.items() if said in folded)
        return Span(page, text, frozenset(there) | {page})


def rows(database: Engine, desk: SearchService) -> Iterator[Row]:
    """Tell how often the item, and the page, is found that was thought of."""
    material = Material(database)
    draw = random.Random(3)
    spans = material.spans(draw, 5)
    typings: dict[str, Callable[[str], str]] = {
        "with marks": str,
        "without marks": fold,
        "one letter wrong": lambda text: mistyped(fold(text), draw),
    }
    for kind, typed in typings.items():
        yield from _rows(kind, [(span, _asked(desk, typed(span.text))) for span in spans])
    for length in _OTHER_LENGTHS:
        others = material.spans(random.Random(11), length)
        kind = f"without marks, {length} syllables"
        yield from _rows(kind, [(span, _asked(desk, fold(span.text))) for span in others])


def mistyped(text: str, draw: random.Random) -> str:
    """Return a text in which one letter is wrong."""
    place = draw.choice([index for index, letter in enumerate(text) if letter != " "])
    return text[:place] + draw.choice("abcdeghiklmnopqrstuvxy") + text[place + 1 :]


def _rows(kind: str, asked: list[tuple[Span, tuple[ItemHit, ...]]]) -> Iterator[Row]:
    places = [_place(span.page[0], [hit.item_id for hit in hits]) for span, hits in asked]
    for depth, target in zip((1, _DEPTH), _REACHED.get(kind, (None, None)), strict=True):
        chance = _mean(min(1.0, depth / len(span.items)) for span, _ in asked)
        what = f"known item {kind}, first {depth} (chance {chance:.3f})"
        yield Row(what, _mean(place <= depth for place in places), "", target, "higher")
    apart = [place for place, (span, _) in zip(places, asked, strict=True) if _told_apart(span)]
    what = f"known item {kind}, first {_DEPTH} of the {len(apart)} in at most {_DEPTH}"
    yield Row(what, _mean(place <= _DEPTH for place in apart), "", None, "higher")
    yield _page_row(kind, asked)


def _page_row(kind: str, asked: list[tuple[Span, tuple[ItemHit, ...]]]) -> Row:
    places = (
        _place(span.page, [(hit.item_id, page) for hit in hits for page in hit.pages])
        for span, hits in asked
    )
    chance = _mean(min(1.0, _DEPTH / len(span.pages)) for span, _ in asked)
    found = _mean(place <= _DEPTH for place in places)
    return Row(
        f"known page {kind}, first {_DEPTH} (chance {chance:.3f})", found, "", None, "higher"
    )


def _told_apart(span: Span) -> bool:
    return len(span.items) <= _DEPTH


def _asked(desk: SearchService, typed: str) -> tuple[ItemHit, ...]:
    return desk.search(SearchRequest(typed, size=_DEPTH)).hits


def _place(sought: object, found: list[object]) -> float:
    return found.index(sought) + 1 if sought in found else math.inf


def _mean(shares: Iterable[float]) -> float:
    told = list(shares)
    return sum(told) / len(told) if told else 0.0


def _folded(text: str) -> str:
    return f" {' '.join(token.folded for token in tokens(tidy(text)))} "
