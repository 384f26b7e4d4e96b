"""Numbers and document numbers that Tesseract tore apart: “1 2.500” for “12.500”.

Two words are joined only if no other reading is possible: the gap between digits is narrower than
a space, the second word cannot begin one (“.500”, “-CP”, “/2020/NĐ-CP”), or the first would be a
number of its own between “số” and a document number (“Nghị định số I 02/2024/NĐ-CP”).
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

_MAX_WIDE_GAP_RATIO = 1.2
"""Gap after a digit that no sentence could have there; a justified space is seldom wider."""

_KINDS = "|".join(sorted(KIND_CODES, key=len, reverse=True))
_BODIES = "UBND|HĐND|CP|TTg"
_AMOUNT = re.compile(r"\(?\d{1,3}(?:\.\d{3})+[,.;:)]*")
_NUMBER = re.compile(rf"\(?\d{{1,5}}(?:/(?:19|20)\d\d)?/(?:{_KINDS})-(?:{_BODIES})[,.;:)]*")
_THOUSANDS = re.compile(r"\.\d{3}(?:\.\d{3})*[,;:)]*|\.\d{3}(?:\.\d{3})*\.")
_YEAR_AND_KIND = re.compile(rf"/(?:19|20)\d\d/(?:{_KINDS})-(?:{_BODIES})[,.;:)]*")
_KIND_OF_PARTY = re.compile(r"-?[A-ZĐ]{2}/(?:TW|T[UƯ]|HU|ĐU|BCĐ)[,.;:)]*")
"""As in 08-QĐ/TW, a number of the Party."""

_FIGURES = re.compile(r"\(?\d{1,5}")
_FIGURES_AND_HYPHEN = re.compile(r"\(?\d{1,5}-")
_ONE_LOOK_ALIKES = str.maketrans("Il|!", "1111")
_FIRST_DIGIT = re.compile(r"[\dIl|!]")
_WHOLE_NUMBER = re.compile(
    rf"\d{{1,3}}/(?:19|20)\d\d(?:/(?:{_KINDS})(?:-[A-ZĐ]\w*)?)?[,.;:)]*"
    rf"|\d{{1,4}}/(?:{_KINDS})-[A-ZĐ]\w*(?:-\w+)*[,.;:)]*"
)
_BEFORE_NUMBER = ("số", "số:")
_KIND_WORDS = ("định", "quyết", "tư", "thị", "luật", "lệnh", "thông", "văn")
"""Last words of kinds of documents: before “số”, or before the number itself."""

_DATE_PART = re.compile(r"\d{1,2}/(?:\d{1,2}/)?")
_DATE_REST = re.compile(r"(?:\d{1,2}/)?(?:19|20)\d\d[,.;:)]*")
_WHOLE_DATE = re.compile(r"(?:[0-2]?\d|3[01])/(?:0?\d|1[0-2])/(?:19|20)\d\d[,.;:)]*")
_KIND_AND_HYPHEN = re.compile(rf".*\d/(?:{_KINDS})-")
_KIND = re.compile(rf".*\d/(?:{_KINDS})")
_OF_COMMITTEE = re.compile(r"\d+/(?:UBND|HĐND|VP)-[A-ZĐ]{2,}[,.;:)]*")
"""As in 6658/UBND-KTTH, a letter."""

_BODY = re.compile(rf"(?:{_BODIES})[,.;:)]*")


def join_torn_numbers(words: Iterable[Word]) -> Iterator[Word]:
    """Yield the words of a page, the parts of a torn number as one word."""
    pending: Word | None = None
    preceding = ("", "")
    for word in words:
        if pending is not None and _belong_together(pending, word):
            pending = _joined(pending, word)
            continue
        if pending is not None and _is_first_digit(preceding, pending, word):
            pending = _joined(pending._replace(text=pending.text.translate(_ONE_LOOK_ALIKES)), word)
            continue
        if pending is not None:
            yield pending
            preceding = (preceding[1], pending.text.lower())
        pending = word
    if pending is not None:
        yield pending


def _is_first_digit(preceding: tuple[str, str], first: Word, second: Word) -> bool:
    """Return True for a digit that a cited document's number lost: “số I 02/2024/NĐ-CP”."""
    second_last, last = preceding
    is_number = _FIRST_DIGIT.fullmatch(first.text) and _WHOLE_NUMBER.fullmatch(second.text)
    is_cited = last in _KIND_WORDS or (last in _BEFORE_NUMBER and second_last in _KIND_WORDS)
    return bool(is_number and is_cited and _are_near(first, second, _MAX_WIDE_GAP_RATIO))


def _belong_together(first: Word, second: Word) -> bool:
    if not _are_near(first, second, _MAX_SPACE_RATIO):
        return False
    return _cannot_stand_alone(first.text, second.text) or (
        _are_near(first, second, _MAX_GAP_RATIO) and _is_one_number(first.text, second.text)
    )


def _are_near(first: Word, second: Word, max_gap_ratio: float) -> bool:
    if first.line != second.line or first.checked or second.checked:
        return False
    gap = (second.left - first.left - first.width) / max(min(first.height, second.height), 1)
    return -1 < gap < max_gap_ratio


def _cannot_stand_alone(first: str, second: str) -> bool:
    """Return True if the second word continues the first, however wide the gap."""
    if _FIGURES.fullmatch(first):
        is_amount = bool(_THOUSANDS.fullmatch(second) and _AMOUNT.fullmatch(first + second))
        is_of_party = second[0] == "-" and _KIND_OF_PARTY.fullmatch(second)
        return is_amount or bool(is_of_party or _YEAR_AND_KIND.fullmatch(second))
    if _FIGURES_AND_HYPHEN.fullmatch(first):
        return bool(_KIND_OF_PARTY.fullmatch(second))
    if _DATE_PART.fullmatch(first) and _DATE_REST.fullmatch(second):
        return bool(_WHOLE_DATE.fullmatch(first + second))
    if "-" in (first[-1], second[0]) and _OF_COMMITTEE.fullmatch(first + second):
        return True
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
