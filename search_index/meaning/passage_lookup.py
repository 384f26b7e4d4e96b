"""Passages near a question: a model and its vectors together."""

from collections.abc import Collection
from functools import cached_property
from typing import Protocol

import numpy as np

from search_index.meaning.gate import Language
from search_index.meaning.store import NearPassage, VectorReader

_TRANSLATED_QUESTIONS = (
    ("Who was the first chairman of the province?", "Ai là chủ tịch đầu tiên của tỉnh?"),
    ("Which river flows through the town?", "Con sông nào chảy qua thị xã?"),
    ("When was the market founded?", "Chợ được lập năm nào?"),
    ("How many people lived there in 1945?", "Năm 1945 ở đó có bao nhiêu người?"),
    ("Where did the battle take place?", "Trận đánh diễn ra ở đâu?"),
    ("Why did the villagers leave?", "Vì sao dân làng bỏ đi?"),
    ("Quel est le nom du fleuve ?", "Tên con sông là gì?"),
    ("Qui a fondé la ville ?", "Ai lập ra thị trấn?"),
    ("Combien d'habitants y avait-il en 1900 ?", "Năm 1900 có bao nhiêu dân?"),
    ("Quand la route fut-elle construite ?", "Con đường được làm khi nào?"),
)
"""Questions in English and French with their translations, of no document in particular."""


class QuestionEncoder(Protocol):
    """Model that turns a question into a vector of length 1."""

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a question."""


class PassageLookup:
    """Lookup in the vectors of one model; safe to use from several threads."""

    def __init__(self, encoder: QuestionEncoder, reader: VectorReader) -> None:
        self._encoder, self._reader = encoder, reader

    def nearest(
        self,
        question: str,
        language: Language,
        count: int,
        items: Collection[str] | None = None,
    ) -> list[NearPassage]:
        """Return the passages nearest to a question, of these items or of all."""
        vector = self._encoder.query(question)
        if language is Language.FOREIGN:
            vector = vector - self._foreign_part
            vector /= np.linalg.norm(vector)
        return self._reader.nearest(vector, count, items)

    def close(self) -> None:
        """Close the vectors."""
        self._reader.close()

    @cached_property
    def _foreign_part(self) -> np.ndarray:
        """The part of a vector that tells a foreign question from its translation.

        With it a question is nearest to the passages in its own language: bibliographies.
        """
        differences = [
            self._encoder.query(foreign) - self._encoder.query(translation)
            for foreign, translation in _TRANSLATED_QUESTIONS
        ]
        return np.mean(differences, axis=0)
