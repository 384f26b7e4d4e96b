"""Words lost against plain Tesseract, words invented, and ghosts where nothing is printed."""

from collections import Counter
from collections.abc import Callable, Iterable

from bench import reading
from ingest.context import Toolbox
from ingest.images.picture import Picture, to_grey
from ingest.images.preprocess import straighten
from ingest.ocr.insert_lines import word_box
from ingest.record import PageRecord
from ingest.stages.recognise import transform
from ingest.tools import tesseract
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_MIN_CONFIDENCE = 0.9
_MIN_COVERED_RATIO = 0.3
"""Share of the box of a plain word that our words cover if they stand in its place."""

_MIN_ROW_RATIO, _MAX_HEIGHT_RATIO = 0.5, 3
"""Words are on one row if they overlap by half of the lower, and neither is much higher."""

_MAX_INK_LEVEL, _MIN_INK_SHARE = 128, 0.02
"""Grey level of printed ink, and its least share of the box of a printed word."""

LABEL = "words lost against plain reading"

_SIGNS = "“”\"'‘’.,;:!?()[]-–…/"


def count_lost(read: Callable[..., str], truths: Iterable[str]) -> int:
    """Return the number of words lost on the page read last; 0 for readers that are not ours."""
    if not isinstance(read, reading.Pipeline):
        return 0
    return len(lost_words(read.last, read.tools, truths))


def lost_words(page: PageRecord, tools: Toolbox, truths: Iterable[str]) -> Words:
    """Return the words of the truth that either plain reading has, and the page has not.

    Plain readings are those of the prepared picture and of the page as it was delivered.
    """
    return _lost(tools.words(page), _plain_words(page, tools), truths, _MIN_CONFIDENCE)


def lost_and_invented(
    page: PageRecord, tools: Toolbox, truths: Iterable[str], least_confidence: float
) -> tuple[Words, Words]:
    """Return the words lost against plain reading, and those invented.

    A word is invented if the truth has not so many of it, and no word missing from the page
    resembles or contains it; on an empty page every word is.
    """
    truths, own = tuple(truths), tools.words(page)
    printed = Counter(map(_bare, reading.plain(truths[0]).split()))
    missing = list((printed - Counter(_bare(word.text) for word in own)).elements())
    invented: list[Word] = []
    for word in own:
        text = _bare(word.text)
        printed[text] -= 1
        is_part = len(text) > 1 and any(text in other for other in missing)
        if printed[text] >= 0 or is_part or not any(map(str.isalnum, text)):
            continue
        original = min(missing, key=lambda other: reading.edit_distance(text, other), default="")
        if 2 * reading.edit_distance(text, original) <= max(len(text), len(original)):
            missing.remove(original)
        else:
            invented.append(word)
    return _lost(own, _plain_words(page, tools), truths, least_confidence), tuple(invented)


def ghost_words(page: PageRecord, tools: Toolbox, printed: Picture) -> Words:
    """Return the words of a page where its sheet, as it was printed, has no ink.

    The scan must show the sheet in the same place and size.
    """
    sheet = straighten(printed, page.treatment)
    return tuple(word for word in tools.words(page) if not _is_inked(word, sheet))


def _is_inked(word: Word, sheet: Picture) -> bool:
    inside = sheet[word.top : word.top + word.height, word.left : word.left + word.width]
    return bool(inside.size and (inside < _MAX_INK_LEVEL).mean() > _MIN_INK_SHARE)


def _lost(own: Words, plain_words: Words, truths: Iterable[str], least_confidence: float) -> Words:
    """Return the printed words of plain readings in whose place the page has none.

    A word of which the page has as many as the truth is not lost: Tesseract gives some words a box
    of a few pixels elsewhere, and words of a seal are printed in the text too.
    """
    missing = _missing(own, truths)
    lost: list[Word] = []
    for word in plain_words:
        is_printed = any(map(str.isalnum, word.text)) and _bare(word.text) in missing
        is_sure = word.confidence >= least_confidence
        if is_printed and is_sure and not _is_covered(word, (*own, *lost)):
            lost.append(word)
    return tuple(lost)


def _missing(own: Words, truths: Iterable[str]) -> set[str]:
    """Return the words of which a page has fewer than its text, in any of its orders."""
    counts = Counter(_bare(word.text) for word in own)
    printed = (Counter(map(_bare, reading.plain(text).split())) for text in truths)
    return {word for text in printed for word in text - counts}


def _plain_words(page: PageRecord, tools: Toolbox) -> Words:
    scale = page.treatment.scale
    scan = to_grey(tools.scan(page))
    prepared = tesseract.read_words(tools.prepared(page), page.languages, round(page.dpi * scale))
    bare = tesseract.read_words(scan, page.languages, page.dpi)
    height, width = scan.shape
    return (
        *(word.scaled_down(scale) for word in prepared),
        *transform(bare, width, height, page.treatment),
    )


def _is_covered(word: Word, words: Words) -> bool:
    box = word_box(word)
    covered = 0
    for other in map(word_box, words):
        across = min(box.right, other.right) - max(box.left, other.left)
        down = min(box.bottom, other.bottom) - max(box.top, other.top)
        lower, higher = sorted((box.height, other.height))
        if down >= _MIN_ROW_RATIO * lower and higher <= _MAX_HEIGHT_RATIO * lower:
            covered += max(0, across) * down
    return covered >= _MIN_COVERED_RATIO * box.width * box.height


def _bare(text: str) -> str:
    return text.strip(_SIGNS).lower()
