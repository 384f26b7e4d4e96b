"""Execution of a query: its answer set, and the items that come close if the set is small."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Engine as Database

from library.catalogue.access.rights import Audience
from library.database import reading
from library.places.edition import current_history
from library.places.place_history import PlaceHistory
from search_index.analysis import Token, normalise, tokens
from search_index.clauses import (
    All,
    Clause,
    Everything,
    Layer,
    OneOf,
    Some,
    Term,
    Weighted,
    Without,
    Years,
)
from search_index.documents import Order, SearchRequest
from search_index.engine import EngineResult, RankedItem, Reader, hidden_pages
from search_index.query.english_words import in_vietnamese, kinds_named
from search_index.query.expansion import interpret
from search_index.query.interpretation import Concept, Interpretation, QueryPlace
from search_index.query.parser import (
    And,
    InField,
    NoWords,
    Or,
    QueryNode,
    Quoted,
    Wildcard,
    Words,
    excludes,
    parse,
    without_operators,
    words_of,
)
from search_index.query.query_places import QueryPlaces, other_names
from search_index.query.query_syntax import Field
from search_index.query.relaxation import answer_set, relaxation_steps
from search_index.query.word_units import units_of_text
from search_index.results.passages import QuestionWords, question_words
from search_index.spelling.spelling_correction import PagesWith, correct_spelling

_ENOUGH_ITEMS = 10


@dataclass(frozen=True, slots=True)
class QueryResult:
    """Answer of an engine to a query, and the interpretation of the query."""

    result: EngineResult
    """Items that hold the words of the query; only these are counted."""
    interpretation: Interpretation
    clause: Clause
    """Clause of the answer set, used for facets and for other sort orders."""
    near: tuple[RankedItem, ...] = ()
    """Items that come close, best first."""
    near_clause: Clause | None = None
    """Clause that ranks the items that come close."""
    question: QuestionWords | None = None
    """Words of the query if it is a question, to find its best passages by."""
    answered_query: str | None = None
    """Query that is answered instead of the typed one, which finds nothing."""
    snippets: bool = True


def interpret_query(
    query: str, pages_with: PagesWith, places: QueryPlaces
) -> tuple[QueryNode, Interpretation]:
    """Return the parsed query and the interpretation of its words."""
    node = places.with_places(parse(query))
    if isinstance(node, Words):
        return node, interpret(node.text, pages_with, places)
    return node, interpret_node(node)


def run_query(reader: Reader, request: SearchRequest, history: PlaceHistory) -> QueryResult:
    """Return the matching items, or pages when searching inside one item.

    If nothing matches, the likeliest other reading of the query that matches is answered; if there
    is none, only the items that come close are returned. The English name of a kind alone, such as
    `newspaper`, is answered by the items of that kind.
    """
    places = QueryPlaces(history, with_kin=request.other_names)
    return _of_kinds(reader, request, places) or _of_words(reader, request, places)


def _of_words(reader: Reader, request: SearchRequest, places: QueryPlaces) -> QueryResult:
    call = partial(reader.call_with_counts, audience=request.audience)
    find = partial(_find, reader, request, places)
    node, interpretation = call(partial(interpret_query, request.typed, places=places))
    answer = find(answer_set(node, interpretation), interpretation)
    if answer.result.total == 0 and interpretation.apart:
        interpretation = _taken_apart(interpretation)
        answer = find(answer_set(node, interpretation), interpretation)
    if answer.result.total == 0:
        for other in call(partial(_other_readings, request.typed, node, interpretation)):
            other_node, other_words = call(partial(interpret_query, other, places=places))
            other_answer = find(answer_set(other_node, other_words), other_words)
            if other_answer.result.total:
                node, answer = other_node, replace(other_answer, answered_query=other)
                break
    if not isinstance(node, Words):
        if answer.result.total or isinstance(node, NoWords | Quoted | Wildcard) or excludes(node):
            return answer
        plain = without_operators(request.typed)
        words = call(partial(interpret_query, plain, places=places))[1]
        answer = replace(answer, interpretation=words)
    question = None
    if request.item is None and request.order is Order.BEST:
        question = call(partial(question_words, answer.interpretation))
    return _with_near(reader, request, places, replace(answer, question=question))


def history_in_force(database: Database) -> PlaceHistory:
    """Return the units as librarians have edited them, which every query of readers follows."""
    with reading(database) as session:
        return current_history(session)


def best_pages(reader: Reader, clause: Clause, items: tuple[str, ...]) -> tuple[RankedItem, ...]:
    """Return these items with their best pages for a clause."""
    shown_clause = All((clause, Weighted(OneOf(Layer.ITEM, items), 0)))
    return reader.find(shown_clause, first=0, size=len(items), with_total=False).items


def findable_items(
    reader: Reader,
    database: Database,
    request: SearchRequest,
    items: tuple[str, ...] | None = None,
) -> frozenset[str]:
    """Return the items that the filters of a request and its audience leave, of these or of all."""
    among = Everything() if items is None else OneOf(Layer.ITEM, items)
    places = QueryPlaces(history_in_force(database))
    return frozenset(reader.items(_apply_filters(among, request, places)))


def interpret_words(
    reader: Reader, database: Database, query: str, audience: Audience
) -> Interpretation:
    """Return the interpretation of a query, its spelling corrected by what is in the index."""
    places = QueryPlaces(history_in_force(database))
    return reader.call_with_counts(partial(interpret_query, query, places=places), audience)[1]


def items_containing(reader: Reader, database: Database, query: str) -> frozenset[str]:
    """Return all items in the answer set of the query of a staff member, as typed."""
    typed_alone = QueryPlaces(history_in_force(database), with_kin=False)
    call = partial(interpret_query, query, places=typed_alone)
    node, interpretation = reader.call_with_counts(call, Audience.STAFF)
    items = _items_of(reader, node, interpretation)
    return items or _items_of(reader, node, _taken_apart(interpretation))


def _items_of(reader: Reader, node: QueryNode, interpretation: Interpretation) -> frozenset[str]:
    clause = answer_set(node, interpretation)
    return frozenset(reader.items(Without(clause, hidden_pages(Audience.STAFF))))


def _taken_apart(interpretation: Interpretation) -> Interpretation:
    """Return an interpretation whose words need not stand side by side as a whole."""
    if not interpretation.apart:
        return interpretation
    return replace(interpretation, units=interpretation.apart, apart=())


def _of_kinds(reader: Reader, request: SearchRequest, places: QueryPlaces) -> QueryResult | None:
    """Return the items of the kinds that the query names; None if it names none, or none is had.

    Those with the word in their title are among them: `plan` is French too.
    """
    kinds = kinds_named(request.typed)
    if not kinds or request.item is not None:
        return None
    interpret_nothing = partial(interpret_query, "", places=places)
    nothing = reader.call_with_counts(interpret_nothing, request.audience)[1]
    of_kind = OneOf(Layer.KIND, kinds)
    if not _find(reader, request, places, of_kind, nothing).result.total:
        return None
    in_title = Term(Layer.TITLE_EXACT, request.typed.strip().lower())
    return _find(reader, request, places, Some((of_kind, in_title)), nothing)


def _find(
    reader: Reader,
    request: SearchRequest,
    places: QueryPlaces,
    matching: Clause,
    interpretation: Interpretation,
) -> QueryResult:
    first = (max(request.screen, 1) - 1) * request.size
    clause = _apply_filters(matching, request, places)
    by_page = request.item is not None
    result = reader.find(clause, first=first, size=request.size, by_page=by_page)
    return QueryResult(result, interpretation, clause)


def _other_readings(
    query: str, node: QueryNode, interpretation: Interpretation, pages_with: PagesWith
) -> tuple[str, ...]:
    """Return other queries that may have been meant: English words in Vietnamese, spelling
    corrected, operators as words.
    """
    if isinstance(node, NoWords):
        return ()
    if isinstance(node, Words):
        readings = (in_vietnamese(node.text), interpretation.corrected_query)
        return tuple(filter(None, readings))
    correction = correct_query(query, node, pages_with)
    readings = (correction,) if correction else ()
    if isinstance(node, Quoted) or excludes(node):  # both are meant as they stand
        return readings
    return (*readings, without_operators(query))


def _with_near(
    reader: Reader, request: SearchRequest, places: QueryPlaces, answer: QueryResult
) -> QueryResult:
    """Add what comes close, if the first screen has room for it; inside an item, and in another
    order than by rank, only if nothing else matches.
    """
    room = (1 if request.item else _ENOUGH_ITEMS) - answer.result.total
    is_by_rank = request.order is Order.BEST or not answer.result.total
    is_shown = request.near and request.screen <= 1 and is_by_rank
    if room <= 0 or not is_shown:
        return answer
    counted_items = {} if request.item else reader.items(answer.clause)
    size = request.size if request.item else _ENOUGH_ITEMS
    for step in relaxation_steps(answer.interpretation):
        clause = _apply_filters(step, request, places)
        by_page = request.item is not None
        result = reader.find(clause, first=0, size=size, by_page=by_page, with_total=False)
        near = [item for item in result.items if item.item_id not in counted_items]
        answer = replace(answer, near=tuple(near[: size - len(counted_items)]), near_clause=clause)
        if len(near) >= room:
            break
    return answer


def _apply_filters(clause: Clause, request: SearchRequest, places: QueryPlaces) -> Clause:
    filter_values = {
        Layer.COLLECTION: request.collection,
        Layer.ITEM: request.item,
        Layer.KIND: request.kind,
        Layer.DECADE: request.decade and str(request.decade),
        Layer.LANGUAGE: request.language,
        Layer.ACCESS: request.access,
    }
    filters = tuple(Weighted(Term(layer, name), 0) for layer, name in filter_values.items() if name)
    if request.place:
        filters += (Weighted(places.filter_clause(request.place), 0),)
    if request.year:
        filters += (Weighted(Years(request.year, request.year), 0),)
    filtered_clause = All((clause, *filters)) if filters else clause
    return Without(filtered_clause, hidden_pages(request.audience))


_MIN_FREQUENCY_RATIO = 20
"""Factor by which more pages must have the corrected word."""

_CORRECTED_FIELDS = frozenset({Field.TITLE, Field.AUTHOR})


def interpret_node(part: QueryNode) -> Interpretation:
    """Return the words that a query searches for, and the other names of its places."""
    places = tuple(_places(part))
    related = tuple(name for place in places for name in other_names(place))
    concepts = (Concept(tokens(normalise(words_of(part))), related=related),)
    also = tuple(dict.fromkeys(unit for place in places for unit in place.also))
    return Interpretation(concepts, units=tuple(_units(part)), also=also)


def _units(part: QueryNode) -> Iterator[Concept]:
    match part:
        case Quoted(text, 0):
            yield Concept(tokens(normalise(text)))
        case Words(text):
            yield from units_of_text(text)
        case Quoted(text):
            yield from (Concept((word,)) for word in tokens(normalise(text)))
        case InField(_, inner):
            yield from _units(inner)
        case And(parts) | Or(parts):
            for inner in parts:
                yield from _units(inner)


def correct_query(query: str, part: QueryNode, pages_with: PagesWith) -> str | None:
    """Return the query with mistyped words corrected, or None if none seems mistyped."""
    corrections: dict[str, str] = {}
    for text in _plain_words(part):
        words = tokens(normalise(text))
        for position, candidate in correct_spelling(words, pages_with).items():
            if _is_likelier(candidate[0], words[position], pages_with):
                corrections[words[position].exact] = " ".join(token.exact for token in candidate)
    return _replace_words(normalise(query), corrections) if corrections else None


def _is_likelier(candidate: Token, original: Token, pages_with: PagesWith) -> bool:
    """Return True if a word was surely mistyped; words with operators are otherwise exact."""
    marks = original.mark and candidate.mark
    layer = Layer.EXACT if marks else Layer.FOLDED
    typed_pages, candidate_pages = (
        pages_with(layer, word.exact if marks else word.folded) for word in (original, candidate)
    )
    return candidate_pages > typed_pages * _MIN_FREQUENCY_RATIO


def _replace_words(query: str, corrections: dict[str, str]) -> str:
    for token in reversed(tokens(query)):
        if token.exact in corrections:
            correction = corrections[token.exact]
            query = (
                query[: token.start]
                + (correction.capitalize() if query[token.start].isupper() else correction)
                + query[token.end :]
            )
    return query


def _places(part: QueryNode) -> Iterator[QueryPlace]:
    match part:
        case InField(Field.PLACE, _, place) if place is not None:
            yield place
        case And(parts) | Or(parts):
            for inner in parts:
                yield from _places(inner)


def _plain_words(part: QueryNode) -> Iterator[str]:
    """Yield the texts searched on pages, one by one."""
    match part:
        case Words(text) | Quoted(text):
            yield text
        case InField(field, inner) if field in _CORRECTED_FIELDS:
            yield from _plain_words(inner)
        case And(parts) | Or(parts):
            for inner in parts:
                yield from _plain_words(inner)
