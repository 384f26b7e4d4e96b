"""Stage that recognises the words of a page."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.images.orientation import mirror_image
from ingest.images.transform_words import transform
from ingest.ocr import filled_blanks, own_text, read_page, text_in_images
from ingest.ocr.compare_text_layer import compare, is_complete
from ingest.ocr.fix_letters import fix_words
from ingest.ocr.reading_quality import count_unread_lines
from ingest.ocr_import import read_layout_file
from ingest.record import FileKind, PageRecord
from ingest.stage import stage
from ingest.stages.prepare import with_treatment
from ingest.tools import djvu, pdf_text, tesseract
from library.catalogue.text.languages import VIETNAMESE, is_vertical
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.quality import certainty, mean_confidence, quality
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible, syllable_share

_MIN_CONFIDENCE = 0.6
"""Mean confidence below which a page is doubtful; upright pages reach 0.8, turned ones 0.45."""


_SURE = 0.9
"""Quality of a page that is not read a second time."""

_MIN_SCORE_RATIO = 0.8
"""Least score of a turned page relative to the unturned one, if its words lay sideways."""

_MIN_MIRRORED_WORDS = 8
"""Legible words in the mirror image of an empty back through which its front shines."""

_BACK_REMARK = (
    "Trang không có chữ của chính nó: chữ mờ trên ảnh là của mặt sau in thấu sang, "
    "hoặc ảnh bị lật ngược như soi gương."
)


@stage(version=34)
def recognise(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the words of the page with their boxes; a badly oriented page is turned and reread."""
    if page.has_text and page.place.layout:
        return _external_words(page, tools)
    if page.has_text:
        return _with_pictures(page, _own_words(page, tools), tools)
    if page.blank:
        return replace(page, words=tools.keep_words(()))
    page, words = _surest(page, _read(page, tools), tools)
    if page.is_drawn and _own_text_stands(page, words, tools):
        return replace(page, words=tools.keep_words(_layer_as_shown(page, tools)), quality=None)
    if _is_doubtful(words, page.languages):
        if _is_back(page, tools):
            page = page.remarked(_BACK_REMARK)
            return replace(page, words=tools.keep_words(()), blank=True)
        page, words = _upright(page, words, tools)
    return _with_own_text(page, words, tools)


def _with_own_text(page: PageRecord, words: tuple[Word, ...], tools: Toolbox) -> PageRecord:
    """Return the page with the words that were read, or with its own text if that is better."""
    if _own_text_stands(page, words, tools):
        return replace(page, words=tools.keep_words(_layer_as_shown(page, tools)), quality=None)
    if page.has_layer:
        page, words = _with_layer(page, words, tools)
    return replace(
        page,
        words=tools.keep_words(words),
        quality=mean_confidence(words) or 0.0,
        unread_lines=_count_unread_lines(page, words, tools),
    )


def _count_unread_lines(page: PageRecord, words: tuple[Word, ...], tools: Toolbox) -> int:
    scale = page.treatment.scale
    drawn_words = tuple(word.scaled_down(1 / scale) for word in words)
    return count_unread_lines(tools.prepared(page), drawn_words, _dpi(page))


def _external_words(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Return the page with the words of its layout file, and their confidence if given."""
    layout = read_layout_file.read(tools.master(page.place.layout), page.place.layout)
    words = layout.words_on_image(page.width, page.height, page.dpi)
    confidence = mean_confidence(words) if layout.has_confidences else None
    return replace(page, words=tools.keep_words(words), quality=confidence)


def _with_pictures(page: PageRecord, own: tuple[Word, ...], tools: Toolbox) -> PageRecord:
    more = text_in_images.words_in_images(own, _read(page, tools)) if page.has_pictures else ()
    page = replace(page, words=tools.keep_words((*own, *more)))
    return page.remarked(text_in_images.REMARK) if more else page


def _own_words(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    words = _layer(page, tools)
    return filled_blanks.fill_blanks(words, tools.shown(page)) if page.number == 1 else words


def _layer(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    if page.place.kind is FileKind.DJVU:
        return djvu.layer_words(tools.master(page.place.file), page.place.index)
    return pdf_text.layer_words(tools.master(page.place.file), page.place.index, page.dpi)


def _layer_as_shown(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    height, width = tools.scan(page).shape[:2]
    return transform(_layer(page, tools), width, height, page.treatment)


def _own_text_stands(page: PageRecord, reading: tuple[Word, ...], tools: Toolbox) -> bool:
    """Return True if the page's visible own text is all of it, and the reading does not deny it."""
    if not page.is_layer_seen:
        return False
    own = _layer_as_shown(page, tools)
    return is_complete(own, reading) and not own_text.is_denied(own, reading)


def _with_layer(
    page: PageRecord, reading: tuple[Word, ...], tools: Toolbox
) -> tuple[PageRecord, tuple[Word, ...]]:
    layer = _layer_as_shown(page, tools)
    if page.is_layer_seen and not own_text.is_denied(layer, reading):
        return page, own_text.lay_over(reading, layer)
    return _better_text(page, reading, layer)


def _better_text(
    page: PageRecord, reading: tuple[Word, ...], layer: tuple[Word, ...]
) -> tuple[PageRecord, tuple[Word, ...]]:
    comparison = compare(layer, reading)
    return page.remarked(comparison.remark), layer if comparison.layer_is_better else reading


def _upright(
    page: PageRecord, words: tuple[Word, ...], tools: Toolbox
) -> tuple[PageRecord, tuple[Word, ...]]:
    turn = _turn(page, tools)
    if not turn:
        return page, words
    turned_page = with_treatment(page, tools, turn=(page.treatment.turn + turn) % 4)
    reread = _read(turned_page, tools)
    min_ratio = _MIN_SCORE_RATIO if _is_sideways(words) else 1.0
    better = _score(reread, page.languages) > min_ratio * _score(words, page.languages)
    return (turned_page, reread) if better else (page, words)


def _is_back(page: PageRecord, tools: Toolbox) -> bool:
    """Return True if a doubtful page is the empty back of another: its mirror image is legible."""
    picture = preprocess.prepare_for_tesseract(tools.prepared(page), page.treatment)
    mirror = mirror_image(preprocess.central_area(picture))
    words = read_page.read_page(mirror, page.languages, _dpi(page))
    return len(words) >= _MIN_MIRRORED_WORDS and not _is_doubtful(words, page.languages)


def _surest(
    page: PageRecord, words: tuple[Word, ...], tools: Toolbox
) -> tuple[PageRecord, tuple[Word, ...]]:
    """Return the plain reading of the page if strong preparation gave a reading less sure."""
    if not page.treatment.is_strong or (quality(words, page.languages) or 0.0) > _SURE:
        return page, words
    plain = replace(page, treatment=replace(page.treatment, plain=True))
    reread = _read(plain, tools)
    return (plain, reread) if certainty(reread) > certainty(words) else (page, words)


def _turn(page: PageRecord, tools: Toolbox) -> int:
    """Return the quarter turns a page needs, by its shapes, else by the best trial reading."""
    picture, dpi = tools.prepared(page), _dpi(page)
    turn = tesseract.quarter_turns(picture, dpi)
    if turn is not None:
        return turn
    middle = preprocess.central_area(picture)
    readings = (
        read_page.read_page(preprocess.rotate(middle, turn), page.languages, dpi)
        for turn in range(4)
    )
    scores = [0.0 if _is_sideways(words) else _score(words, page.languages) for words in readings]
    return scores.index(max(scores))


def _read(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    picture = preprocess.prepare_for_tesseract(tools.prepared(page), page.treatment)
    words = read_page.read_page(picture, page.languages, _dpi(page))
    if VIETNAMESE in page.languages:
        words = tuple(fix_words(words))
    scale = page.treatment.scale
    return words if scale == 1.0 else tuple(word.scaled_down(scale) for word in words)


def _dpi(page: PageRecord) -> int:
    return round(page.dpi * page.treatment.scale)


def _is_doubtful(words: tuple[Word, ...], languages: tuple[str, ...]) -> bool:
    if is_vertical(languages):
        return False  # vertical words are tall, and less confident than letters
    unsure = (mean_confidence(words) or 0) < _MIN_CONFIDENCE
    noise = VIETNAMESE in languages and not is_legible(as_text(words))
    return unsure or noise or _is_sideways(words)


def _is_sideways(words: tuple[Word, ...]) -> bool:
    """Return True if most long words are taller than wide: Tesseract read the page sideways."""
    long = [word for word in words if len(word.text) > 2]
    return sum(word.height > word.width for word in long) > len(long) / 2


def _score(words: tuple[Word, ...], languages: tuple[str, ...]) -> float:
    share = syllable_share(as_text(words)) if VIETNAMESE in languages else 1.0
    return share * sum(word.confidence for word in words)
