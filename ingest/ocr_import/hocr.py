"""Words of a page from hOCR, which is HTML and need not be well-formed."""

import re
from html.parser import HTMLParser

from ingest.ocr_import.external_words import ExternalWord, Layout

_BLOCKS = frozenset({"ocr_carea", "ocr_par", "ocrx_block"})
_LINES = frozenset({"ocr_line", "ocrx_line", "ocr_header", "ocr_caption", "ocr_textfloat"})
_WORDS = frozenset({"ocrx_word", "ocr_word"})
_PAGE = "ocr_page"
_BOX = re.compile(r"bbox\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)\s+(-?\d+)")
_CONFIDENCE = re.compile(r"x_wconf\s+(-?\d+(?:\.\d+)?)")


def read(content: bytes, _name: str) -> Layout:
    """Return the words of the first page."""
    reader = _Reader()
    reader.feed(content.decode("utf-8", errors="replace"))
    reader.close()
    return Layout(tuple(reader.words), reader.size)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[ExternalWord] = []
        self.size: tuple[float, float] | None = None
        self._pages = 0
        self._block = self._line = -1
        self._word: tuple[str, str] | None = None
        """The tag and title of the word whose letters are being read."""
        self._depth = 0
        self._letters = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        kinds, title = frozenset((values.get("class") or "").split()), values.get("title") or ""
        if self._word is not None:
            self._depth += tag == self._word[0]
        elif _PAGE in kinds:
            self._begin_page(title)
        elif kinds & _BLOCKS:
            self._block += 1
        elif kinds & _LINES:
            self._line += 1
        elif kinds & _WORDS and self._pages <= 1:
            self._word, self._depth, self._letters = (tag, title), 1, ""

    def handle_endtag(self, tag: str) -> None:
        if self._word is None or tag != self._word[0]:
            return
        self._depth -= 1
        if not self._depth:
            self._add_word(self._word[1])
            self._word = None

    def handle_data(self, data: str) -> None:
        if self._word is not None:
            self._letters += data

    def _begin_page(self, title: str) -> None:
        self._pages += 1
        box = _BOX.search(title)
        if self._pages == 1 and box:
            x0, y0, x1, y1 = map(int, box.groups())
            is_full_page = x1 > 0 and y1 > 0 and (x0, y0) == (0, 0)
            self.size = (x1, y1) if is_full_page else None

    def _add_word(self, title: str) -> None:
        box, confidence_match, text = (
            _BOX.search(title),
            _CONFIDENCE.search(title),
            self._letters.strip(),
        )
        if not box or not text:
            return
        x0, y0, x1, y1 = map(int, box.groups())
        confidence = (
            min(max(float(confidence_match[1]) / 100, 0.0), 1.0) if confidence_match else None
        )
        box_values = x0, y0, x1 - x0, y1 - y0
        self.words.append(
            ExternalWord(text, *box_values, confidence, max(self._block, 0), max(self._line, 0))
        )
