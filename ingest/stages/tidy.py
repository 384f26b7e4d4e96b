"""Tidies what was read: one form of Unicode, and no marks that are not words."""

from dataclasses import replace

from ingest.record import PageRecord
from ingest.stage import stage
from ingest.toolbox import Toolbox
from library.catalogue.words import Word
from library.vietnamese import compose

_UNSURE = 0.3
_FAINT = 0.7
_POOR = "Trang khó đọc, văn bản nhận dạng có thể sai nhiều. Nếu được, hãy quét lại rõ hơn."


@stage(version=1)
def tidy(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Keep the words without noise, and say so when the page is too faint to trust."""
    words = tuple(
        replace(word, text=compose(word.text)) for word in tools.words(page) if not is_noise(word)
    )
    poor = page.quality is not None and page.quality < _FAINT
    return replace(page, words=tools.keep_words(words), remark=_POOR if poor else None)


def is_noise(word: Word) -> bool:
    """Say whether a word is a stain or a ruling line that was taken for letters."""
    return word.confidence < _UNSURE and not any(letter.isalnum() for letter in word.text)
