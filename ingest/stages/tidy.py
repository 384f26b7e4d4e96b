"""Stage that cleans the recognised words: composed Unicode, no marks that are not words."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.context import Toolbox
from ingest.ocr.noise.sure_words import sure_words
from ingest.ocr.reading_quality import TORN_SHARE, reading_quality, torn_share
from ingest.record import PageRecord
from ingest.stage import stage
from library.catalogue.text.languages import is_vertical
from library.catalogue.text.quality import LOW_QUALITY
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose

_RULING_MARKS = "|¦_"
_MIN_CONFIDENCE = 0.3
_POOR_REMARK = "Trang khó đọc, văn bản nhận dạng có thể sai nhiều. Nếu được, hãy quét lại rõ hơn."

_UNREADABLE = 0.4
_UNREADABLE_REMARK = (
    "Máy không đọc được trang này: có thể là chữ viết tay, mộc bản Hán-Nôm hay bản quá mờ. "
    "Muốn tra tìm được thì gõ lại chữ ở trang sửa chữ."
)

_TORN_REMARK = (
    "Bố cục có thể bị xé: máy ghép hai dòng cạnh nhau làm một, hoặc cắt một dòng làm hai, "
    "nên thứ tự chữ có thể sai dù từng chữ đúng."
)


@stage(version=8)
def tidy(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the words without noise, and add a remark if the quality is poor.

    Pictures and maps keep only words that are sure.
    """
    words = tuple(clean_words(tools.words(page)))
    if page.is_picture and page.quality is not None and not is_vertical(page.languages):
        page, words = replace(page, unread_lines=0), sure_words(words)
    has_lines = not page.is_picture and not is_vertical(page.languages)
    torn = torn_share(words) if has_lines and page.quality is not None else 0.0
    page_quality = _quality(page, words, torn)
    page = replace(page, words=tools.keep_words(words), quality=page_quality)
    return page.remarked(_remark(page_quality, torn))


def _quality(page: PageRecord, words: tuple[Word, ...], torn: float) -> float | None:
    if page.quality is None:
        return None
    return reading_quality(words, page.languages, page.unread_lines, torn)


def _remark(page_quality: float | None, torn: float) -> str | None:
    if page_quality is None or page_quality >= LOW_QUALITY:
        return None
    if torn > TORN_SHARE:
        return _TORN_REMARK
    return _UNREADABLE_REMARK if page_quality < _UNREADABLE else _POOR_REMARK


def clean_words(words: tuple[Word, ...]) -> Iterator[Word]:
    """Yield the words in composed Unicode, without ruling lines and stains read as letters."""
    for word in words:
        text = compose(word.text).strip(_RULING_MARKS)
        if text and (word.confidence >= _MIN_CONFIDENCE or any(map(str.isalnum, text))):
            yield word._replace(text=text)
