"""Turns a question into what an engine is asked, from strict to forgiving.

The rungs of the ladder are tried in order until enough is found. What helps a page to the top is
the same on every rung, so a lower rung only adds below: the words as typed, with their marks, side
by side, in the title, in the number.
"""

import math
from itertools import pairwise

from search_index.analysis import Token, exact_pair, folded_pair, has_marks, tidy, tokens
from search_index.clauses import (
    All,
    Best,
    Clause,
    Everything,
    Layer,
    Near,
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
from search_index.query import (
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
from search_index.signs import signs_in

_MOST_WORDS = 40
_EXACT_PAIR = 5.0
_TITLE_PAIR = 2.0
_TITLE_WORD = 0.6
_NUMBER = 4.0
_SIGN = 6.0
_WHOLE_ROW = 2.0
_NEARLY = 0.3
_SHARE_ENOUGH = 0.6

_WORD_LAYERS = {Field.TITLE: Layer.TITLE, Field.AUTHOR: Layer.AUTHOR, Field.NUMBER: Layer.NUMBER}


def ladder(part: Part) -> tuple[Clause, ...]:
    """Return the rungs for a question; one with operators means what it says and has one."""
    if not isinstance(part, Words):
        return (_prefer(_strict(part), tokens(tidy(words_of(part)))[:_MOST_WORDS]),)
    typed = tokens(tidy(part.text))[:_MOST_WORDS]
    if not typed:
        return (Everything(),)
    needs = (
        _needed_as_typed(typed),
        _needed_folded(typed),
        _needed_nearly(typed),
        _needed_somewhat(typed),
    )
    distinct = dict.fromkeys(needs)
    return tuple(_prefer(needed, typed) for needed in distinct)


def _needed_as_typed(typed: tuple[Token, ...]) -> Clause:
    return All(tuple(dict.fromkeys(_as_typed(token) for token in typed)))


def _needed_folded(typed: tuple[Token, ...]) -> Clause:
    return All(tuple(dict.fromkeys(Term(Layer.FOLDED, token.folded) for token in typed)))


def _needed_nearly(typed: tuple[Token, ...]) -> Clause:
    near = tuple(dict.fromkeys(_nearly(token.folded) for token in typed))
    return Some(near, least=math.ceil(len(near) * _SHARE_ENOUGH))


def _needed_somewhat(typed: tuple[Token, ...]) -> Clause:
    beside = pairwise(typed)
    neighbours = tuple(
        dict.fromkeys(Starting(Layer.PAIRS, folded_pair(one, two)) for one, two in beside)
    )
    nearly = _needed_nearly(typed)
    return Some((nearly, *neighbours)) if neighbours else nearly


def _nearly(folded: str) -> Clause:
    same = Term(Layer.FOLDED, folded)
    if len(folded) < 3 or folded.isdigit():
        return same
    return Best((same, Weighted(Near(Layer.FOLDED, folded), _NEARLY)))


def _as_typed(token: Token) -> Term:
    """Take a syllable with marks at its word, and one without as any syllable under it."""
    if token.mark:
        return Term(Layer.EXACT, token.exact)
    return Term(Layer.FOLDED, token.folded)


def _prefer(needed: Clause, typed: tuple[Token, ...]) -> Clause:
    helpful = tuple(_helpful(typed))
    return Preferring(needed, helpful) if helpful else needed


def _helpful(typed: tuple[Token, ...]) -> list[Clause]:
    folded = tuple(token.folded for token in typed)
    marked = any(token.mark for token in typed)
    helps: list[Clause] = []
    for one, two in pairwise(typed):
        helps += _side_by_side(one, two, marked=marked)
    if len(typed) == 1 and marked:
        helps.append(Weighted(Term(Layer.EXACT, typed[0].exact), _EXACT_PAIR))
        helps.append(Weighted(Term(Layer.TITLE_EXACT, typed[0].exact), _TITLE_PAIR))
    for word in dict.fromkeys(folded):
        helps.append(Weighted(Term(Layer.TITLE, word), _TITLE_WORD))
        if word.isdigit():
            helps.append(Weighted(Term(Layer.NUMBER, word), _NUMBER))
    text = " ".join(token.exact for token in typed)
    helps += [Weighted(Term(Layer.SIGNS, sign), _SIGN) for sign in signs_in(text)]
    if len(folded) > 2:
        helps.append(Weighted(Row(folded), _WHOLE_ROW))
    return list(dict.fromkeys(helps))


def _side_by_side(one: Token, two: Token, *, marked: bool) -> list[Clause]:
    beside = folded_pair(one, two)
    helps = [
        Starting(Layer.PAIRS, beside),
        Weighted(Starting(Layer.TITLE_PAIRS, beside), _TITLE_PAIR),
    ]
    if marked:
        exactly = exact_pair(one, two)
        helps.append(Weighted(Term(Layer.PAIRS, exactly), _EXACT_PAIR))
        helps.append(Weighted(Term(Layer.TITLE_PAIRS, exactly), _TITLE_PAIR))
    return helps


def _strict(part: Part) -> Clause:
    match part:
        case Words(text):
            typed = tokens(tidy(text))
            return _needed_as_typed(typed) if typed else Everything()
        case Quoted(text, apart):
            return _row(tokens(tidy(text)), apart)
        case Wild(text):
            return _wild(text, Layer.EXACT, Layer.FOLDED)
        case Span(first, last):
            return Years(first, last)
        case InField(field, inner):
            return _in_field(field, inner)
        case _:
            return _strict_group(part)


def _strict_group(part: Both | Either | Unless) -> Clause:
    match part:
        case Both(parts):
            return _both(parts)
        case Either(parts):
            return Some(tuple(_strict(inner) for inner in parts))
        case Unless(inner):
            return Without(Everything(), _strict(inner))


def _both(parts: tuple[Part, ...]) -> Clause:
    wanted = tuple(_strict(part) for part in parts if not isinstance(part, Unless))
    unwanted = tuple(_strict(part.part) for part in parts if isinstance(part, Unless))
    needed = All(wanted) if wanted else Everything()
    return Without(needed, Some(unwanted)) if unwanted else needed


def _row(typed: tuple[Token, ...], apart: int) -> Clause:
    """Ask for words in a row; their marks count when any was typed."""
    if len(typed) < 2:
        return _as_typed(typed[0]) if typed else Everything()
    marked = any(token.mark for token in typed)
    row = Row(tuple(token.folded for token in typed), apart)
    if apart:
        return All((row, *(_as_typed(token) for token in typed))) if marked else row
    beside = tuple(_beside(one, two, marked) for one, two in pairwise(typed))
    return All((row, *beside) if len(typed) > 2 else beside)


def _beside(one: Token, two: Token, marked: bool) -> Clause:
    if marked:
        return Term(Layer.PAIRS, exact_pair(one, two))
    return Starting(Layer.PAIRS, folded_pair(one, two))


def _wild(text: str, exact: Layer, folded: Layer) -> Clause:
    pattern = tidy(text).lower()
    if has_marks(pattern):
        return Pattern(exact, pattern)
    return Pattern(folded, pattern)


def _in_field(field: Field, part: Part) -> Clause:
    typed = tokens(tidy(words_of(part)))
    if not typed:
        return Nothing()
    layer = _WORD_LAYERS.get(field, Layer.FOLDED)
    if isinstance(part, Wild):
        return _wild(part.text, layer, layer)
    if field is Field.KIND:
        return Term(Layer.FOLDED, typed[0].folded)
    terms = tuple(Term(layer, token.folded) for token in typed)
    return All(terms)
