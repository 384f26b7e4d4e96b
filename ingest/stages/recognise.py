"""Stage that recognises the words of a page."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.images.orientation import mirror_image
from ingest.images.preprocess import Picture
from ingest.images.transform_words import transform
from ingest.ocr import own_text, read_page
from ingest.ocr.fix_letters import fix_words
from ingest.ocr.reading_quality import count_unread_lines
from ingest.ocr_import import read_layout_file
from ingest.record import FileKind, PageRecord
from ingest.stage import stage
from ingest.stages.prepare import with_treatment
from ingest.tools import djvu, pdf_text, tesseract
from library.catalogue.text.languages import VIETNAMESE, is_vertical
from library.catalogue.text.layout import Box
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.quality import certainty, mean_confidence, quality
from library.catalogue.text.words import Word
from library.vietnamese.legibility import is_legible, syllable_share
from library.vietnamese.letters import compose
from library.vietnamese.spelling import impossible_part

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
    scale = page.treatment.scale
    drawn_words = tuple(word.scaled_down(1 / scale) for word in words)
    return replace(
        page,
        words=tools.keep_words(words),
        quality=mean_confidence(words) or 0.0,
        unread_lines=count_unread_lines(tools.prepared(page), drawn_words, _dpi(page)),
    )


def _external_words(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Return the page with the words of its layout file, and their confidence if given."""
    layout = read_layout_file.read(tools.master(page.place.layout), page.place.layout)
    words = layout.words_on_image(page.width, page.height, page.dpi)
    confidence = mean_confidence(words) if layout.has_confidences else None
    return replace(page, words=tools.keep_words(words), quality=confidence)


def _with_pictures(page: PageRecord, own: tuple[Word, ...], tools: Toolbox) -> PageRecord:
    more = words_in_images(own, _read(page, tools)) if page.has_pictures else ()
    page = replace(page, words=tools.keep_words((*own, *more)))
    return page.remarked(REMARK) if more else page


def _own_words(page: PageRecord, tools: Toolbox) -> tuple[Word, ...]:
    words = _layer(page, tools)
    return fill_blanks(words, tools.shown(page)) if page.number == 1 else words


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


_HEAD_RATIO = 0.4
"""Upper fraction of a first page that contains number and day."""

_MIN_WIDTH_RATIO, _MAX_WIDTH_RATIO = 0.8, 8.0
"""Width range of a blank in line heights: wider is the space between two columns."""

_REACH_DIVISOR = 4
"""Drawn digits extend above and below the line by 1/4 of its height."""

_MIN_BLANK_CONFIDENCE = 0.85
_MAX_DIGITS = 5


def fill_blanks(words: tuple[Word, ...], picture: Picture) -> tuple[Word, ...]:
    """Return the words of a first page with the digits drawn into its blanks."""
    head_height = _HEAD_RATIO * picture.shape[0]
    return tuple(
        word
        for _, line in groupby(words, key=lambda word: word.line)
        for word in _fill_line(tuple(line), picture, head_height)
    )


def _fill_line(line: tuple[Word, ...], picture: Picture, head_height: float) -> Iterator[Word]:
    line_box = Box.around(line)
    yield line[0]
    for previous, following in pairwise(line):
        gap = following.left - previous.left - previous.width
        is_blank = _MIN_WIDTH_RATIO * line_box.height < gap < _MAX_WIDTH_RATIO * line_box.height
        if is_blank and line_box.bottom < head_height:
            yield from _read_blank(previous, following, line_box, picture)
        yield following


def _read_blank(previous: Word, following: Word, line: Box, picture: Picture) -> Iterator[Word]:
    reach = line.height // _REACH_DIVISOR
    blank = previous.left + previous.width, line.top - reach, following.left, line.bottom + reach
    ink = preprocess.find_ink(picture, *blank)
    if ink is None:
        return
    digits, confidence = tesseract.read_digits(preprocess.crop_line(picture, *blank))
    if 0 < len(digits) <= _MAX_DIGITS and confidence >= _MIN_BLANK_CONFIDENCE:
        sure = round(min(confidence, 0.99), 3)
        yield Word(digits, *ink, sure, previous.block, previous.line, role=previous.role)


_MIN_COVERAGE_RATIO = _NEARLY_SAME_RATIO = 0.9
_MIN_SAME_PAGE_RATIO = 0.5
"""Texts with less in common are not of the same page."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Agreement of two texts of a page, and the verdict on its text layer."""

    agreement: float
    layer_is_better: bool

    @property
    def remark(self) -> str | None:
        """The decision in words for people; None when both texts nearly agree."""
        share = f"{round(100 * self.agreement)} %"
        if self.layer_is_better:
            return f"Chữ của trang lấy từ lớp chữ có sẵn trong tệp, khớp {share} với ảnh trang."
        if self.agreement < _NEARLY_SAME_RATIO:
            return f"Lớp chữ có sẵn trong tệp chỉ khớp {share} với ảnh trang nên không dùng."
        return None


def is_complete(layer: tuple[Word, ...], reading: tuple[Word, ...]) -> bool:
    """Return True if a text layer visible over an image contains all readable text.

    OCR reads white letters on a photograph badly, so only words outside the layer's own area count.
    A signature over a scan leaves nearly all words outside.
    """
    outside = len(words_in_images(layer, reading))
    return outside <= (1 - _MIN_COVERAGE_RATIO) * len(layer)


def compare(layer: tuple[Word, ...], reading: tuple[Word, ...]) -> Comparison:
    """Return the agreement of two texts of the same page, and True if the layer is the better one.

    Where they differ, one is wrong: the text with fewer words that are impossible in Vietnamese is
    better. A text that omits part of the page is not.
    """
    layer_words, read_words = _count_words(layer), _count_words(reading)
    common = (layer_words & read_words).total()
    most = max(layer_words.total(), read_words.total())
    agreement = common / most if most else 0.0
    covers = layer_words.total() >= _MIN_COVERAGE_RATIO * read_words.total()
    legible = is_legible(" ".join(word.text for word in layer))
    has_fewer_faults = _count_impossible(layer_words - read_words) < _count_impossible(
        read_words - layer_words
    )
    better = agreement >= _MIN_SAME_PAGE_RATIO and covers and legible and has_fewer_faults
    return Comparison(round(agreement, 3), better)


def _count_words(words: tuple[Word, ...]) -> Counter[str]:
    return Counter(compose(word.text) for word in words)


def _count_impossible(words: Counter[str]) -> int:
    return sum(count for text, count in words.items() if impossible_part(text))


_MIN_IMAGE_CONFIDENCE = 0.7
_MIN_WORDS = 5
"""Fewer words are typically foliage and faces misread by Tesseract."""

REMARK = "Chữ trong hình trên trang này được đọc thêm từ ảnh."


def words_in_images(own: tuple[Word, ...], words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return the recognised words outside the page's own text, numbered as blocks after it."""
    new_words = tuple(
        word
        for word in words
        if word.confidence >= _MIN_IMAGE_CONFIDENCE and not _is_covered(word, own)
    )
    if len(new_words) < _MIN_WORDS or not is_legible(as_text(new_words)):
        return ()
    last = own[-1] if own else None
    return tuple(
        _renumber_after(new_words, last.block + 1 if last else 0, last.line + 1 if last else 0)
    )


def _is_covered(word: Word, own: tuple[Word, ...]) -> bool:
    """Return True if the centre of a word is on a word of the page's own text."""
    across, down = word.left + word.width / 2, word.top + word.height / 2
    return any(
        own_word.left <= across <= own_word.left + own_word.width
        and own_word.top <= down <= own_word.top + own_word.height
        for own_word in own
    )


def _renumber_after(words: tuple[Word, ...], block: int, line: int) -> Iterator[Word]:
    for place, (_, inside) in enumerate(groupby(words, key=lambda word: word.block)):
        for _, row in groupby(inside, key=lambda word: word.line):
            for word in row:
                yield word._replace(block=block + place, line=line)
            line += 1
