"""Comparison of a scan's embedded text layer with our own OCR result."""

from collections import Counter
from dataclasses import dataclass

from ingest.ocr import text_in_images
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible
from library.vietnamese.letters import compose
from library.vietnamese.spelling import impossible_part

_MIN_COVERAGE_RATIO = _NEARLY_SAME_RATIO = 0.9
_MIN_SAME_PAGE_RATIO = 0.5
"""Texts with less in common are not of the same page."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreement of two texts of a page, and the verdict on its text layer."""

    agreement: float
    layer_is_better: bool

    @property
    def remark(self) -> str | None:
        """The decision in words for people; None when both texts nearly agree."""
        share = f"{round(100 * self.agreement)} %"
        if self.layer_is_better:
            return f"Chữ của trang lấy từ lớp chữ có sẵn trong tệp, khớp {share} với ảnh trang."
        if self.agreement < _NEARLY_SAME_RATIO:
            return f"Lớp chữ có sẵn trong tệp chỉ khớp {share} với ảnh trang nên không dùng."
        return None


def is_complete(layer: tuple[Word, ...], reading: tuple[Word, ...]) -> bool:
    """Return True if a text layer visible over an image contains all readable text.

    OCR reads white letters on a photograph badly, so only words outside the layer's own area count.
    A signature over a scan leaves nearly all words outside.
    """
    outside = len(text_in_images.words_in_images(layer, reading))
    return outside <= (1 - _MIN_COVERAGE_RATIO) * len(layer)


def compare(layer: tuple[Word, ...], reading: tuple[Word, ...]) -> Comparison:
    """Return the agreement of two texts of the same page, and True if the layer is the better one.

    Where they differ, one is wrong: the text with fewer words that are impossible in Vietnamese is
    better. A text that omits part of the page is not.
    """
    layer_words, read_words = _count_words(layer), _count_words(reading)
    common = (layer_words & read_words).total()
    most = max(layer_words.total(), read_words.total())
    agreement = common / most if most else 0.0
    covers = layer_words.total() >= _MIN_COVERAGE_RATIO * read_words.total()
    legible = is_legible(" ".join(word.text for word in layer))
    has_fewer_faults = _count_impossible(layer_words - read_words) < _count_impossible(
        read_words - layer_words
    )
    better = agreement >= _MIN_SAME_PAGE_RATIO and covers and legible and has_fewer_faults
    return Comparison(round(agreement, 3), better)


def _count_words(words: tuple[Word, ...]) -> Counter[str]:
    return Counter(compose(word.text) for word in words)


def _count_impossible(words: Counter[str]) -> int:
    return sum(count for text, count in words.items() if impossible_part(text))
