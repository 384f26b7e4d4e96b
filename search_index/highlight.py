"""Says which words of a page image a question was after, for their boxes to be drawn."""

from functools import lru_cache

from library.catalogue.words import Word
from search_index.analysis import Token, tidy, tokens
from search_index.matching import Rows, matches


def words_found(sought: Rows, words: tuple[Word, ...]) -> tuple[int, ...]:
    """Return the places of the words to mark, in reading order."""
    owners, there = [], []
    for place, word in enumerate(words):
        for token in _tokens_of(word.text):
            owners.append(place)
            there.append(token)
    found = matches(tuple(there), sought)
    return tuple(dict.fromkeys(owners[index] for index in found))


@lru_cache(maxsize=1 << 13)
def _tokens_of(word: str) -> tuple[Token, ...]:
    """Take a word apart once: most words of a page stand on the next one too."""
    return tokens(tidy(word))
