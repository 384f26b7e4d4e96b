"""Changes by the second reader for tests."""

from collections.abc import Iterable

from library.catalogue.text.layout import Box
from library.catalogue.text.words import Word
from library.corrections.page_edits.diff import Change, Confidences


def change_of(words: Iterable[Word], seen: str, corrected: str) -> Change:
    """Return the change of the only word with this text."""
    (word,) = (word for word in words if word.text == seen)
    return Change((word,), (corrected,), Box.around((word,)), Confidences(0.7, 0.96))
