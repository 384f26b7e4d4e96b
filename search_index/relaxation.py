"""Turns a question into what an engine is asked, from strict to forgiving.

The rungs of the ladder are tried in order until enough is found. What helps a page to the top is
the same on every rung, so a lower rung only adds below: the words as typed, with their marks, side
by side, in the title, in the number.
"""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from library.vietnamese.syllables import is_syllable
from search_index.analysis import Token, exact_pair, folded_pair
from search_index.clauses import (
    Alike,
    All,
    Best,
    Clause,
    Everything,
    Layer,
    Near,
    Nothing,
    Preferring,
    Row,
    Some,
    Starting,
    Term,
    Weighted,
)
from search_index.dates_and_numbers import signs_in
from search_index.expansion import Meaning, Thing
from search_index.operators import as_folded, as_typed, beside_each_other, every, strict
from search_index.parser import Part, Words

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
_OWN_NUMBER = 30.0
_WHOLE_ROW = 10.0
_ALL_OF_FEW = 30.0
_NEARLY = 0.3
_SHARE_BESIDE = 0.35
_MANY_THINGS = 4
_MANY_NAMES = 4


def ladder(part: Part, meaning: Meaning) -> tuple[Clause, ...]:
    """Return the rungs for a question; one with operators means what it says and has one."""
    typed = meaning.typed
    if not isinstance(part, Words):
        return (_prefer(strict(part), Meaning((Thing(typed),))),)
    if not typed:
        return (Everything(),)
    first, *lower = dict.fromkeys(_needs(meaning))
    is_short = len(meaning.things) < _MANY_THINGS  # of many words one may be mistyped
    better = (first, Alike(first, _ALL_OF_FEW)) if is_short else (first,)
    return (
        _prefer(first, meaning),
        *(_prefer(needed, meaning, *better) for needed in lower),
    )


def _needs(meaning: Meaning) -> Iterator[Clause]:
    all_words = _needed(meaning, as_typed)
    if len(meaning.things) < _MANY_THINGS:
        yield all_words
        yield _needed(meaning, as_folded)
        yield Some((_needed(meaning, _nearly), _neighbours(meaning, 0)))
    else:
        near = _neighbours(meaning, 0)
        yield Some((All((all_words, near)), _neighbours(meaning, _SHARE_BESIDE)))
        yield Some((all_words, near))


def _needed(meaning: Meaning, word: WordClause) -> Clause:
    return every(_thing(thing, word) for thing in meaning.things)


def _neighbours(meaning: Meaning, share: float) -> Clause:
    """Ask for some of the neighbours: in a sentence not every word tells what it is about."""
    beside = [Starting(Layer.PAIRS, folded_pair(*two)) for two in pairwise(meaning.typed)]
    others = [_row_of(other) for thing in meaning.things for other in thing.others]
    signs = [Term(Layer.SIGNS, thing.sign) for thing in meaning.things if thing.sign]
    names = [as_folded(token) for token in meaning.typed if _is_a_name(token)]
    least = max(1, math.ceil(len(beside) * share))
    told = tuple(dict.fromkeys((*beside, *others, *signs, *names)))
    return Some(told, least) if told else Nothing()


def _is_a_name(token: Token) -> bool:
    """Say whether a word is no Vietnamese syllable: it tells much alone."""
    return not token.folded.isdigit() and not is_syllable(token.folded)


def _thing(thing: Thing, word: WordClause) -> Clause:
    own = every(word(token) for token in thing.words)
    others: list[Clause] = [Weighted(_row_of(other), _OTHER_NAME) for other in thing.others]
    if thing.sign:
        others.append(Term(Layer.SIGNS, thing.sign))
    return Best((own, *others)) if others else own


def _row_of(words: tuple[Token, ...]) -> Clause:
    if len(words) == 1:
        return as_typed(words[0])
    return every(
        beside_each_other(one, two, marked=bool(one.mark or two.mark))
        for one, two in pairwise(words)
    )


def _nearly(token: Token) -> Clause:
    same = as_folded(token)
    if len(token.folded) < _SHORTEST_MISTYPED:
        return same
    near = _misread(token) if token.folded.isdigit() else (Near(Layer.FOLDED, token.folded),)
    return Best((same, *(Weighted(one, _NEARLY) for one in near))) if near else same


def _misread(number: Token) -> tuple[Clause, ...]:
    """Take a number also as OCR reads one that begins with 1 or ends with 0."""
    said = number.folded
    begun = [f"{letter}{said[1:]}" for letter in "li" if said.startswith("1")]
    ended = [f"{said[:-1]}o"] if said.endswith("0") else []
    return tuple(Term(Layer.FOLDED, seen) for seen in (*begun, *ended))


def _prefer(needed: Clause, meaning: Meaning, *better: Clause) -> Clause:
    helpful = (*better, *_helpful(meaning))
    return Preferring(needed, helpful) if helpful else needed


def _helpful(meaning: Meaning) -> list[Clause]:
    typed = meaning.typed
    marked = any(token.mark for token in typed)
    helps = _in_a_row(typed, 1.0, marked=marked)
    helps += _in_a_row(meaning.meant, _worth(meaning.meant), marked=True)
    for thing in meaning.things:
        helps += _under_other_names(thing)
    if len(typed) == 1:
        helps += _alone(typed[0])
    for token in typed:
        helps += _by_itself(token)
    text = " ".join(token.exact for token in typed)
    helps += [Weighted(Term(Layer.SIGNS, sign), _SIGN) for sign in signs_in(text)]
    helps += [Weighted(Term(Layer.NUMBER, code), _OWN_NUMBER) for code in meaning.codes]
    whole = (row for row in (typed, meaning.meant) if len(row) > 2)
    helps += [Weighted(Row(tuple(word.folded for word in row)), _WHOLE_ROW) for row in whole]
    return list(dict.fromkeys(helps))


def _in_a_row(row: tuple[Token, ...], worth: float, *, marked: bool) -> list[Clause]:
    pairs = pairwise(row)
    return [help_ for two in pairs for help_ in _side_by_side(*two, worth, marked=marked)]


def _under_other_names(thing: Thing) -> list[Clause]:
    """Take each other name for a help, or of many only the best, lest they outweigh the typed."""
    if len(thing.others) > _MANY_NAMES:
        return [Weighted(Best(tuple(map(_row_of, thing.others))), _OTHER_ROW)]
    rows = (_in_a_row(row, _worth(row), marked=True) for row in thing.others)
    return [help_ for row in rows for help_ in row]


def _worth(row: tuple[Token, ...]) -> float:
    return _OTHER_ROW if row and row[0].mark else _UNMARKED_ROW


def _alone(token: Token) -> list[Clause]:
    often = as_folded(token)  # the exact layer does not know how often
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
        return [in_title, Weighted(as_folded(token), _FOREIGN_WORD)]
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
