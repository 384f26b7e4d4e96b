"""Text that a page carries itself, drawn where readers see it, against the reading of its picture.

Such text is exact even where no spelling rule knows it: figures, codes, Hán and Nôm, other
languages. Only a reading that contradicts it can replace it.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.images.cells import Cell
from ingest.ocr.insert_lines import (
    insert_line,
    is_inside,
    number_lines,
    renumber,
    word_box,
    words_box,
)
from library.catalogue.text.plain_text import is_han
from library.catalogue.text.words import Word
from library.vietnamese.letters import compose
from library.vietnamese.syllables import is_marked_syllable

Words = tuple[Word, ...]

_MIN_CONFIDENCE, _MIN_LETTERS = 0.8, 2
"""Words of a reading that can bear witness; shorter or less sure ones may be anything."""

_MIN_WITNESSES = 3
_MAX_DENIED_SHARE = 0.5
"""Lost encodings leave a quarter of the syllables as they are; a reading of the very text that is
drawn differs from it in a few per cent."""

_MAX_GAP_RATIO = 1.5
"""Greatest gap between the words of a line, and between the lines of a box, in word heights."""

_MARGIN_RATIO = 0.3
"""Letters read in the picture of a line may reach beyond its own box, in word heights."""


def is_denied(own: Words, reading: Words) -> bool:
    """Return True if Vietnamese words surely read in the picture are not in the text there."""
    pairs = [(word, _text_under(word, own)) for word in reading if _is_witness(word)]
    verdicts = [_plain(word.text) in text for word, text in pairs if text and not is_han(text[0])]
    denials = verdicts.count(False)
    return len(verdicts) >= _MIN_WITNESSES and denials > _MAX_DENIED_SHARE * len(verdicts)


def lay_over(reading: Words, own: Words) -> Words:
    """Return a reading with the page's own text instead of what was read in its place.

    Each box of own text, such as a digital signature, is a block.
    """
    lines = list(_line_parts(own))
    covers = [_enlarged(words_box(line)) for line in lines]
    outside = (word for word in reading if not any(is_inside(word, cover) for cover in covers))
    blocks = [tuple(block) for _, block in groupby(outside, key=lambda word: word.block)]
    for box in _boxes(lines):
        if len(box) == 1:
            blocks = insert_line(blocks, number_lines(box))
        else:
            blocks.insert(_place(blocks, words_box(box[0])), number_lines(box))
    return tuple(renumber(blocks))


def _is_witness(word: Word) -> bool:
    text = _plain(word.text)
    return (
        word.confidence >= _MIN_CONFIDENCE
        and len(text) >= _MIN_LETTERS
        and text.isalpha()
        and is_marked_syllable(text)
    )


def _text_under(word: Word, own: Words) -> str:
    """Return the page's own text at the place of a word that was read."""
    box = word_box(word)
    over = (other for other in own if box.overlaps(word_box(other)))
    return _plain("".join(other.text for other in over if _is_level(other, box)))


def _is_level(word: Word, box: Cell) -> bool:
    return box.top <= word.top + word.height / 2 <= box.bottom


def _plain(text: str) -> str:
    return compose(text).lower().strip("“”\"'‘’.,;:()[]-–")


def _line_parts(own: Words) -> Iterator[Words]:
    """Yield the parts of lines between wide gaps: PDFium joins boxes that stand side by side."""
    for _, line in groupby(own, key=lambda word: word.line):
        part: list[Word] = []
        for word in line:
            if part and not _continues(part[-1], word):
                yield tuple(part)
                part = []
            part.append(word)
        yield tuple(part)


def _continues(word: Word, following: Word) -> bool:
    height = max(word.height, following.height)
    gap = following.left - (word.left + word.width)
    return -height < gap < _MAX_GAP_RATIO * height and abs(following.top - word.top) < height


def _boxes(lines: Sequence[Words]) -> list[list[Words]]:
    """Return the lines grouped by the box they stand in, from the top of the page down."""
    boxes: list[list[Words]] = []
    for line in sorted(lines, key=lambda line: words_box(line).top):
        box = next((box for box in boxes if _is_next(words_box(box[-1]), words_box(line))), None)
        if box is None:
            boxes.append([line])
        else:
            box.append(line)
    return boxes


def _is_next(above: Cell, below: Cell) -> bool:
    height = max(above.height, below.height)
    across = min(above.right, below.right) - max(above.left, below.left)
    is_near = below.top - above.bottom < _MAX_GAP_RATIO * height
    return across > 0 and is_near and abs(above.left - below.left) < 2 * height


def _place(blocks: Sequence[Words], box: Cell) -> int:
    """Return the index of the first block that begins below the top of a box."""
    below = (place for place, block in enumerate(blocks) if words_box(block).top >= box.top)
    return next(below, len(blocks))


def _enlarged(box: Cell) -> Cell:
    margin = round(_MARGIN_RATIO * box.height)
    wide, high = box.width + 2 * margin, box.height + 2 * margin
    return Cell(box.left - margin, box.top - margin, wide, high)
