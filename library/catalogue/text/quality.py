"""Says how well a page was read, in one number for readers, staff and the search alike."""

from library.catalogue.text.languages import VIETNAMESE
from library.catalogue.text.words import Word
from library.vietnamese.spelling import impossible_in


def quality(words: tuple[Word, ...], languages: tuple[str, ...]) -> float | None:
    """Return how sure the reading is, times the share of words that can be words; None if empty.

    Only Vietnamese can be judged by its syllables; elsewhere the sureness stands alone.
    """
    sure = mean_confidence(words)
    if sure is None or VIETNAMESE not in languages:
        return sure
    return round(sure * _possible_share(words), 3)


def mean_confidence(words: tuple[Word, ...]) -> float | None:
    """Return how sure Tesseract is of a page, long words counting for more; None without words."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return None
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 3)


def _possible_share(words: tuple[Word, ...]) -> float:
    read = [word.text for word in words if any(map(str.isalpha, word.text))]
    wrong = sum(part is not None for part in impossible_in(read))
    return 1 - wrong / len(read) if read else 1.0
