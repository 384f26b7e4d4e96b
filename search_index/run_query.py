"""Execution of a query, relaxed step by step until there are enough hits."""

from dataclasses import dataclass, replace
from functools import partial

from library.catalogue.access.rights import Audience
from search_index.clauses import All, Clause, Everything, Layer, OneOf, Term, Weighted, Without
from search_index.documents import SearchRequest
from search_index.engine import EngineResult, RankedItem, Reader, hidden_pages
from search_index.expansion import Interpretation, interpret
from search_index.operator_spelling import correct_query, interpret_node
from search_index.parser import QueryNode, Words, parse
from search_index.relaxation import relaxation_steps
from search_index.spelling_correction import PagesWith

_ENOUGH_ITEMS = 10
_STRICT_STEPS = 2
"""Number of strict relaxation steps: as typed, and without tones."""


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Hits of an engine and the interpretation of the query."""

    result: EngineResult
    interpretation: Interpretation
    clause: Clause
    """Clause of the last step, used for facets and for other sort orders."""
    step: int = 1
    """Number of the last relaxation step, from 1."""


def interpret_query(typed: str, pages_with: PagesWith) -> tuple[QueryNode, Interpretation]:
    """Return the parsed query and the interpretation of its words."""
    node = parse(typed)
    if isinstance(node, Words):
        return node, interpret(node.text, pages_with)
    return node, interpret_node(node)


def run_query(reader: Reader, request: SearchRequest) -> QueryResult:
    """Return the matching items, or pages when searching inside one item."""
    pages_with = partial(reader.pages_with, audience=request.audience)
    node, interpretation = interpret_query(request.typed, pages_with)
    answer = _relax(reader, request, node, interpretation)
    if answer.result.total or isinstance(node, Words):
        return answer
    return _retry_corrected(reader, request, node, pages_with) or answer


def answer_with_counts(
    reader: Reader, request: SearchRequest
) -> tuple[QueryResult, dict[Layer, dict[str, int]]]:
    """Return the matching items, and the facet counts if the request asks for them."""
    answer = run_query(reader, request)
    return answer, reader.counts(answer.clause) if request.facets else {}


def matching_items(reader: Reader, clause: Clause) -> list[str]:
    """Return all items that match a clause."""
    return list(reader.items(clause))


def best_pages(reader: Reader, clause: Clause, items: tuple[str, ...]) -> tuple[RankedItem, ...]:
    """Return these items with their best pages for a clause."""
    shown_clause = All((clause, Weighted(OneOf(Layer.ITEM, items), 0)))
    return reader.find(shown_clause, first=0, size=len(items)).items


def interpret_words(reader: Reader, typed: str, audience: Audience) -> Interpretation:
    """Return the interpretation of a query, its spelling corrected by what is in the index."""
    return interpret_query(typed, partial(reader.pages_with, audience=audience))[1]


def items_containing(reader: Reader, typed: str) -> frozenset[str]:
    """Return all items that match the query of a staff member as typed, without fuzzy matches."""
    pages_with = partial(reader.pages_with, audience=Audience.STAFF)
    node, interpretation = interpret_query(typed, pages_with)
    for clause in relaxation_steps(node, interpretation)[:_STRICT_STEPS]:
        if items := reader.items(Without(clause, hidden_pages(Audience.STAFF))):
            return frozenset(items)
    return frozenset()


def _relax(
    reader: Reader, request: SearchRequest, node: QueryNode, interpretation: Interpretation
) -> QueryResult:
    enough = 1 if request.item else _ENOUGH_ITEMS
    first = (max(request.screen, 1) - 1) * request.size
    outcome = QueryResult(EngineResult(0, ()), interpretation, Everything())
    for step, clause in enumerate(relaxation_steps(node, interpretation), start=1):
        filtered = _apply_filters(clause, request)
        result = reader.find(
            filtered, first=first, size=request.size, by_page=request.item is not None
        )
        outcome = QueryResult(result, interpretation, filtered, step)
        if result.total >= enough:
            break
    return outcome


def _retry_corrected(
    reader: Reader, request: SearchRequest, node: QueryNode, pages_with: PagesWith
) -> QueryResult | None:
    """Run a query with operators again after correcting its spelling."""
    corrected_query = correct_query(request.typed, node, pages_with)
    if corrected_query is None:
        return None
    node, interpretation = interpret_query(corrected_query, pages_with)
    answer = _relax(reader, request, node, replace(interpretation, corrected_query=corrected_query))
    return replace(answer, step=answer.step + 1) if answer.result.total else None


def _apply_filters(clause: Clause, request: SearchRequest) -> Clause:
    filter_values = {
        Layer.COLLECTION: request.collection,
        Layer.ITEM: request.item,
        Layer.KIND: request.kind,
        Layer.DECADE: request.decade and str(request.decade),
        Layer.PLACE: request.place,
        Layer.LANGUAGE: request.language,
        Layer.ACCESS: request.access,
    }
    filters = tuple(Weighted(Term(layer, name), 0) for layer, name in filter_values.items() if name)
    filtered = All((clause, *filters)) if filters else clause
    return Without(filtered, hidden_pages(request.audience))
