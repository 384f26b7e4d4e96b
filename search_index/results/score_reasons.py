"""Explanations of the scores of search results."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine as Database

from search_index import clauses
from search_index.clauses import All, Clause, Layer, Preferring, Term, Weighted, Without
from search_index.documents import SearchRequest
from search_index.engine import RankedItem, Reader
from search_index.results.run_query import history_in_force, run_query

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

_MAX_LISTED = 3
"""Maximum number of clauses listed in one explanation."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Explanation of one part of the score of a page."""

    because: str
    score: float


def explain_hits(
    reader: Reader, database: Database, request: SearchRequest
) -> dict[str, tuple[Reason, ...]]:
    """Return the score explanations of the hits on a result page, by item."""
    answer = run_query(reader, request, history_in_force(database))
    return {
        item.item_id: reasons(reader, clause, item)
        for clause, items in (
            (answer.clause, answer.result.items),
            (answer.near_clause, answer.near),
        )
        for item in items
        if clause
    }


def reasons(reader: Reader, clause: Clause, item: RankedItem) -> tuple[Reason, ...]:
    """Return the parts of the score of an item's best page, highest first."""
    clause_reasons = (
        Reason(f"{label}{_describe(clause)}", score)
        for label, clause in _scored_clauses(clause)
        if (score := _score(reader, clause, item)) > 0
    )
    page_bonus = Reason("trên nhiều trang", item.bonus)
    bonus_reasons = (page_bonus,) if item.bonus else ()
    return tuple(sorted((*clause_reasons, *bonus_reasons), key=lambda reason: -reason.score))


def _scored_clauses(query: Clause) -> Iterator[tuple[str, Clause]]:
    """Yield the scored clauses, those that a page must match with a label."""
    match query:
        case Without(visible, Term(Layer.HIDDEN_FROM, _)):
            yield from _scored_clauses(visible)
        case All((Preferring(needed, helpful), *_)) | Preferring(needed, helpful):
            yield "phải có: ", needed
            yield from (("", clause) for clause in helpful)
        case _:
            yield "phải có: ", query


def _score(reader: Reader, clause: Clause, item: RankedItem) -> float:
    item_clause = All((clause, Weighted(Term(Layer.ITEM, item.item_id), 0)))
    size = max(item.pages_found, 1)
    pages = reader.find(item_clause, first=0, size=size, by_page=True).items
    return next((page.score for page in pages if page.page == item.page), 0.0)


def _describe(clause: Clause) -> str:
    match clause:
        case Weighted(inner, factor):
            return f"{_describe(inner)} (×{factor:g})"
        case clauses.ConstantScore(inner, _):
            return f"đủ mọi điều đã hỏi: {_describe(inner)}"
        case clauses.Term(layer, text) | clauses.Prefix(layer, text):
            term, _, marks = text.partition("=")
            label = f"{_LAYERS.get(layer, layer.value)}{', đúng dấu' if marks else ''}"
            return f"{label}: {term.replace('_', ' ')}"
        case clauses.Phrase(texts):
            return f"cả cụm: {' '.join(texts)}"
        case clauses.Fuzzy(_, text) | clauses.Pattern(_, text):
            return f"gần giống: {text}"
        case clauses.OneOf():
            return "tên khác của đơn vị"
        case clauses.Years(first, last):
            return f"năm {first or '…'}–{last or '…'}"
        case _:
            return _describe_group(clause)


def _describe_group(clause: Clause) -> str:
    match clause:
        case All(parts):
            return f"đủ {len(parts)} điều ({_list_clauses(parts)})"
        case clauses.Some(parts, least):
            return f"ít nhất {least} trong {len(parts)} điều ({_list_clauses(parts)})"
        case clauses.Best(parts):
            return f"một trong các cách gọi ({_list_clauses(parts)})"
        case clauses.Without(wanted, unwanted):
            return f"{_describe(wanted)}, không có {_describe(unwanted)}"
        case _:
            return "mọi trang"


def _list_clauses(parts: tuple[Clause, ...]) -> str:
    more = ("…",) if len(parts) > _MAX_LISTED else ()
    return "; ".join((*map(_describe, parts[:_MAX_LISTED]), *more))
