"""Text lines that Tesseract missed, or read as a single sign.

At 200 dpi it sometimes drops an isolated line of one or two words: the last word of a paragraph,
“Kính gửi:”. Next to a column with another line spacing it reads “- Như trên;” as one mark, four
letters wide.
"""

from itertools import groupby, islice
from statistics import median

from ingest.images.picture import Picture
from ingest.images.unread_ink import unread_line_boxes
from ingest.ocr.insert_lines import word_box, words_box
from ingest.ocr.reread_low_confidence import read_enlarged
from library.catalogue.text.quality import quality
from library.catalogue.text.words import Word

Words = tuple[Word, ...]

_MIN_CONFIDENCE = 0.8
"""The edge of a stamp or a pen stroke is read with lower confidence."""

_FEW_LETTERS, _MIN_CONFIDENCE_OF_FEW = 3, 0.93
"""A tick box is read as this few letters with high confidence. Digits alone are ignored because
they may be handwritten: 575 was read as 915."""

_MAX_LINES = 12
"""More possible lines mean a drawing."""

_MAX_LETTER_WIDTH_RATIO, _MIN_BLOT_HEIGHT_RATIO, _MAX_BLOT_CONFIDENCE = 1.2, 0.3, 0.85
"""A sign wider than this per letter, in usual line heights, is a blot, unless it is flat or was
read with confidence, as in a headline."""


def drop_blots(words: Words) -> Words:
    """Return the words without low-confidence signs that are too large to be print."""
    if not words:
        return ()
    line_height = _usual_line_height(words)
    return tuple(word for word in words if not _is_blot(word, line_height))


def read_missed_lines(
    picture: Picture, words: Words, languages: tuple[str, ...], dpi: int
) -> list[Words]:
    """Return the text lines of a page that are missing among its recognised words.

    They are numbered from -1 down.
    """
    if not words:
        return []
    boxes = tuple(map(word_box, words))
    line_boxes = tuple(
        islice(unread_line_boxes(picture, boxes, _usual_line_height(words)), _MAX_LINES + 1)
    )
    if len(line_boxes) > _MAX_LINES:
        return []
    read = (read_enlarged(picture, place, languages, dpi) for place in line_boxes)
    print_lines = (line for line in read if _is_print(line, languages))
    return [
        tuple(word._replace(line=-1 - place) for word in line)
        for place, line in enumerate(print_lines)
    ]


def _usual_line_height(words: Words) -> float:
    """Return the median height of the lines in pixels."""
    return median(words_box(line).height for _, line in groupby(words, key=lambda word: word.line))


def _is_blot(word: Word, line_height: float) -> bool:
    is_large = (
        word.width > _MAX_LETTER_WIDTH_RATIO * line_height * len(word.text)
        and word.height > _MIN_BLOT_HEIGHT_RATIO * line_height
    )
    return (
        is_large and word.confidence < _MAX_BLOT_CONFIDENCE and not any(map(str.isalnum, word.text))
    )


def _is_print(line: Words, languages: tuple[str, ...]) -> bool:
    letters = sum(map(str.isalpha, "".join(word.text for word in line)))
    min_confidence = _MIN_CONFIDENCE if letters > _FEW_LETTERS else _MIN_CONFIDENCE_OF_FEW
    return letters > 0 and (quality(line, languages) or 0.0) >= min_confidence
