"""Mends what Tesseract misreads over and over in Vietnamese numbers, where it can be nothing else.

Its Vietnamese data has seen few figures without words around them: it takes 8 for §, alone (ngày 14
tháng § năm 1968) and in numbers (§69.643.000), and the sign of a proposal, TTr, for TIr.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

from library.catalogue.words import Word

_EIGHT = "§"

_IN_A_NUMBER = re.compile(
    r"""
      \d [\d§]* (?: [.,/-] [\d§]+ )*         # 8.5§4, 1§, 14/§
    | § \d{0,2} (?: \. [\d§]{3} )+           # §69.643.000
    | § \d? / [\d§]+ (?: / [\d§]+ )*         # §/5/1968
    """,
    re.VERBOSE,
)
_AROUND = "()[]“”\"'.,;:%"
_OF_SECTIONS = re.compile(r"[\dIVXLC§]")
"""What follows a sign of sections that is one: § 12, § IV, §§."""

_PROPOSAL = re.compile(r"(?<=\d/)TIr(?=-)")


def mended(words: tuple[Word, ...]) -> Iterator[Word]:
    """Give the words of a page with the figures and signs that are meant."""
    for word, after in zip_longest(words, words[1:]):
        text = _PROPOSAL.sub("TTr", word.text)
        if _EIGHT in text and _is_eight(text.strip(_AROUND), after):
            text = text.replace(_EIGHT, "8")
        yield word if text == word.text else word._replace(text=text)


def _is_eight(bare: str, after: Word | None) -> bool:
    if bare == _EIGHT:
        return after is None or not _OF_SECTIONS.match(after.text)
    return _IN_A_NUMBER.fullmatch(bare) is not None
