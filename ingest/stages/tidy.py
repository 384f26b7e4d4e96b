"""Tidies what was read: one form of Unicode, and no marks that are not words."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.record import PageRecord
from ingest.stage import stage
from ingest.toolbox import Toolbox
from library.catalogue.words import Word
from library.vietnamese import compose

_RULING = "|¦_"
_UNSURE = 0.3
_FAINT = 0.7
_POOR = "Trang khó đọc, văn bản nhận dạng có thể sai nhiều. Nếu được, hãy quét lại rõ hơn."


@stage(version=2)
def tidy(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Keep the words without noise, and say so when the page is too faint to trust."""
    words = tuple(tidied(tools.words(page)))
    poor = page.quality is not None and page.quality < _FAINT
    return replace(page, words=tools.keep_words(words), remark=_POOR if poor else page.remark)


def tidied(words: tuple[Word, ...]) -> Iterator[Word]:
    """Give the words composed, without the ruling lines and stains that were taken for letters."""
    for word in words:
        text = compose(word.text).strip(_RULING)
        if text and (word.confidence >= _UNSURE or any(map(str.isalnum, text))):
            yield replace(word, text=text)
