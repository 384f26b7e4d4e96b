"""Passages near a question: a model and its vectors together."""

from collections.abc import Collection
from typing import Protocol

import numpy as np

from search_index.meaning.store import NearPassage, VectorReader


class QuestionEncoder(Protocol):
    """Model that turns a question into a vector of length 1."""

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a question."""


class PassageLookup:
    """Lookup in the vectors of one model; safe to use from several threads."""

    def __init__(self, encoder: QuestionEncoder, reader: VectorReader) -> None:
        self._encoder, self._reader = encoder, reader

    def nearest(
        self, question: str, count: int, items: Collection[str] | None = None
    ) -> list[NearPassage]:
        """Return the passages nearest to a question, of these items or of all."""
        return self._reader.nearest(self._encoder.query(question), count, items)

    def close(self) -> None:
        """Close the vectors."""
        self._reader.close()
