"""Turns a question into what an engine is asked, from strict to forgiving.

The rungs of the ladder are tried in order until enough is found. What helps a page to the top is
the same on every rung, so a lower rung only adds below: the words as typed, with their marks, side
by side, in the title, in the number.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from library.syllables import is_syllable
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
from search_index.meaning import Meaning, Thing
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

WordClause = Callable[[Token], Clause]

_SHORTEST_MISTYPED = 3
_OTHER_NAME = 0.7
_OTHER_ROW = 0.5
_UNMARKED_ROW = 0.1
_EXACT_PAIR = 5.0
_TITLE_PAIR = 1.2
_TITLE_WORD = 0.4
_NUMBER = 4.0
_FOREIGN_WORD = 4.0
_SIGN = 6.0
_WHOLE_ROW = 10.0
_NEARLY = 0.3
_SHARE_BESIDE = 0.35
_MANY_THINGS = 4

_WORD_LAYERS = {Field.TITLE: Layer.TITLE, Field.AUTHOR: Layer.AUTHOR, Field.NUMBER: Layer.NUMBER}


def ladder(part: Part, meaning: Meaning) -> tuple[Clause, ...]:
    """Return the rungs for a question; one with operators means what it says and has one."""
    typed = meaning.typed
    if not isinstance(part, Words):
        return (_prefer(_strict(part), meaning),)
    if not typed:
        return (Everything(),)
    strict, *lower = dict.fromkeys(_needs(meaning))
    return (
        _prefer(strict, meaning),
        *(_prefer(needed, meaning, strict) for needed in lower),
    )


def _needs(meaning: Meaning) -> Iterator[Clause]:
    as_typed = _needed(meaning, _as_typed)
    if len(meaning.things) < _MANY_THINGS:
        yield as_typed
        yield _needed(meaning, _as_folded)
        yield Some((_needed(meaning, _nearly), _neighbours(meaning, 0)))
    else:
        yield Some((as_typed, _neighbours(meaning, _SHARE_BESIDE)))
        yield Some((as_typed, _neighbours(meaning, 0)))


def _needed(meaning: Meaning, word: WordClause) -> Clause:
    return _all(_thing(thing, word) for thing in meaning.things)


def _neighbours(meaning: Meaning, share: float) -> Clause:
    """Ask for some of the neighbours: in a sentence not every word tells what it is about."""
    beside = [Starting(Layer.PAIRS, folded_pair(*two)) for two in pairwise(meaning.typed)]
    others = [_row_of(other) for thing in meaning.things for other in thing.others]
    signs = [Term(Layer.SIGNS, thing.sign) for thing in meaning.things if thing.sign]
    names = [_as_folded(token) for token in meaning.typed if _is_a_name(token)]
    least = max(1, math.ceil(len(beside) * share))
    told = tuple(dict.fromkeys((*beside, *others, *signs, *names)))
    return Some(told, least) if told else Nothing()


def _is_a_name(token: Token) -> bool:
    """Say whether a word is no Vietnamese syllable: it tells much alone."""
    return not token.folded.isdigit() and not is_syllable(token.folded)


def _thing(thing: Thing, word: WordClause) -> Clause:
    own = _all(word(token) for token in thing.words)
    others: list[Clause] = [Weighted(_row_of(other), _OTHER_NAME) for other in thing.others]
    if thing.sign:
        others.append(Term(Layer.SIGNS, thing.sign))
    return Best((own, *others)) if others else own


def _row_of(words: tuple[Token, ...]) -> Clause:
    if len(words) == 1:
        return _as_typed(words[0])
    return _all(_beside(one, two, one.mark or two.mark) for one, two in pairwise(words))


def _nearly(token: Token) -> Clause:
    same = _as_folded(token)
    if len(token.folded) < _SHORTEST_MISTYPED or token.folded.isdigit():
        return same
    return Best((same, Weighted(Near(Layer.FOLDED, token.folded), _NEARLY)))


def _as_folded(token: Token) -> Clause:
    return Term(Layer.FOLDED, token.folded)


def _as_typed(token: Token) -> Clause:
    """Take a syllable with marks at its word, and one without as any syllable under it."""
    return Term(Layer.EXACT, token.exact) if token.mark else _as_folded(token)


def _all(clauses: Iterable[Clause]) -> Clause:
    distinct = tuple(dict.fromkeys(clauses))
    return distinct[0] if len(distinct) == 1 else All(distinct)


def _prefer(needed: Clause, meaning: Meaning, *better: Clause) -> Clause:
    helpful = (*better, *_helpful(meaning))
    return Preferring(needed, helpful) if helpful else needed


def _helpful(meaning: Meaning) -> list[Clause]:
    typed = meaning.typed
    marked = any(token.mark for token in typed)
    helps: list[Clause] = []
    for row in meaning.rows:
        worth = 1.0 if row == typed else _OTHER_ROW if row[0].mark else _UNMARKED_ROW
        for one, two in pairwise(row):
            helps += _side_by_side(one, two, worth, marked=marked or row != typed)
    if len(typed) == 1:
        helps += _alone(typed[0])
    for token in typed:
        helps += _by_itself(token)
    text = " ".join(token.exact for token in typed)
    helps += [Weighted(Term(Layer.SIGNS, sign), _SIGN) for sign in signs_in(text)]
    whole = (row for row in (typed, meaning.meant) if len(row) > 2)
    helps += [Weighted(Row(tuple(word.folded for word in row)), _WHOLE_ROW) for row in whole]
    return list(dict.fromkeys(helps))


def _alone(token: Token) -> list[Clause]:
    often = _as_folded(token)  # the exact layer does not know how often
    if not token.mark:
        return [often]
    return [
        often,
        Weighted(Term(Layer.EXACT, token.exact), _EXACT_PAIR),
        Weighted(Term(Layer.TITLE_EXACT, token.exact), _TITLE_PAIR),
    ]


def _by_itself(token: Token) -> list[Clause]:
    in_title = Weighted(Term(Layer.TITLE, token.folded), _TITLE_WORD)
    if token.folded.isdigit():
        return [in_title, Weighted(Term(Layer.NUMBER, token.folded), _NUMBER)]
    if _is_a_name(token):
        return [in_title, Weighted(_as_folded(token), _FOREIGN_WORD)]
    return [in_title]


def _side_by_side(one: Token, two: Token, worth: float, *, marked: bool) -> list[Clause]:
    beside = folded_pair(one, two)
    helps = [
        Weighted(Starting(Layer.PAIRS, beside), worth),
        Weighted(Starting(Layer.TITLE_PAIRS, beside), worth * _TITLE_PAIR),
    ]
    if marked:
        exactly = exact_pair(one, two)
        helps.append(Weighted(Term(Layer.PAIRS, exactly), worth * _EXACT_PAIR))
        helps.append(Weighted(Term(Layer.TITLE_PAIRS, exactly), worth * _TITLE_PAIR))
    return helps


def _strict(part: Part) -> Clause:
    match part:
        case Words(text):
            typed = tokens(tidy(text))
            return _all(map(_as_typed, typed)) if typed else Everything()
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


def _beside(one: Token, two: Token, marked: object) -> Clause:
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
