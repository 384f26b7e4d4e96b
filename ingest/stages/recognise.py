"""Reads the words on a page."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.images.transform_words import moved
from ingest.ocr import filled_blanks, read_page, text_in_images
from ingest.ocr.compare_text_layer import compare, is_whole
from ingest.ocr.fix_letters import mended
from ingest.ocr_import import read_layout_file
from ingest.record import PageRecord
from ingest.stage import stage
from ingest.stages.prepare import treated
from ingest.tools import pdf_text, tesseract
from library.catalogue.text.languages import VIETNAMESE, is_vertical
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.quality import mean_confidence
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible, syllable_share

_SURE = 0.6
"""Upright pages reach 0.8, pages on their side or head 0.45."""


_NEARLY = 0.8
"""How much may be lost in the reading for a page that is shown upright."""


@stage(version=22)
def recognise(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Keep the words of the page with their places; a page that lies wrong is turned and reread."""
    if page.has_text and page.place.layout:
        return _told(page, tools)
    if page.has_text:
        return _with_pictures(page, _own_words(page, tools), tools)
    if page.blank:
        return replace(page, words=tools.keep_words(()))
    words = _read(page, tools)
    if _is_doubtful(words, page.languages):
        page, words = _upright(page, words, tools)
    if page.has_layer:
        layer = _layer_as_shown(page, tools)
        if page.is_layer_seen and is_whole(layer, words):
            return replace(page, words=tools.keep_words(layer), quality=None)
        page, words = _better(page, words, layer)
    return replace(page, words=tools.keep_words(words), quality=mean_confidence(words))


def _told(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Take the words others found, and how sure they were, when they say so."""
    found = read_layout_file.read(tools.master(page.place.layout), page.place.layout)
    words = found.on(page.width, page.height, page.dpi)
    sure = mean_confidence(words) if found.says_how_sure else None
    return replace(page, words=tools.keep_words(words), quality=sure)


def _with_pictures(page: PageRecord, own: tuple[Word, ...], tools: Toolbox) -> PageRecord:
    more = text_in_images.added(own, _read(page, tools)) if page.has_pictures else ()
    page = replace(page, words=tools.keep_words((*own, *more)))
    return page.remarked(text_in_images.REMARK) if more else page


def _own_words(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    words = _layer(page, tools)
    return filled_blanks.filled(words, tools.shown(page)) if page.number == 1 else words


def _layer(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    return pdf_text.layer_words(tools.master(page.place.file), page.place.index, page.dpi)


def _layer_as_shown(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    height, width = tools.scan(page).shape[:2]
    return moved(_layer(page, tools), width, height, page.treatment)


def _better(
    page: PageRecord, read: tuple[Word, ...], layer: tuple[Word, ...]
) -> tuple[PageRecord, tuple[Word, ...]]:
    found = compare(layer, read)
    return page.remarked(found.remark), layer if found.layer_is_better else read


def _upright(
    page: PageRecord, words: tuple[Word, ...], tools: Toolbox
) -> tuple[PageRecord, tuple[Word, ...]]:
    turn = _turn(page, tools)
    if not turn:
        return page, words
    turned = treated(page, tools, turn=(page.treatment.turn + turn) % 4)
    reread = _read(turned, tools)
    least = _NEARLY if _on_their_side(words) else 1.0
    better = _worth(reread, page.languages) > least * _worth(words, page.languages)
    return (turned, reread) if better else (page, words)


def _turn(page: PageRecord, tools: Toolbox) -> int:
    """Return the quarter turns a page needs, by its shapes or else as its middle reads best."""
    picture, dpi = tools.prepared(page), _dpi(page)
    turn = tesseract.quarter_turns(picture, dpi)
    if turn is not None:
        return turn
    middle = preprocess.middle(picture)
    readings = (
        read_page.read_page(preprocess.turned(middle, turn), page.languages, dpi)
        for turn in range(4)
    )
    worth = [0.0 if _on_their_side(words) else _worth(words, page.languages) for words in readings]
    return worth.index(max(worth))


def _read(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    picture = preprocess.as_read(tools.prepared(page), page.treatment)
    words = read_page.read_page(picture, page.languages, _dpi(page))
    if VIETNAMESE in page.languages:
        words = tuple(mended(words))
    scale = page.treatment.scale
    return words if scale == 1.0 else tuple(word.shrunk(scale) for word in words)


def _dpi(page: PageRecord) -> int:
    return round(page.dpi * page.treatment.scale)


def _is_doubtful(words: tuple[Word, ...], languages: tuple[str, ...]) -> bool:
    if is_vertical(languages):
        return False  # its words stand upright like towers, and are less sure than letters
    unsure = (mean_confidence(words) or 0) < _SURE
    noise = VIETNAMESE in languages and not is_legible(as_text(words))
    return unsure or noise or _on_their_side(words)


def _on_their_side(words: tuple[Word, ...]) -> bool:
    """Say whether the words stand upright like towers: Tesseract reads some pages lying down."""
    long = [word for word in words if len(word.text) > 2]
    return sum(word.height > word.width for word in long) > len(long) / 2


def _worth(words: tuple[Word, ...], languages: tuple[str, ...]) -> float:
    share = syllable_share(as_text(words)) if VIETNAMESE in languages else 1.0
    return share * sum(word.confidence for word in words)
