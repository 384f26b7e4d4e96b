"""Tidies what was read: one form of Unicode, and no marks that are not words."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.context import Toolbox
from ingest.record import PageRecord
from ingest.stage import stage
from library.catalogue.text.low_confidence import POOR
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose

_RULING = "|¦_"
_UNSURE = 0.3
_POOR = "Trang khó đọc, văn bản nhận dạng có thể sai nhiều. Nếu được, hãy quét lại rõ hơn."


@stage(version=4)
def tidy(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Keep the words without noise, and say so when the page is too faint to trust."""
    words = tuple(tidied(tools.words(page)))
    good = None if page.quality is None else quality(words, page.languages)
    poor = good is not None and good < POOR
    page = replace(page, words=tools.keep_words(words), quality=good)
    return page.remarked(_POOR) if poor else page


def tidied(words: tuple[Word, ...]) -> Iterator[Word]:
    """Give the words composed, without the ruling lines and stains that were taken for letters."""
    for word in words:
        text = compose(word.text).strip(_RULING)
        if text and (word.confidence >= _UNSURE or any(map(str.isalnum, text))):
            yield word._replace(text=text)
