"""Says, in words, why an item stands where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

from search_index import clauses
from search_index.clauses import All, Clause, Layer, Preferring, Term, Weighted
from search_index.engine import FoundItem, Reader

_LAYERS = {
    Layer.EXACT: "đúng dấu",
    Layer.FOLDED: "không kể dấu",
    Layer.PAIRS: "hai âm tiết liền nhau",
    Layer.SIGNS: "ngày tháng hoặc số hiệu",
    Layer.TITLE: "trong nhan đề",
    Layer.TITLE_EXACT: "trong nhan đề, đúng dấu",
    Layer.TITLE_PAIRS: "liền nhau trong nhan đề",
    Layer.NUMBER: "số hiệu",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a page, and how much."""

    because: str
    score: float


def reasons(reader: Reader, asked: Clause, found: FoundItem) -> tuple[Reason, ...]:
    """Return what speaks for the best page of an item, the weightiest first."""
    given = (
        Reason(_in_words(clause), score)
        for clause in _parts(asked)
        if (score := _score(reader, clause, found)) > 0
    )
    return tuple(sorted(given, key=lambda reason: -reason.score))


def _parts(asked: Clause) -> Iterator[Clause]:
    match asked:
        case All((Preferring() as ranked, *_)) | (Preferring() as ranked):
            yield ranked.needed
            yield from ranked.helpful
        case _:
            yield asked


def _score(reader: Reader, clause: Clause, found: FoundItem) -> float:
    here = All((clause, Weighted(Term(Layer.ITEM, found.item_id), 0)))
    size = max(found.pages_found, 1)
    pages = reader.find(here, first=0, size=size, by_page=True).items
    return next((page.score for page in pages if page.page == found.page), 0.0)


def _in_words(clause: Clause) -> str:
    match clause:
        case Weighted(inner, factor):
            return f"{_in_words(inner)} (×{factor:g})"
        case clauses.Term(layer, text) | clauses.Starting(layer, text):
            said, _, marks = text.partition("=")
            how = f"{_LAYERS.get(layer, layer.value)}{', đúng dấu' if marks else ''}"
            return f"{how}: {said.replace('_', ' ')}"
        case clauses.Row(texts):
            return f"cả cụm: {' '.join(texts)}"
        case _:
            return "các từ được hỏi"
