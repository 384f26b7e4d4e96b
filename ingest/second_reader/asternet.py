"""Line reader that runs the model of the wheel `asterocr` on onnxruntime, without its code.

The wheel's own loader scales pixels a second time, which costs a third of the letters; its other
modules talk to outside services. Only its model and its vocabulary are read.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy
import onnxruntime
from numpy.typing import NDArray

from ingest.images.picture import Picture, to_grey
from ingest.second_reader.line_reader import Letter, Letters

_HEIGHT = 32
_WIDTH_STEP = 4
_MIN_WIDTH, _MAX_WIDTH = 16, 1024
"""The model fails on wider pictures, and finds nothing in narrower ones."""

_BLANK = 0


class AsterNet:
    """The model in memory, on one thread."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # it would keep the memory of the widest line
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._letters: list[str] = json.loads(vocabulary.read_text("utf-8"))["chars"]

    def read(self, lines: Sequence[Picture]) -> tuple[Letters, ...]:
        """Return the letters of each line; lines are read one by one, which is faster."""
        return tuple(self._read_line(line) for line in lines)

    def _read_line(self, line: Picture) -> Letters:
        (scores,) = self._session.run(None, {"images": _tensor(line)})
        return tuple(_letters(scores[:, 0, :], self._letters))


def _tensor(line: Picture) -> NDArray[numpy.float32]:
    grey = to_grey(line)
    width = round(grey.shape[1] * _HEIGHT / grey.shape[0] / _WIDTH_STEP) * _WIDTH_STEP
    width = min(max(width, _MIN_WIDTH), _MAX_WIDTH)
    method = cv2.INTER_AREA if grey.shape[0] > _HEIGHT else cv2.INTER_CUBIC
    scaled_line = cv2.resize(grey, (width, _HEIGHT), interpolation=method)
    pixels = scaled_line.astype(numpy.float32) / 255
    return numpy.ascontiguousarray(numpy.broadcast_to(pixels, (1, 3, _HEIGHT, width)))


def _letters(scores: NDArray[numpy.float32], alphabet: list[str]) -> list[Letter]:
    """Return the letters of the likeliest path: repeats joined, blanks left out (CTC)."""
    best = scores.argmax(axis=1)
    probabilities = numpy.exp(scores[numpy.arange(len(best)), best])
    letters: list[Letter] = []
    start = 0
    for place in range(1, len(best) + 1):
        if place < len(best) and best[place] == best[start]:
            continue
        if best[start] != _BLANK:
            probability = float(probabilities[start:place].max())
            middle = (start + place) / 2 / len(best)
            letters.append(Letter(alphabet[best[start]], probability, middle))
        start = place
    return letters
