"""Interpretation and spelling correction of queries with operators."""

from collections.abc import Iterator

from search_index.analysis import Token, normalise, tokens
from search_index.clauses import Layer
from search_index.query.interpretation import Concept, Interpretation, QueryPlace
from search_index.query.parser import And, InField, Or, QueryNode, Quoted, Words, words_of
from search_index.query.query_places import other_names
from search_index.query.query_syntax import Field
from search_index.query.word_units import units_of_text
from search_index.spelling.spelling_correction import PagesWith, correct_spelling

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
            query = (
                query[: token.start] + _match_case(token, query, corrections) + query[token.end :]
            )
    return query


def _match_case(token: Token, query: str, corrections: dict[str, str]) -> str:
    correction = corrections[token.exact]
    return correction.capitalize() if query[token.start].isupper() else correction


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
