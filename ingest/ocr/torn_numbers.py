"""Numbers and document numbers that Tesseract tore apart: “1 2.500” for “12.500”.

Two words are joined only if no other reading is possible: the gap between digits is narrower than
a space, or the second word cannot begin one (“.500”, “-CP”, “/2020/NĐ-CP”).
"""

import re
from collections.abc import Iterable, Iterator

from ingest.images.cells import bounding_box
from ingest.metadata_extraction.official_documents import KIND_CODES
from ingest.ocr.insert_lines import word_box
from library.catalogue.text.words import Word

_MAX_GAP_RATIO = 0.25
"""Gap inside a number, relative to the height of its digits; a space is at least 0.35 wide."""

_MAX_SPACE_RATIO = 0.8
"""Gap before a word that cannot begin one."""

_KINDS = "|".join(sorted(KIND_CODES, key=len, reverse=True))
_BODIES = "UBND|HĐND|CP|TTg"
_AMOUNT = re.compile(r"\(?\d{1,3}(?:\.\d{3})+[,.;:)]*")
_NUMBER = re.compile(rf"\(?\d{{1,5}}(?:/(?:19|20)\d\d)?/(?:{_KINDS})-(?:{_BODIES})[,.;:)]*")
_THOUSANDS = re.compile(r"\.\d{3}(?:\.\d{3})*[,;:)]*|\.\d{3}(?:\.\d{3})*\.")
_YEAR_AND_KIND = re.compile(rf"/(?:19|20)\d\d/(?:{_KINDS})-(?:{_BODIES})[,.;:)]*")
_FIGURES = re.compile(r"\(?\d{1,5}")
_KIND_AND_HYPHEN = re.compile(rf".*\d/(?:{_KINDS})-")
_KIND = re.compile(rf".*\d/(?:{_KINDS})")
_BODY = re.compile(rf"(?:{_BODIES})[,.;:)]*")


def join_torn_numbers(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words of a page, the parts of a torn number as one word."""
    pending: Word | None = None
    for word in words:
        if pending is not None and _belong_together(pending, word):
            pending = _joined(pending, word)
            continue
        if pending is not None:
            yield pending
        pending = word
    if pending is not None:
        yield pending


def _belong_together(first: Word, second: Word) -> bool:
    if first.line != second.line or first.checked or second.checked:
        return False
    gap = (second.left - first.left - first.width) / max(min(first.height, second.height), 1)
    if not -1 < gap < _MAX_SPACE_RATIO:
        return False
    return _cannot_stand_alone(first.text, second.text) or (
        gap < _MAX_GAP_RATIO and _is_one_number(first.text, second.text)
    )


def _cannot_stand_alone(first: str, second: str) -> bool:
    """Return True if the second word continues the first, however wide the gap."""
    if _FIGURES.fullmatch(first):
        is_amount = bool(_THOUSANDS.fullmatch(second) and _AMOUNT.fullmatch(first + second))
        return is_amount or bool(_YEAR_AND_KIND.fullmatch(second))
    if _KIND_AND_HYPHEN.fullmatch(first):
        return bool(_BODY.fullmatch(second))
    return bool(_KIND.fullmatch(first) and second[0] == "-" and _BODY.fullmatch(second[1:]))


def _is_one_number(first: str, second: str) -> bool:
    """Return True if two words that touch are a number only together."""
    together = first + second
    is_split_before = first.rstrip(".")[-1:].isdecimal() and second[:1].isdecimal()
    return is_split_before and bool(_AMOUNT.fullmatch(together) or _NUMBER.fullmatch(together))


def _joined(first: Word, second: Word) -> Word:
    box = bounding_box(map(word_box, (first, second)))
    confidence = min(first.confidence, second.confidence)
    return Word(first.text + second.text, *box.box, confidence, first.block, first.line)
