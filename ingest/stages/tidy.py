"""Stage that cleans the recognised words: composed Unicode, no marks that are not words."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.context import Toolbox
from ingest.images.photographs import find_photographs, is_coloured
from ingest.images.picture import to_grey
from ingest.ocr.noise.sure_words import are_uneven, is_page_of_lines, sure_words
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


@stage(version=9)
def tidy(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the words without noise, and add a remark if the quality is poor.

    Pages that look like pictures or maps keep only words that are sure, in any collection.
    """
    words = tuple(clean_words(tools.words(page)))
    is_read = page.quality is not None and not is_vertical(page.languages)
    is_text = not is_read or _is_text(page, words, tools)
    words_to_keep = words if is_text else sure_words(words)
    is_picture = page.is_picture and not is_text
    if is_picture:
        page, words = replace(page, unread_lines=0), words_to_keep
    torn = torn_share(words) if is_read and not is_picture else 0.0
    page_quality = _quality(page, words, torn)
    page = replace(page, words=tools.keep_words(words_to_keep), quality=page_quality)
    return page.remarked(_remark(page_quality, torn))


def _is_text(page: PageRecord, words: tuple[Word, ...], tools: Toolbox) -> bool:
    """Return True if a page looks like text, whatever its collection holds.

    Outside the collections of pictures it must look like a map to be none.
    """
    if not page.is_picture and not are_uneven(words):
        return True

    def is_plain_print() -> bool:
        shown = tools.shown(page)
        return not is_coloured(shown) and not find_photographs(to_grey(shown))

    if is_page_of_lines(words, is_plain_print=is_plain_print):
        return True
    return not page.is_picture and not is_coloured(tools.shown(page))


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
