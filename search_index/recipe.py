"""Turns a question into what an engine is asked, from strict to forgiving.

The rungs of the ladder are tried in order until enough is found. What helps a page to the top is
the same on every rung, so a lower rung only adds below: the words as typed, with their marks, side
by side, in the title, in the number.
"""

import math

from search_index.analysis import Token, has_marks, pairs, tidy, tokens
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
    folded = tuple(token.folded for token in typed)
    neighbours = tuple(Term(Layer.FOLDED_PAIRS, pair) for pair in dict.fromkeys(pairs(folded)))
    nearly = _needed_nearly(typed)
    return Some((nearly, *neighbours)) if neighbours else nearly


def _nearly(folded: str) -> Clause:
    same = Term(Layer.FOLDED, folded)
    if len(folded) < 3 or folded.isdigit():
        return same
    return Best((same, Weighted(Near(Layer.FOLDED, folded), _NEARLY)))


def _as_typed(token: Token) -> Term:
    """Take a syllable with marks at its word, and one without as any syllable under it."""
    if has_marks(token.exact):
        return Term(Layer.EXACT, token.exact)
    return Term(Layer.FOLDED, token.folded)


def _prefer(needed: Clause, typed: tuple[Token, ...]) -> Clause:
    helpful = tuple(_helpful(typed))
    return Preferring(needed, helpful) if helpful else needed


def _helpful(typed: tuple[Token, ...]) -> list[Clause]:
    exact = tuple(token.exact for token in typed)
    folded = tuple(token.folded for token in typed)
    helps: list[Clause] = []
    for pair in dict.fromkeys(pairs(folded)):
        helps.append(Term(Layer.FOLDED_PAIRS, pair))
        helps.append(Weighted(Term(Layer.TITLE_PAIRS, pair), _TITLE_PAIR))
    if any(has_marks(syllable) for syllable in exact):
        helps += _with_marks(exact)
    for word in dict.fromkeys(folded):
        helps.append(Weighted(Term(Layer.TITLE, word), _TITLE_WORD))
        if word.isdigit():
            helps.append(Weighted(Term(Layer.NUMBER, word), _NUMBER))
    text = " ".join(exact)
    helps += [Weighted(Term(Layer.SIGNS, sign), _SIGN) for sign in dict.fromkeys(signs_in(text))]
    if len(folded) > 2:
        helps.append(Weighted(Row(folded), _WHOLE_ROW))
    return helps


def _with_marks(exact: tuple[str, ...]) -> list[Clause]:
    if len(exact) == 1:
        return [
            Weighted(Term(Layer.EXACT, exact[0]), _EXACT_PAIR),
            Weighted(Term(Layer.TITLE_EXACT, exact[0]), _TITLE_WORD),
        ]
    return [
        clause
        for pair in dict.fromkeys(pairs(exact))
        for clause in (
            Weighted(Term(Layer.EXACT_PAIRS, pair), _EXACT_PAIR),
            Weighted(Term(Layer.TITLE_EXACT_PAIRS, pair), _TITLE_PAIR),
        )
    ]


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
    exact = tuple(token.exact for token in typed)
    folded = tuple(token.folded for token in typed)
    if len(typed) == 1:
        return _as_typed(typed[0])
    row: Clause = Row(folded, apart) if len(typed) > 2 or apart else _pair(folded)
    if not any(has_marks(syllable) for syllable in exact):
        return row
    marked = pairs(exact) if not apart else ()
    terms = tuple(Term(Layer.EXACT_PAIRS, pair) for pair in dict.fromkeys(marked))
    return All((row, *(terms or tuple(_as_typed(token) for token in typed))))


def _pair(folded: tuple[str, ...]) -> Clause:
    return Term(Layer.FOLDED_PAIRS, pairs(folded)[0])


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
