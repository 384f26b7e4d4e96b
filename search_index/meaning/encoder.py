"""Vectors of questions and passages, computed by the model on one processor core."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from library.errors import MeaningFailedError, MeaningNotBuiltError
from library.settings import Settings
from search_index.meaning.place import graph_path, weights_path
from search_index.meaning.tokens import Tokenizer
from search_index.meaning.weights import Weights, floats_of

_QUERY, _PASSAGE = "query: ", "passage: "
"""Prefixes with which the model was trained."""


def open_encoder(settings: Settings) -> "Encoder":
    """Return the encoder; raise MeaningNotBuiltError if its graph was never written."""
    graph = graph_path(settings)
    if not graph.exists():
        raise MeaningNotBuiltError
    return Encoder(Weights(weights_path()), graph)


class Encoder:
    """Model in memory; safe to use from several threads."""

    def __init__(self, weights: Weights, graph: Path) -> None:
        self._tokenizer = Tokenizer(weights.vocabulary())
        self._sizes, width = weights.sizes, weights.sizes.width
        self._words = weights.blocks("emb.word", width)
        first_type = weights.floats("emb.type")[:width]
        self._positions = weights.floats("emb.pos").reshape(-1, width) + first_type
        try:
            self._session = onnxruntime.InferenceSession(
                str(graph), _one_thread(), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime has no common class of errors
            raise MeaningFailedError from error

    def query(self, text: str) -> np.ndarray:
        """Return the vector of a question, of length 1."""
        return self._vector(_QUERY + text)

    def passage(self, text: str) -> np.ndarray:
        """Return the vector of a passage, of length 1."""
        return self._vector(_PASSAGE + text)

    def _vector(self, text: str) -> np.ndarray:
        tokens = self._tokenizer.tokens(text, self._sizes.max_tokens)
        try:
            (states,) = self._session.run(None, {"tokens": self._inputs(tokens)[np.newaxis]})
        except Exception as error:  # onnxruntime has no common class of errors
            raise MeaningFailedError from error
        mean = states[0].mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _inputs(self, tokens: Sequence[int]) -> np.ndarray:
        """Return the vectors of the tokens and their places."""
        return floats_of(self._words[list(tokens)]) + self._positions[: len(tokens)]


def _one_thread() -> onnxruntime.SessionOptions:
    """Return options for one thread, and without a store of memory that never shrinks."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return options
