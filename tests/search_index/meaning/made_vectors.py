"""Made vectors in real files: a text is the mean of its words, so that shared words are meaning."""

from zlib import crc32

import numpy as np
from sqlalchemy import Engine

from library.settings import Settings
from search_index.analysis import tokens
from search_index.meaning.lookup_access import PassageAccess
from search_index.meaning.passage_lookup import PassageLookup
from search_index.meaning.place import vectors_path
from search_index.meaning.store import FileReader
from search_index.meaning.updating import bring_up_to_date

MODEL = "made"
WIDTH = 128


class MadeEncoder:
    """Encoder whose vectors are the same in every process."""

    def __init__(self) -> None:
        self.passages_encoded = 0

    def passage(self, text: str) -> np.ndarray:
        """Return the vector of a passage, and count it."""
        self.passages_encoded += 1
        return self.query(text)

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a question."""
        words = [word.folded for word in tokens(text)] or [""]
        vector = np.sum([made_vector(word) for word in words], axis=0)
        return vector / np.linalg.norm(vector)


def made_vector(word: str) -> np.ndarray:
    """Return the vector of a word, of length 1."""
    vector = np.random.default_rng(crc32(word.encode())).standard_normal(WIDTH)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def build(settings: Settings, engine: Engine, encoder: MadeEncoder | None = None) -> None:
    """Bring the vectors of an installation up to date, as the pipeline service does."""
    bring_up_to_date(
        settings, engine, encoder or MadeEncoder(), MODEL, lambda *_: None, all_pages=False
    )


def made_passages(settings: Settings) -> PassageAccess:
    """Return the access to vectors that were built."""
    return PassageAccess(settings, _open)


def _open(settings: Settings) -> PassageLookup:
    return PassageLookup(MadeEncoder(), FileReader(vectors_path(settings)))
