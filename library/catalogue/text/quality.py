"""OCR quality of a page, as one number for readers, staff and search."""

from library.catalogue.text.languages import VIETNAMESE
from library.catalogue.text.words import Word
from library.vietnamese.spelling import impossible_parts

LOW_QUALITY = 0.75
"""Page quality below which a text has too many errors for readers to correct in passing."""

_SURE_WORD = 0.75
"""Confidence of a word that counts as sure."""


def quality(words: tuple[Word, ...], languages: tuple[str, ...]) -> float | None:
    """Return mean confidence times the share of possible words; None for an empty page.

    Only Vietnamese can be checked by its syllables; for other languages it is the confidence alone.
    """
    confidence = mean_confidence(words)
    if confidence is None or VIETNAMESE not in languages:
        return confidence
    texts = [word.text for word in words if any(map(str.isalpha, word.text))]
    wrong = sum(part is not None for part in impossible_parts(texts))
    return round(confidence * (1 - wrong / len(texts) if texts else 1.0), 3)


def mean_confidence(words: tuple[Word, ...]) -> float | None:
    """Return Tesseract's mean confidence, weighted by word length; None without words."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return None
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3)


def certainty(words: tuple[Word, ...]) -> float:
    """Return the letters of sure and possible words, less those of the others: of two readings of
    one place, the one with more is better."""
    impossible = impossible_parts([word.text for word in words])
    return sum(
        len(word.text) * (1 if part is None and word.confidence > _SURE_WORD else -1)
        for word, part in zip(words, impossible, strict=True)
    )
