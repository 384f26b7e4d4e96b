"""Clauses of a query: its answer set, and relaxation steps that find what comes close to it.

The steps are tried in order until there are enough hits. The ranking clauses are the same in the
answer set and in every step: the words as typed, with their marks, next to each other, in the
title, in the number.
"""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise

from library.vietnamese.syllables import is_syllable
from search_index.analysis import Token, exact_pair, folded_pair, whole_title
from search_index.clauses import (
    All,
    Best,
    Clause,
    ConstantScore,
    Everything,
    Fuzzy,
    Layer,
    Nothing,
    OneOf,
    Phrase,
    Preferring,
    Prefix,
    Some,
    Term,
    Weighted,
    Years,
)
from search_index.dates_and_numbers import dates_and_codes_in
from search_index.query.interpretation import Concept, Interpretation
from search_index.query.operators import (
    adjacent,
    all_of,
    folded_term,
    to_clause,
    typed_term,
    unit_clause,
    units_clause,
)
from search_index.query.parser import QueryNode, Words
from search_index.query.questions import is_question

WordClause = Callable[[Token], Clause]

_MIN_LETTERS_OF_MISTAKE = 3
_OTHER_NAME_WEIGHT = 0.7
_WIDENED_WEIGHT = 0.001
"""Weight of the words of a page that has a place under other names alone."""

_OTHER_PHRASE_WEIGHT = 0.5
_UNMARKED_PHRASE_WEIGHT = 0.1
_EXACT_PAIR_WEIGHT = 5.0
_TITLE_PAIR_WEIGHT = 1.2
_TITLE_WORD_WEIGHT = 0.4
_WHOLE_TITLE_WEIGHT = 1.5
_EXACT_TITLE_SCORE = 1000.0
"""Score above all others, so that an item with exactly the title typed stands first."""

_NUMBER_WEIGHT = 4.0
_FOREIGN_WORD_WEIGHT = 4.0
_DATE_OR_CODE_WEIGHT = 6.0
_OWN_NUMBER_WEIGHT = 30.0
_WHOLE_PHRASE_WEIGHT = 10.0
_ALL_WORDS_SCORE = 30.0
_FUZZY_WEIGHT = 0.3
_MIN_ADJACENT_SHARE = 0.35
_SHARE_OF_PASSAGE = 0.5
_SHARE_OF_SIMILAR_PASSAGE = 0.15
_MANY_CONCEPTS = 4


def answer_set(part: QueryNode, interpretation: Interpretation) -> Clause:
    """Return the clause for the pages that hold the words of a query as words and names."""
    words = interpretation.typed
    if not isinstance(part, Words):
        return _prefer(to_clause(part), Interpretation((Concept(words),)))
    if not words:
        return Everything()
    if interpretation.is_passage:
        return _share_of_pairs(interpretation, _SHARE_OF_PASSAGE)
    all_units = Weighted(units_clause(interpretation.units), 0)
    clause = Some((all_units, Weighted(_with_exact_title(words), 0)))
    return _prefer_typed_names(clause, interpretation)


def _prefer_typed_names(clause: Clause, interpretation: Interpretation) -> Clause:
    """Rank pages with all places as typed above those with other names of a place.

    The ranking clauses count for the former alone: a large bonus would let the quality of pages,
    by which scores are multiplied, outweigh their words.
    """
    needed = _needed(interpretation, typed_term)
    places = [unit for unit in interpretation.units if unit.place]
    if not places:
        return _prefer(clause, interpretation, needed)
    typed = Weighted(units_clause(tuple(part for place in places for part in place.parts)), 0)
    ranked = _prefer(typed, interpretation, needed, ConstantScore(typed, 1))
    return Preferring(clause, (ranked, Weighted(needed, _WIDENED_WEIGHT)))


def relaxation_steps(interpretation: Interpretation) -> tuple[Clause, ...]:
    """Return the relaxation steps of a query without operators, from strict to forgiving."""
    if not interpretation.typed:
        return ()
    if interpretation.is_passage:
        return (_share_of_pairs(interpretation, _SHARE_OF_SIMILAR_PASSAGE),)
    first, *lower = dict.fromkeys(_needed_clauses(interpretation))
    is_short = len(interpretation.concepts) < _MANY_CONCEPTS  # one of many words may be mistyped
    preferred_clauses = (first, ConstantScore(first, _ALL_WORDS_SCORE)) if is_short else (first,)
    return (
        _prefer(first, interpretation),
        *(_prefer(clause, interpretation, *preferred_clauses) for clause in lower),
    )


def _with_exact_title(words: tuple[Token, ...]) -> Clause:
    """Return the clause for items with exactly this title; marks that were typed must be right."""
    title = Term(Layer.TITLE_PAIRS, whole_title(tuple(token.folded for token in words)))
    marked_terms = (Term(Layer.TITLE_EXACT, token.exact) for token in words if token.mark)
    return all_of((title, *marked_terms))


def _share_of_pairs(interpretation: Interpretation, share: float) -> Clause:
    pairs = [Prefix(Layer.PAIRS, folded_pair(*unit.words)) for unit in interpretation.units]
    return Some(tuple(pairs), max(1, math.ceil(len(pairs) * share)))


def _needed_clauses(interpretation: Interpretation) -> Iterator[Clause]:
    all_words = _needed(interpretation, typed_term)
    if len(interpretation.concepts) < _MANY_CONCEPTS:
        yield all_words
        yield _needed(interpretation, folded_term)
        yield Some((_needed(interpretation, _fuzzy_term), _neighbours(interpretation, 0)))
    else:
        near = _neighbours(interpretation, 0)
        yield Some((All((all_words, near)), _neighbours(interpretation, _MIN_ADJACENT_SHARE)))
        loose = _units_and_words(interpretation) if is_question(interpretation.typed) else ()
        yield Some((all_words, near, *loose))


def _units_and_words(interpretation: Interpretation) -> Iterator[Clause]:
    """Yield the clauses of the units, and of the words of each: rare ones weigh most."""
    for unit in interpretation.units:
        yield unit_clause(unit)
        if len(unit.words) > 1:
            yield from (Weighted(folded_term(word), 0.3) for word in unit.words)


def _needed(interpretation: Interpretation, word: WordClause) -> Clause:
    return all_of(_concept(concept, word) for concept in interpretation.concepts)


def _neighbours(interpretation: Interpretation, share: float) -> Clause:
    """Require a share of the neighbouring pairs: not every word of a sentence is distinctive."""
    pairs = [Prefix(Layer.PAIRS, folded_pair(*pair)) for pair in pairwise(interpretation.typed)]
    alternatives = [
        _phrase_of(phrase)
        for concept in interpretation.concepts
        for phrase in _names_of_same(concept)
    ]
    dates_and_codes = [
        Term(Layer.SIGNS, concept.date_or_code)
        for concept in interpretation.concepts
        if concept.date_or_code
    ]
    names = [folded_term(token) for token in interpretation.typed if _is_foreign_word(token)]
    least = max(1, math.ceil(len(pairs) * share))
    distinct = tuple(dict.fromkeys((*pairs, *alternatives, *dates_and_codes, *names)))
    return Some(distinct, least) if distinct else Nothing()


def _is_foreign_word(token: Token) -> bool:
    """Return True if a word is no Vietnamese syllable and so is distinctive alone."""
    return not token.folded.isdigit() and not is_syllable(token.folded)


def _concept(concept: Concept, word: WordClause) -> Clause:
    own = all_of(word(token) for token in concept.words)
    alternatives: list[Clause] = [
        Weighted(_phrase_of(phrase), _OTHER_NAME_WEIGHT) for phrase in _names_of_same(concept)
    ]
    if concept.date_or_code:
        alternatives.append(Term(Layer.SIGNS, concept.date_or_code))
    if concept.place:
        units = (*concept.place.units, *concept.place.kin)
        alternatives.append(Weighted(OneOf(Layer.UNIT, units), _OTHER_NAME_WEIGHT))
    if concept.years:
        alternatives.append(Weighted(Years(*concept.years), 0))
    return Best((own, *alternatives)) if alternatives else own


def _phrase_of(phrase: tuple[Token, ...]) -> Clause:
    if len(phrase) == 1:
        return typed_term(phrase[0])
    return all_of(
        adjacent(first, second, marked=bool(first.mark or second.mark))
        for first, second in pairwise(phrase)
    )


def _fuzzy_term(token: Token) -> Clause:
    same = folded_term(token)
    if len(token.folded) < _MIN_LETTERS_OF_MISTAKE:
        return same
    near = _misread(token) if token.folded.isdigit() else (Fuzzy(Layer.FOLDED, token.folded),)
    return Best((same, *(Weighted(clause, _FUZZY_WEIGHT) for clause in near))) if near else same


def _misread(number: Token) -> tuple[Clause, ...]:
    """Return the terms of a number misread by OCR: starting with 1 or ending with 0."""
    digits = number.folded
    misread_starts = [f"{letter}{digits[1:]}" for letter in "li" if digits.startswith("1")]
    misread_ends = [f"{digits[:-1]}o"] if digits.endswith("0") else []
    return tuple(Term(Layer.FOLDED, misread) for misread in (*misread_starts, *misread_ends))


def _prefer(clause: Clause, interpretation: Interpretation, *preferred_clauses: Clause) -> Clause:
    helpful = (*preferred_clauses, *_helpful_clauses(interpretation))
    return Preferring(clause, helpful) if helpful else clause


def _helpful_clauses(interpretation: Interpretation) -> list[Clause]:
    words = interpretation.typed
    marked = any(token.mark for token in words)
    clauses = _adjacent_pairs(words, 1.0, marked=marked)
    clauses += _adjacent_pairs(
        interpretation.corrected, _weight_of(interpretation.corrected), marked=True
    )
    for concept in interpretation.concepts:
        clauses += _under_other_names(concept)
    if len(words) == 1:
        clauses += _single_word(words[0])
    for token in words:
        clauses += _in_title_and_number(token)
    title = whole_title(tuple(token.folded for token in words))
    clauses.append(Weighted(Term(Layer.TITLE_PAIRS, title), _WHOLE_TITLE_WEIGHT))
    if words:
        clauses.append(ConstantScore(_with_exact_title(words), _EXACT_TITLE_SCORE))
    text = " ".join(token.exact for token in words)
    clauses += [
        Weighted(Term(Layer.SIGNS, date_or_code), _DATE_OR_CODE_WEIGHT)
        for date_or_code in dates_and_codes_in(text)
    ]
    clauses += [
        Weighted(Term(Layer.NUMBER, code), _OWN_NUMBER_WEIGHT) for code in interpretation.codes
    ]
    long_phrases = (phrase for phrase in (words, interpretation.corrected) if len(phrase) > 2)
    clauses += [
        Weighted(Phrase(tuple(word.folded for word in phrase)), _WHOLE_PHRASE_WEIGHT)
        for phrase in long_phrases
    ]
    return list(dict.fromkeys(clauses))


def _adjacent_pairs(phrase: tuple[Token, ...], weight: float, *, marked: bool) -> list[Clause]:
    pairs = pairwise(phrase)
    return [clause for pair in pairs for clause in _pair_clauses(*pair, weight, marked=marked)]


def _under_other_names(concept: Concept) -> list[Clause]:
    """Return ranking clauses for other names."""
    clause_lists = (
        _adjacent_pairs(phrase, _weight_of(phrase), marked=True)
        for phrase in _names_of_same(concept)
    )
    return [clause for phrase in clause_lists for clause in phrase]


def _names_of_same(concept: Concept) -> tuple[tuple[Token, ...], ...]:
    """Return the other names that rank a page as high as the name typed.

    Those of the units before and after a place do not: they are found by their units.
    """
    return concept.synonyms if concept.place else concept.alternatives


def _weight_of(phrase: tuple[Token, ...]) -> float:
    return _OTHER_PHRASE_WEIGHT if phrase and phrase[0].mark else _UNMARKED_PHRASE_WEIGHT


def _single_word(token: Token) -> list[Clause]:
    frequency_term = folded_term(token)  # the exact layer has no frequencies
    if not token.mark:
        return [frequency_term]
    return [
        frequency_term,
        Weighted(Term(Layer.EXACT, token.exact), _EXACT_PAIR_WEIGHT),
        Weighted(Term(Layer.TITLE_EXACT, token.exact), _TITLE_PAIR_WEIGHT),
    ]


def _in_title_and_number(token: Token) -> list[Clause]:
    in_title = Weighted(Term(Layer.TITLE, token.folded), _TITLE_WORD_WEIGHT)
    if token.folded.isdigit():
        return [in_title, Weighted(Term(Layer.NUMBER, token.folded), _NUMBER_WEIGHT)]
    if _is_foreign_word(token):
        return [in_title, Weighted(folded_term(token), _FOREIGN_WORD_WEIGHT)]
    return [in_title]


def _pair_clauses(first: Token, second: Token, weight: float, *, marked: bool) -> list[Clause]:
    pair_prefix = folded_pair(first, second)
    clauses = [
        Weighted(Prefix(Layer.PAIRS, pair_prefix), weight),
        Weighted(Prefix(Layer.TITLE_PAIRS, pair_prefix), weight * _TITLE_PAIR_WEIGHT),
    ]
    if marked:
        marked_pair = exact_pair(first, second)
        clauses.append(Weighted(Term(Layer.PAIRS, marked_pair), weight * _EXACT_PAIR_WEIGHT))
        clauses.append(Weighted(Term(Layer.TITLE_PAIRS, marked_pair), weight * _TITLE_PAIR_WEIGHT))
    return clauses
