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

_LISTED = 3
"""Conditions that are named of a longer row of them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for a page, and how much."""

    because: str
    score: float


def reasons(reader: Reader, asked: Clause, rung: int, found: FoundItem) -> tuple[Reason, ...]:
    """Return what speaks for the best page of an item, the weightiest first."""
    given = (
        Reason(f"{step}{_in_words(clause)}", score)
        for step, clause in _parts(asked, rung)
        if (score := _score(reader, clause, found)) > 0
    )
    together = Reason("trên nhiều trang", found.bonus)
    several = (together,) if found.bonus else ()
    return tuple(sorted((*given, *several), key=lambda reason: -reason.score))


def _parts(asked: Clause, rung: int) -> Iterator[tuple[str, Clause]]:
    """Give what counts, each with the rung it is of when a rung asks for it."""
    match asked:
        case All((Preferring(needed, helpful), *_)) | Preferring(needed, helpful):
            yield f"bậc {rung}: ", needed
            first = rung > 1  # on a lower rung, what meets the first one comes before all else
            yield from (("bậc 1: ", clause) for clause in helpful[:first])
            yield from (("", clause) for clause in helpful[first:])
        case _:
            yield f"bậc {rung}: ", asked


def _score(reader: Reader, clause: Clause, found: FoundItem) -> float:
    here = All((clause, Weighted(Term(Layer.ITEM, found.item_id), 0)))
    size = max(found.pages_found, 1)
    pages = reader.find(here, first=0, size=size, by_page=True).items
    return next((page.score for page in pages if page.page == found.page), 0.0)


def _in_words(clause: Clause) -> str:
    match clause:
        case Weighted(inner, factor):
            return f"{_in_words(inner)} (×{factor:g})"
        case clauses.Alike(inner, _):
            return f"đủ mọi điều đã hỏi: {_in_words(inner)}"
        case clauses.Term(layer, text) | clauses.Starting(layer, text):
            said, _, marks = text.partition("=")
            how = f"{_LAYERS.get(layer, layer.value)}{', đúng dấu' if marks else ''}"
            return f"{how}: {said.replace('_', ' ')}"
        case clauses.Row(texts):
            return f"cả cụm: {' '.join(texts)}"
        case clauses.Near(_, text) | clauses.Pattern(_, text):
            return f"gần giống: {text}"
        case clauses.Years(first, last):
            return f"năm {first or '…'}–{last or '…'}"
        case _:
            return _joined(clause)


def _joined(clause: Clause) -> str:
    match clause:
        case All(parts):
            return f"đủ {len(parts)} điều ({_listed(parts)})"
        case clauses.Some(parts, least):
            return f"ít nhất {least} trong {len(parts)} điều ({_listed(parts)})"
        case clauses.Best(parts):
            return f"một trong các cách gọi ({_listed(parts)})"
        case clauses.Without(wanted, unwanted):
            return f"{_in_words(wanted)}, không có {_in_words(unwanted)}"
        case _:
            return "mọi trang"


def _listed(parts: tuple[Clause, ...]) -> str:
    more = ("…",) if len(parts) > _LISTED else ()
    return "; ".join((*map(_in_words, parts[:_LISTED]), *more))
