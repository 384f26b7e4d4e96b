"""Turns a question with operators into what must be on a page: it means what it says."""

from collections.abc import Iterable
from itertools import pairwise

from library.places.gazetteer import read_gazetteer
from search_index.analysis import Token, exact_pair, folded_pair, has_marks, tidy, tokens
from search_index.clauses import (
    All,
    Best,
    Clause,
    Everything,
    Layer,
    Nothing,
    Pattern,
    Preferring,
    Row,
    Some,
    Starting,
    Term,
    Weighted,
    Without,
    Years,
)
from search_index.parser import (
    Both,
    Either,
    Field,
    InField,
    Part,
    Quoted,
    Span,
    Unless,
    Wild,
    Words,
    words_of,
)

_NAMED = 2.0
_OTHER_NAME = 0.3
_AROUND = 0.1

_WORD_LAYERS = {Field.TITLE: Layer.TITLE, Field.AUTHOR: Layer.AUTHOR, Field.NUMBER: Layer.NUMBER}


def strict(part: Part) -> Clause:
    """Return what a page must hold to answer."""
    match part:
        case Words(text):
            typed = tokens(tidy(text))
            return every(map(as_typed, typed)) if typed else Everything()
        case Quoted(text, apart):
            return _row(tokens(tidy(text)), apart)
        case Wild(text):
            return _wild(text, Layer.EXACT, Layer.FOLDED)
        case Span(first, last):
            return Years(first, last)
        case InField(field, inner):
            return _in_field(field, inner)
        case _:
            return _group(part)


def as_folded(token: Token) -> Clause:
    """Take a syllable whatever its marks."""
    return Term(Layer.FOLDED, token.folded)


def as_typed(token: Token) -> Clause:
    """Take a syllable with marks at its word, and one without as any syllable under it."""
    return Term(Layer.EXACT, token.exact) if token.mark else as_folded(token)


def beside_each_other(one: Token, two: Token, *, marked: bool) -> Clause:
    """Take two syllables as neighbours, with exactly these marks or with any."""
    if marked:
        return Term(Layer.PAIRS, exact_pair(one, two))
    return Starting(Layer.PAIRS, folded_pair(one, two))


def every(clauses: Iterable[Clause]) -> Clause:
    """Ask for all of these, each once."""
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else All(distinct)


def _group(part: Both | Either | Unless) -> Clause:
    match part:
        case Both(parts):
            return _both(parts)
        case Either(parts):
            return Some(tuple(strict(inner) for inner in parts))
        case Unless(inner):
            return Without(Everything(), strict(inner))


def _both(parts: tuple[Part, ...]) -> Clause:
    wanted = tuple(strict(part) for part in parts if not isinstance(part, Unless))
    unwanted = tuple(strict(part.part) for part in parts if isinstance(part, Unless))
    needed = All(wanted) if wanted else Everything()
    return Without(needed, Some(unwanted)) if unwanted else needed


def _row(typed: tuple[Token, ...], apart: int = 0) -> Clause:
    """Ask for words in a row; their marks count when any was typed."""
    if len(typed) < 2:
        return as_typed(typed[0]) if typed else Everything()
    marked = any(token.mark for token in typed)
    row = Row(tuple(token.folded for token in typed), apart)
    if apart:
        return All((row, *map(as_typed, typed))) if marked else row
    beside = _neighbours(typed)
    return All((row, *beside.clauses)) if len(typed) > 2 else beside


def _neighbours(typed: tuple[Token, ...]) -> All:
    marked = any(token.mark for token in typed)
    return All(tuple(beside_each_other(*two, marked=marked) for two in pairwise(typed)))


def _wild(text: str, exact: Layer, folded: Layer) -> Clause:
    pattern = tidy(text).lower()
    return Pattern(exact if has_marks(pattern) else folded, pattern)


def _in_field(field: Field, part: Part) -> Clause:
    typed = tokens(tidy(words_of(part)))
    if not typed:
        return Nothing()
    layer = _WORD_LAYERS.get(field, Layer.FOLDED)
    if isinstance(part, Wild):
        return _wild(part.text, layer, layer)
    if field is Field.PLACE:
        return _place(words_of(part), typed)
    if field is Field.KIND:
        return Term(Layer.FOLDED, typed[0].folded)
    return All(tuple(Term(layer, token.folded) for token in typed))


def _place(name: str, typed: tuple[Token, ...]) -> Clause:
    """Ask for a place: pages about it, then pages that name it, then those under other names."""
    kinship = read_gazetteer().named(name)
    if kinship is None:
        return _row(typed)
    near = tuple(_called(other) for other in (*kinship.now, *kinship.before))
    around = tuple(_called(other) for other in kinship.within)
    elsewhere = ((near, _OTHER_NAME), (around, _AROUND))
    weaker = (Weighted(Best(found), worth) for found, worth in elsewhere if found)
    often = Row(tuple(token.folded for token in typed))
    return Preferring(Some((_about_or_naming(kinship.said, typed), *weaker)), (often,))


def _called(name: str) -> Clause:
    return _about_or_naming(read_gazetteer().named(name).said, tokens(tidy(name)))


def _about_or_naming(name: str, typed: tuple[Token, ...]) -> Clause:
    """Ask for pages about a place or naming it; a long name counts no more than a short one."""
    each = _NAMED / (len(typed) - 1)
    return Some((Term(Layer.PLACE, name), Weighted(_neighbours(typed), each)))
