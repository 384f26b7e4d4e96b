"""The questions that are also asked by meaning: whole ones, in a language the model knows.

Keyword searches and text without marks only lose by it, so that they never pass.
"""

import re
from enum import StrEnum

from search_index.analysis import tokens
from search_index.dates_and_numbers import codes_in
from search_index.query.parser import Words, parse
from search_index.query.questions import is_foreign_question


class Language(StrEnum):
    """Language of a question."""

    VIETNAMESE = "vi"
    FOREIGN = "foreign"
    """English or French: its words occur on few pages of the library."""


_MIN_WORDS = 6
_MIN_FOREIGN_WORDS = 4
_MAX_WORDS = 40
"""Longer text is a pasted passage."""

_MIN_MARKED_SHARE = 1 / 3
"""Least share of words with marks in a Vietnamese question; in marked texts it is two thirds."""

_QUOTES = frozenset('"“”«»„')
_ASKING = re.compile(
    r"\b(?:ai|gì|nào|đâu|mấy|sao|bao (?:giờ|nhiêu|xa|lâu|nhiều))\b|\b(?:không|chưa)$"
)


def question_language(query_text: str) -> Language | None:
    """Return the language of a whole question; None for anything else."""
    node = parse(query_text)
    if not isinstance(node, Words) or _QUOTES & set(query_text) or any(codes_in(query_text)):
        return None
    words = tokens(node.text)
    if len(words) > _MAX_WORDS:
        return None
    exact = " ".join(word.exact for word in words)
    if len(words) >= _MIN_FOREIGN_WORDS and is_foreign_question(words, exact):
        return Language.FOREIGN
    if len(words) < _MIN_WORDS or _ASKING.search(exact) is None:
        return None
    marked_count = sum(bool(word.mark) for word in words)
    return Language.VIETNAMESE if marked_count >= len(words) * _MIN_MARKED_SHARE else None
