"""Positions of query words in a text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from library.catalogue.description.field_registry import SEARCHABLE
from library.catalogue.queries import ItemRecord
from library.catalogue.text.words import Word
from search_index.analysis import Token, layers_of_text, normalise, tokens
from search_index.query.interpretation import Concept, Interpretation, Phrases

_MAX_CACHED_TEXTS = 1024

_BREAK = ("", "", "")
"""Row between two texts, so that no name matches across them."""


class TextWords(NamedTuple):
    """Normalised text, and the words in it as spelt, folded, and with the sign of their marks."""

    text: str
    words: list[tuple[str, str, str]]


@lru_cache(maxsize=_MAX_CACHED_TEXTS)
def words_of_text(text: str) -> TextWords:
    """Return the words of a text; cached, since one request needs those of a page repeatedly."""
    clean = normalise(text)
    return TextWords(clean, layers_of_text(clean))


def match_positions(
    words: Sequence[tuple[str, ...]], phrases: Phrases, *, singly: bool = True
) -> tuple[int, ...]:
    """Return the positions of the words that match, given each as spelt and folded.

    A unit of the query matches as a whole and with the marks that were typed. Only where no unit
    matches, the words of the query are matched singly, unless `singly` is False: next to each other
    if they are anywhere.
    """
    units = _unit_positions(words, phrases.units)
    return units or (_single_word_positions(words, phrases.wordings) if singly else ())


def _unit_positions(
    words: Sequence[tuple[str, ...]], units: tuple[Concept, ...]
) -> tuple[int, ...]:
    names = [name for unit in units for name in (unit.words, *unit.synonyms)]
    occurrences = _occurrences(words, {token.folded for name in names for token in name})
    positions = {
        start + offset
        for unit in units
        for name in (unit.words, *unit.synonyms)
        for start in _starts(words, occurrences, name, with_marks=unit.is_unmarked_name)
        for offset in range(len(name))
    }
    return tuple(sorted(positions))


def _starts(
    words: Sequence[tuple[str, ...]],
    occurrences: dict[str, list[int]],
    name: tuple[Token, ...],
    *,
    with_marks: bool,
) -> Iterator[int]:
    """Yield the positions at which a name begins, spelt as typed if it was typed with marks."""
    layer = 0 if with_marks or any(token.mark for token in name) else 1
    spelling = [token[layer] for token in name]
    for start in occurrences[name[0].folded]:
        if [word[layer] for word in words[start : start + len(name)]] == spelling:
            yield start


def _single_word_positions(
    words: Sequence[tuple[str, ...]], wordings: tuple[tuple[Token, ...], ...]
) -> tuple[int, ...]:
    """Return the positions of single words: the typed ones, and other names only as a whole."""
    occurrences = _occurrences(words, {token.folded for phrase in wordings for token in phrase})
    positions: set[int] = set()
    for number, phrase in enumerate(wordings):
        positions_by_word = {
            token.folded: _positions(words, occurrences[token.folded], token) for token in phrase
        }
        in_sequence = _in_sequence(positions_by_word, phrase)
        positions |= in_sequence
        if number == 0 or len(phrase) == 1:
            groups = (
                word_positions
                for word_positions in positions_by_word.values()
                if not word_positions & in_sequence
            )
            positions |= {position for word_positions in groups for position in word_positions}
    return tuple(sorted(positions))


def _occurrences(words: Sequence[tuple[str, ...]], wanted_words: set[str]) -> dict[str, list[int]]:
    """Return the positions of each wanted word, ignoring marks."""
    occurrences: dict[str, list[int]] = {word: [] for word in wanted_words}
    for position, layers in enumerate(words):
        if layers[1] in wanted_words:
            occurrences[layers[1]].append(position)
    return occurrences


def _positions(words: Sequence[tuple[str, ...]], positions: list[int], token: Token) -> set[int]:
    exact = (
        {position for position in positions if words[position][0] == token.exact}
        if token.mark
        else set()
    )
    return exact or set(positions)


def _in_sequence(positions_by_word: dict[str, set[int]], phrase: tuple[Token, ...]) -> set[int]:
    positions: set[int] = set()
    for first, second in pairwise(phrase):
        for position in positions_by_word[first.folded]:
            if position + 1 in positions_by_word[second.folded]:
                positions |= {position, position + 1}
    return positions


def matching_words(
    phrases: Phrases, words: tuple[Word, ...], *, singly: bool = True
) -> tuple[int, ...]:
    """Return the positions of the words to highlight, in reading order.

    Where no unit of the query matches, its words are matched singly if `singly`.
    """
    owners, page_tokens = [], []
    for position, word in enumerate(words):
        for token in _tokens_of(word.text):
            owners.append(position)
            page_tokens.append(token)
    positions = match_positions(tuple(page_tokens), phrases, singly=singly)
    return tuple(dict.fromkeys(owners[index] for index in positions))


@lru_cache(maxsize=1 << 13)
def _tokens_of(word: str) -> tuple[Token, ...]:
    """Return the tokens of a word, cached because most words recur on the next page."""
    return tokens(normalise(word))


def description_matches(item: ItemRecord, phrases: Phrases) -> bool:
    """Return True if the description, which is indexed with every page, has a query word."""
    fields = (getattr(item, name) for name in SEARCHABLE)
    words = _folded_words(" . ".join(filter(None, fields)))
    return any(token.folded in words for phrase in phrases.wordings for token in phrase)


def missing_units(interpretation: Interpretation, item: ItemRecord, text: str) -> tuple[str, ...]:
    """Return the units, as typed, that neither the description nor the text of a page has."""
    texts = (*filter(None, (getattr(item, name) for name in SEARCHABLE)), text)
    words = [word for part in texts for word in (*words_of_text(part).words, _BREAK)]
    return tuple(
        interpretation.text_of(unit)
        for unit in interpretation.units
        if not _unit_positions(words, (unit,))
    )


def contains_phrase(text: str, phrases: Phrases) -> bool:
    """Return True if a text contains all words of one of the phrases."""
    words = _folded_words(text)
    return any(all(token.folded in words for token in phrase) for phrase in phrases.wordings)


def _folded_words(text: str) -> set[str]:
    return {folded_word for _, folded_word, _ in words_of_text(text).words}
