"""Translation of queries with operators into clauses, without relaxation."""

from collections.abc import Iterable
from itertools import pairwise

from library.places.in_texts.page_units import name_key
from library.vietnamese.letters import fold, spell_one_way
from search_index.analysis import (
    Token,
    exact_pair,
    folded_pair,
    has_marks,
    normalise,
    sentences,
    tokens,
)
from search_index.clauses import (
    All,
    Clause,
    ConstantScore,
    Everything,
    Layer,
    Nothing,
    OneOf,
    Pattern,
    Phrase,
    Preferring,
    Prefix,
    Some,
    Term,
    Weighted,
    Without,
    Years,
)
from search_index.query.interpretation import Concept, QueryPlace
from search_index.query.parser import (
    And,
    InField,
    Not,
    NoWords,
    Or,
    QueryNode,
    Quoted,
    Wildcard,
    Words,
    YearRange,
    words_of,
)
from search_index.query.query_syntax import Field
from search_index.query.word_units import units_of_text

_SENTENCE_WORDS = 10
"""Number of words that may stand between two words of one sentence."""

_NAMED_WEIGHT = 2.0
_OTHER_NAME_WEIGHT = 0.3

_OWN_SCORE = 10.0
"""Score of a place as it was typed: above all that a page can have without it."""

_WORD_LAYERS = {Field.TITLE: Layer.TITLE, Field.AUTHOR: Layer.AUTHOR, Field.NUMBER: Layer.NUMBER}


def to_clause(node: QueryNode) -> Clause:
    """Return the clause that a page must match."""
    match node:
        case Words(text):
            units = units_of_text(text)
            return units_clause(units) if units else Everything()
        case Quoted(text, slop):
            return _quoted(normalise(text), slop)
        case Wildcard(text):
            return _wildcard(text, Layer.FOLDED, Layer.EXACT)
        case YearRange(first, last):
            return Years(first, last)
        case InField(field, inner, place):
            return _in_field(field, inner, place)
        case NoWords():
            return Nothing()
        case _:
            return _group(node)


def units_clause(units: tuple[Concept, ...]) -> Clause:
    """Return the clause for pages that have every unit; single words side by side stay near."""
    near = (_near(first, second) for first, second in pairwise(units))
    return all_of((*map(unit_clause, units), *(clause for clause in near if clause)))


def unit_clause(unit: Concept) -> Clause:
    """Return the clause for pages that have a unit, or another name of it."""
    if unit.place:
        units = (*unit.place.units, *unit.place.kin)
        return Some((units_clause(unit.parts), Weighted(OneOf(Layer.UNIT, units), 0)))
    if unit.date_or_code:
        own: Clause = Term(Layer.SIGNS, unit.date_or_code)
    else:
        own = phrase(unit.words, marked=unit.has_marks)
    in_years = (Weighted(Years(*unit.years), 0),) if unit.years else ()
    other_forms = (*map(phrase, unit.synonyms), *in_years)
    return Some((own, *other_forms)) if other_forms else own


def _near(first: Concept, second: Concept) -> Clause | None:
    """Return the clause for two single words in one sentence, in either order."""
    if any(len(unit.words) > 1 or unit.synonyms or unit.date_or_code for unit in (first, second)):
        return None
    ends = first.words[0].folded, second.words[0].folded
    return Some((Phrase(ends, _SENTENCE_WORDS), Phrase(ends[::-1], _SENTENCE_WORDS)))


def folded_term(token: Token) -> Clause:
    """Return the term of a syllable, whatever its marks."""
    return Term(Layer.FOLDED, token.folded)


def typed_term(token: Token) -> Clause:
    """Return the exact term of a syllable typed with marks, else its folded term."""
    return Term(Layer.EXACT, token.exact) if token.mark else folded_term(token)


def adjacent(first: Token, second: Token, *, marked: bool) -> Clause:
    """Return the clause for two neighbouring syllables, with exactly these marks or with any."""
    if marked:
        return Term(Layer.PAIRS, exact_pair(first, second))
    return Prefix(Layer.PAIRS, folded_pair(first, second))


def all_of(clauses: Iterable[Clause]) -> Clause:
    """Return the conjunction of the distinct clauses."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else All(distinct)


def _group(node: And | Or | Not) -> Clause:
    match node:
        case And(parts):
            required_clauses = tuple(to_clause(part) for part in parts if not isinstance(part, Not))
            excluded_clauses = tuple(
                to_clause(part.part) for part in parts if isinstance(part, Not)
            )
            clause = All(required_clauses) if required_clauses else Everything()
            return Without(clause, Some(excluded_clauses)) if excluded_clauses else clause
        case Or(parts):
            return Some(tuple(to_clause(inner) for inner in parts))
        case Not(inner):
            return Without(Everything(), to_clause(inner))


def phrase(words: tuple[Token, ...], slop: int = 0, *, marked: bool | None = None) -> Clause:
    """Return the clause for a phrase; unless stated, marks are required if any were typed."""
    if len(words) < 2:
        return typed_term(words[0]) if words else Everything()
    if marked is None:
        marked = any(token.mark for token in words)
    if slop:
        near = [Phrase((first.folded, second.folded), slop) for first, second in pairwise(words)]
        return all_of((*near, *map(typed_term, words)) if marked else near)
    row = Phrase(tuple(token.folded for token in words))
    beside = tuple(adjacent(*pair, marked=marked) for pair in pairwise(words))
    return All((row, *beside)) if len(words) > 2 else all_of(beside)


def _quoted(text: str, slop: int) -> Clause:
    """Return the clause for quoted words; pairs end with the sentences, as in the index."""
    parts = [part for part in map(tokens, sentences(text)) if part]
    if len(parts) < 2 or slop:
        return phrase(tokens(text), slop)
    row = Phrase(tuple(token.folded for part in parts for token in part))
    return All((row, *map(phrase, parts)))


def _wildcard(text: str, folded_layer: Layer, exact: Layer) -> Clause:
    """Return the clause for a truncated word: with the marks typed, or with any if none were.

    A field without a layer of marked words needs the letters, and the marked word on the page.
    """
    pattern = normalise(text).lower()
    if not has_marks(pattern):
        return Pattern(folded_layer, pattern)
    beginning = pattern.rstrip("*?")
    spellings = dict.fromkeys((beginning, spell_one_way(beginning)))  # hoà* is hòa* and hoàng
    patterns = (Pattern(exact, f"{word}{pattern[len(beginning) :]}") for word in spellings)
    marked_pattern = Some(tuple(patterns)) if len(spellings) > 1 else next(patterns)
    if folded_layer in (Layer.FOLDED, Layer.TITLE):
        return marked_pattern
    return All((Pattern(folded_layer, fold(pattern)), Weighted(marked_pattern, 0)))


def _in_field(field: Field, node: QueryNode, place: QueryPlace | None) -> Clause:
    words = tokens(normalise(words_of(node)))
    if not words:
        return Nothing()
    layer = _WORD_LAYERS.get(field, Layer.FOLDED)
    if isinstance(node, Wildcard):
        exact = Layer.TITLE_EXACT if layer is Layer.TITLE else Layer.EXACT
        return _wildcard(node.text, layer, exact)
    if field is Field.PLACE:
        return _place(place, words) if place else phrase(words)
    if field is Field.KIND:
        return Term(Layer.FOLDED, words[0].folded)
    return All(tuple(Term(layer, token.folded) for token in words))


def _place(place: QueryPlace, words: tuple[Token, ...]) -> Clause:
    """Return the clause for a place: pages that name its units, or have the words typed.

    Words that a page gives to another province do not count. Then come the units before and after,
    and pages about communes of its districts.
    """
    possible = tuple(f"?{unit}" for unit in place.units if place.is_name)
    own = (
        OneOf(Layer.UNIT, (*place.units, *possible)),
        Weighted(_named_here(words), _NAMED_WEIGHT),
    )
    weaker = (
        Weighted(OneOf(layer, units), _OTHER_NAME_WEIGHT)
        for layer, units in ((Layer.UNIT, place.kin), (Layer.PLACE, place.districts))
        if units
    )
    as_phrase = Phrase(tuple(token.folded for token in words))
    about = OneOf(Layer.PLACE, place.units)
    is_own = ConstantScore(Some(own), _OWN_SCORE)
    return Preferring(Some((*own, *weaker)), (as_phrase, about, is_own))


def _named_here(words: tuple[Token, ...]) -> Clause:
    """Return the clause for pages with a name; long names score as short ones."""
    if len(words) < 2:
        return Nothing()
    marked = any(token.mark for token in words)
    beside = All(tuple(adjacent(*pair, marked=marked) for pair in pairwise(words)))
    names = (name_key(" ".join(word.exact for word in words[at:])) for at in range(len(words) - 1))
    elsewhere = OneOf(Layer.UNIT, tuple(f"-{name}" for name in names))
    return Without(Weighted(beside, 1 / (len(words) - 1)), elsewhere)
