"""Pieces of words that the model reads: the likeliest split of a text by a unigram model."""

import re
from array import array

from search_index.meaning.weights import Vocabulary

_SPACE = "\u2581"
"""Mark that stands for a space at the start of a piece."""

_UNKNOWN_PENALTY = 10.0
_MAX_CACHED_WORDS = 20_000
_SPACES = re.compile(" {2,}")


class Tokenizer:
    """Tokenizer of one vocabulary; pieces are characters, never bytes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._ids: dict[str, int] = {}
        for number, piece in enumerate(vocabulary.pieces):
            if piece and number != vocabulary.unknown:
                self._ids.setdefault(piece.decode(), number)
        self._scores = array("f", vocabulary.scores.tobytes())
        self._unknown = vocabulary.unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._replacements = vocabulary.replacements
        self._max_length = max(map(len, self._ids))
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
        best = [0.0] + [float("-inf")] * len(text)
        chosen = [(0, self._unknown)] * (len(text) + 1)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + self._max_length) + 1):
                piece = self._ids.get(text[start:end])
                if piece is not None and best[start] + self._scores[piece] > best[end]:
                    best[end], chosen[end] = best[start] + self._scores[piece], (start, piece)
            if best[start] + self._unknown_score > best[start + 1]:
                best[start + 1] = best[start] + self._unknown_score
                chosen[start + 1] = start, self._unknown
        pieces, at = [], len(text)
        while at:
            at, piece = chosen[at]
            pieces.append(piece)
        return pieces[::-1]
