"""Pieces of words that the model reads: the likeliest split of a text by a unigram model."""

import re
from array import array
from itertools import pairwise

from search_index.meaning.weights import Vocabulary

_SPACE = "\u2581"
"""Mark that stands for a space at the start of a piece."""

_UNKNOWN_PENALTY = 10.0
_EMPTY = -1
_MAX_CACHED_WORDS = 20_000
_SPACES = re.compile(" {2,}")


class Pieces:
    """Numbers of pieces by their text, in a tenth of the memory of a dictionary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._text, self._offsets = vocabulary.text, vocabulary.offsets
        count = len(self._offsets) - 1
        self._mask = (1 << (2 * count).bit_length()) - 1
        self._slots = array("i", [_EMPTY]) * (self._mask + 1)
        for number in range(count):
            if number != vocabulary.unknown and self._text_of(number):
                self._slots[self._slot(self._text_of(number))] = number
        self.max_bytes = max(end - start for start, end in pairwise(self._offsets))

    def number(self, piece: bytes) -> int:
        """Return the number of a piece; -1 if there is none."""
        return self._slots[self._slot(piece)]

    def _slot(self, piece: bytes) -> int:
        """Return the slot of a piece, or the free one where it would be."""
        slot = hash(piece) & self._mask
        while self._slots[slot] != _EMPTY and self._text_of(self._slots[slot]) != piece:
            slot = (slot + 1) & self._mask
        return slot

    def _text_of(self, number: int) -> bytes:
        return self._text[self._offsets[number] : self._offsets[number + 1]]


class Tokenizer:
    """Tokenizer of one vocabulary; pieces are characters, never bytes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._pieces_by_text = Pieces(vocabulary)
        self._scores = vocabulary.scores
        self._unknown = vocabulary.unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._replacements = vocabulary.replacements
        self._ends = vocabulary.first, vocabulary.last
        self._words: dict[str, tuple[int, ...]] = {}

    def tokens(self, text: str, max_tokens: int) -> list[int]:
        """Return the numbers of the pieces of a text between the marks of its start and end."""
        first, last = self._ends
        return [first, *self._pieces(text)[: max_tokens - 2], last]

    def _pieces(self, text: str) -> list[int]:
        normal = _SPACES.sub(" ", text.translate(self._replacements)).replace(" ", _SPACE)
        if not normal.startswith(_SPACE):
            normal = _SPACE + normal
        return [
            piece
            for word in re.findall(f"{_SPACE}[^{_SPACE}]*", normal)
            for piece in self._word(word)
        ]

    def _word(self, word: str) -> tuple[int, ...]:
        pieces = self._words.get(word)
        if pieces is None:
            if len(self._words) >= _MAX_CACHED_WORDS:
                self._words.clear()
            pieces = self._words[word] = tuple(self._likeliest(word))
        return pieces

    def _likeliest(self, text: str) -> list[int]:
        letters = [letter.encode() for letter in text]
        best = [0.0] + [float("-inf")] * len(text)
        steps = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            piece = b""
            for end in range(start + 1, len(text) + 1):
                piece += letters[end - 1]
                if len(piece) > self._pieces_by_text.max_bytes:
                    break
                number = self._pieces_by_text.number(piece)
                if number != _EMPTY and best[start] + self._scores[number] > best[end]:
                    best[end], steps[end] = best[start] + self._scores[number], (start, number)
            if best[start] + self._unknown_score > best[start + 1]:
                best[start + 1] = best[start] + self._unknown_score
                steps[start + 1] = start, self._unknown
        numbers, at = [], len(text)
        while at:
            at, number = steps[at]
            numbers.append(number)
        return numbers[::-1]
