"""Lines of a page that are worth a reader's typing, by what their doubtful words are."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from library.catalogue.text.layout import Block, Box, Line, layout_page
from library.catalogue.text.words import Word
from library.corrections.page_edits.suspect_words import MIN_CONFIDENCE
from library.vietnamese.letters import fold
from library.vietnamese.spelling import impossible_parts, suggestions

MAX_LETTERS, MAX_WORDS = 250, 40
_MIN_WORDS = 3
_MIN_WIDTH_RATIO = 1 / 3
"""A lone line narrower than this share of the page is a label, not running text."""

_MIN_LETTERS_RATIO = 0.6
"""Share of letters and digits below which a line is the noise of a drawing."""

_SURE_FIGURE = 0.85
"""Confidence from which a figure is not doubtful: a wrong digit leaves no impossible word."""

_MAX_COUNTED = 3
_NAME_WORTH, _FIGURE_WORTH, SEARCH_WORTH = 1.0, 2.0, 4.0
_CAPTION = re.compile(
    r"\s*(?:hình|ảnh|sơ đồ|bản đồ|bản vẽ|biểu đồ|đồ thị|chú giải|tỷ lệ|tỉ lệ)\b(?: vẽ)?"
    r"\s*(?:[\divx]+|[:.])",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^\W+|\W+$")
_MIXED = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")


@dataclass(frozen=True, slots=True)
class WorthyLine:
    """A line with doubtful words, and the phrases by which searches may have missed it."""

    digest: str
    words: tuple[Word, ...]
    worth: float
    phrases: frozenset[str]

    @property
    def text(self) -> str:
        """The line as the machine read it."""
        return " ".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """Box of the line on the page."""
        return Box.around(self.words)


def worthy_lines(words: tuple[Word, ...], page_width: int) -> tuple[WorthyLine, ...]:
    """Return the lines of running text with doubtful words; none of captions and labels."""
    return tuple(
        line
        for block in layout_page(0, page_width, 0, words).blocks
        if not _CAPTION.match(" ".join(word.text for word in block.lines[0].words))
        for line in _lines_of_block(block, page_width)
    )


def line_digest(words: tuple[Word, ...]) -> str:
    """Return the checksum of the words of a line and their boxes."""
    appearance = json.dumps([word[:5] for word in words], ensure_ascii=False)
    return hashlib.sha256(appearance.encode()).hexdigest()[:24]


def doubtful_places(words: tuple[Word, ...]) -> tuple[int, ...]:
    """Return the places of words that nobody confirmed and that may be wrong."""
    impossible = impossible_parts([word.text for word in words])
    return tuple(
        place
        for place, word in enumerate(words)
        if not word.checked
        and (impossible[place] or word.confidence < MIN_CONFIDENCE or _is_doubtful_figure(word))
    )


def _lines_of_block(block: Block, page_width: int) -> Iterator[WorthyLine]:
    for line in block.lines:
        is_label = len(block.lines) == 1 and line.box.width < _MIN_WIDTH_RATIO * page_width
        places = () if is_label or not _is_running_text(line) else doubtful_places(line.words)
        if places:
            yield WorthyLine(
                line_digest(line.words),
                line.words,
                min(len(places), _MAX_COUNTED) + sum(_extra(line.words, at) for at in places),
                frozenset(_phrases(line.words, places)),
            )


def _is_running_text(line: Line) -> bool:
    text = " ".join(word.text for word in line.words)
    written = sum(map(str.isalnum, text))
    return (
        _MIN_WORDS <= len(line.words) <= MAX_WORDS
        and len(text) <= MAX_LETTERS
        and written >= _MIN_LETTERS_RATIO * len(text.replace(" ", ""))
        and not any(word.role for word in line.words)
    )


def _is_doubtful_figure(word: Word) -> bool:
    has_digit = any(map(str.isdigit, word.text))
    return has_digit and (word.confidence < _SURE_FIGURE or bool(_MIXED.search(word.text)))


def _extra(words: tuple[Word, ...], place: int) -> float:
    text = words[place].text
    if any(map(str.isdigit, text)):
        return _FIGURE_WORTH
    begins_sentence = place == 0 or words[place - 1].text.endswith((".", "!", "?"))
    return _NAME_WORTH if text[:1].isupper() and not begins_sentence else 0.0


def _phrases(words: tuple[Word, ...], places: tuple[int, ...]) -> Iterator[str]:
    """Yield doubtful words as they may be printed, alone and with a neighbour, without marks."""
    readings = [{fold(_bare(word.text))} for word in words]
    for place in places:
        readings[place] = {fold(near) for near in suggestions(_bare(words[place].text))}
        yield from readings[place]
    for place, (firsts, seconds) in enumerate(pairwise(readings)):
        if place in places or place + 1 in places:
            yield from (f"{first} {second}" for first in firsts for second in seconds)


def _bare(text: str) -> str:
    return _EDGES.sub("", text)
