"""Rewriting of a query from the words and marks of readers to the syntax of Whoosh's parser."""

import re
from enum import StrEnum

from library.places.edition import shipped_history
from library.vietnamese.letters import fold, spell_one_way
from search_index.query.local_names import local_names

_OPERATOR_NAMES = {"VÀ": "AND", "HOẶC": "OR", "KHÔNG": "NOT"}
_OPERATOR = re.compile(rf"(?<!\S)({'|'.join(_OPERATOR_NAMES)})(?!\S)")
_ENGLISH_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT|ANDNOT)(?!\S)")
_PLAIN_WORD = r'(?!(?:AND|NOT|ANDNOT)\b)[^\s"():*?~^\[\]]+'
_MINUS = re.compile(r"(?<![^\s(])-(?=[^\W\d_]|[\"(])")
_CODE_BEFORE = re.compile(r"\d/\S*\s*$")
_NAME_BEFORE = re.compile(r"(\w+)\W*$")
_AFTER_PLACE = re.compile(rf"(?<=\bplace:){_PLAIN_WORD}(?:\s+{_PLAIN_WORD})+")
_SPACED_FIELD = re.compile(
    rf"(?<!\w)((?:nhan đề|tiêu đề|tác giả|nhan de|tieu de|tac gia|title|author):)\s+"
    rf"((?:(?!-|(?:OR|VÀ|HOẶC|KHÔNG)\b){_PLAIN_WORD}(?![\w:*?])\s*)+)",
    re.IGNORECASE,
)
"""Field of names that stands apart from its value, which then takes all words up to an operator."""

_YEAR_RANGE = re.compile(r"\b(year:)\s*(\d{3,4})?\s*\.\.\s*(\d{3,4})?")
_OR = re.compile(r"(?<!\S)OR(?!\S)")
_LAST_WORDS = re.compile(rf"(?<![^\s(])({_PLAIN_WORD}(?:\s+{_PLAIN_WORD})+)\s*$")
_FIRST_WORDS = re.compile(rf"^\s*({_PLAIN_WORD}(?:\s+{_PLAIN_WORD})+)(?=[\s)]|$)")
_MAX_PLACE_WORDS = 6
_QUESTION_MARK_AT_END = re.compile(r"\?+(?=[\s\"'),.;:!]|$)")


class Field(StrEnum):
    """Field of the description that can be searched by name."""

    TITLE = "title"
    AUTHOR = "author"
    NUMBER = "number"
    YEAR = "year"
    PLACE = "place"
    KIND = "kind"


_FIELD_NAMES = {
    "nhan đề": Field.TITLE,
    "tiêu đề": Field.TITLE,
    "tác giả": Field.AUTHOR,
    "cơ quan": Field.AUTHOR,
    "số hiệu": Field.NUMBER,
    "số": Field.NUMBER,
    "năm": Field.YEAR,
    "nơi": Field.PLACE,
    "loại": Field.KIND,
}
_FIELD = re.compile(
    rf"(?<!\w)({'|'.join(_FIELD_NAMES)}|{'|'.join(fold(name) for name in _FIELD_NAMES)}):\s*",
    re.IGNORECASE,
)
_BY_FOLDED_NAME = {fold(name): field for name, field in _FIELD_NAMES.items()}


def whoosh_syntax(clean: str) -> str:
    """Return a query with its operators, fields, places and years as Whoosh writes them."""
    query = _MINUS.sub(lambda match: "NOT " if _excludes(clean, match.start()) else "-", clean)
    query = _SPACED_FIELD.sub(_bracket_value, query)
    query = _FIELD.sub(lambda match: f"{_BY_FOLDED_NAME[fold(match[1])]}:", query)
    query = _AFTER_PLACE.sub(lambda match: _bracket_place(match[0]), query)
    if any(map(str.islower, clean)):  # in a title all in capitals VÀ is a word like any other
        query = _OPERATOR.sub(lambda match: _OPERATOR_NAMES[match[0]], query)
    else:
        query = _ENGLISH_OPERATOR.sub(lambda match: match[0].lower(), query)
    query = _YEAR_RANGE.sub(
        lambda match: f"{match[1]}[{match[2] or ''} TO {match[3] or ''}]", query
    )
    return _bracket_alternatives(_QUESTION_MARK_AT_END.sub("", query))


def query_about_place(unit: str) -> str:
    """Return the query for the pages that speak of a unit, given by a name or `query_name`."""
    return f'nơi:"{unit}"'


def _excludes(clean: str, minus: int) -> bool:
    """Return True if a minus excludes the next word: not in Hữu Nghị -Chi Lăng, 149/KH -UBND."""
    preceding, following = clean[:minus], clean[minus + 1 : minus + 2]
    name = _NAME_BEFORE.search(preceding)
    joins_names = following.isupper() and (name is None or name[1][0].isupper())
    return not joins_names and not _CODE_BEFORE.search(preceding)


def _bracket_value(match: re.Match[str]) -> str:
    """Bracket the words after "tác giả: ", of which the parser would take only the first."""
    words = match[2].split()
    return f"{match[1]}({' '.join(words)}) " if len(words) > 1 else match[0]


def _bracket_place(words: str) -> str:
    """Bracket the words of a place name, of which the parser would take only the first."""
    names = words.split()
    longest = min(len(names), _MAX_PLACE_WORDS)
    place_lengths = (
        length
        for length in range(longest, 1, -1)
        if fold(spell_one_way(name := " ".join(names[:length]))) in local_names()
        or shipped_history().find(name)
    )
    capitals = next((at for at, word in enumerate(names) if not word[0].isupper()), longest)
    length = next(place_lengths, capitals)
    return " ".join((f"({' '.join(names[:length])})", *names[length:])) if length > 1 else words


def _bracket_alternatives(query: str) -> str:
    """Bracket the words on both sides of OR, of which the parser would take only the nearest."""
    *sides, last = _OR.split(query)
    sides = [_LAST_WORDS.sub(r" (\1) ", side) for side in sides]
    first, *remaining = (*sides, last)
    return "OR".join((first, *(_FIRST_WORDS.sub(r" (\1) ", side) for side in remaining)))
