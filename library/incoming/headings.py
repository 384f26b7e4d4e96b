"""Column headings of lists: Vietnamese, English and Dublin Core names."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS, FIELDS, LABELS, names
from library.catalogue.profiles import Profile
from library.exchange.abbreviations import WORD, fits
from library.vietnamese.letters import compose, fold

FILE = "file"
"""Name of the column with the file that a row describes."""

ORDINAL = ""
"""Name of a column that is ignored, such as a row counter."""

COPY = "copy."
"""Beginning of the fields of a physical copy, such as `copy.price`."""

COPIES, PAGES, SIZE, IMPRINT = "copies", "pages", "size", "imprint"
SUBTITLE, RECORD = "subtitle", "record"
"""Fields of lists that a description holds in another form."""

THOUSANDS = re.compile(r"nghìn|ngàn|1[., ]?000", re.IGNORECASE)
"""Words of a heading above prices in thousands."""

_DATA = tomllib.loads((Path(__file__).parent / "data/headings.toml").read_text("utf-8"))
COLUMN_LABELS, _WORDS = _DATA.pop("labels"), _DATA.pop("words")
"""Labels of the fields of copies and of those that are taken apart; words of headings by field."""

_WITHOUT_COPIES = {PAGES: "extent", SIZE: "extent"}
_OF_DUBLIN_CORE = re.compile(r"^(dc|dcterms|biblio|biblioitems|items)[.:_]", re.IGNORECASE)
_LANGUAGE_TOLD = re.compile(r"\[\w*\]$")
_BRACKETS = re.compile(r"\([^)]*\)|^\W*\d+[.)]\s*")
"""Words in brackets, as in “Giá (đồng)”, and the number of a column."""

_OR = re.compile(r"[/,;+]|\bhoặc\b|\bvà\b|\s-\s", re.IGNORECASE)
_PEOPLE = ("creator", "contributor")
_MAX_SHORT_WORDS = 8
_MAX_LENGTH, _MAX_GUESSED_LENGTH = 300, 40
"""Characters of a heading, and of one that is guessed; longer texts are data."""

_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list and the description field it stands for.

    `known` is False when the heading was not recognised; `field` is then the heading itself.
    """

    heading: str
    field: str
    known: bool
    is_certain: bool = True
    """False for a field that the words of the heading suggest."""


def columns_of(
    headings: Sequence[str],
    profile: Profile,
    mapping: Mapping[str, str] = MappingProxyType({}),
    *,
    with_copies: bool = False,
) -> tuple[Column, ...]:
    """Return the field of each column; an unknown heading becomes the field's name.

    `mapping` holds fields by heading, which come before all others. Copies and
    fields that must be taken apart are unknown unless the reader takes them (`with_copies`).
    """
    words = _FIELD_WORDS | {rule.label: rule.name for rule in profile.fields}
    words |= {rule.name: rule.name for rule in profile.fields}
    find, remembered = HeadingFinder(words), HeadingFinder(mapping)
    fields = [
        find.field(heading) if (field := remembered.field(heading)) is None else field
        for heading in headings
    ]
    if not with_copies:
        fields = [_described(field) for field in fields]
        return tuple(map(_column, headings, fields))
    guesses = [
        find.guess(heading) if field is None else None
        for heading, field in zip(headings, fields, strict=True)
    ]
    return tuple(map(_column, headings, fields, guesses))


def _column(heading: str, field: str | None, guess: str | None = None) -> Column:
    best = guess if field is None else field
    return Column(heading, heading if best is None else best, best is not None, field is not None)


class HeadingFinder:
    """Fields by their headings: marks count first, and are missing only where nothing else fits."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._marked = {marked_heading(word): field for word, field in fields.items()}
        self._folded: dict[str, dict[str, str]] = {}
        for word, field in self._marked.items():
            self._folded.setdefault(fold(word), {})[word] = field

    def field(self, heading: str) -> str | None:
        """Return the field that a heading stands for, or None; words in brackets count last."""
        if len(heading) > _MAX_LENGTH:
            return None
        for text in (heading, _BRACKETS.sub(" ", heading)):
            if (field := self._field(text)) is not None:
                return field
        parts = {self._field(part) for part in _OR.split(_BRACKETS.sub(" ", heading))}
        return _of_parts(parts) if None not in parts else None

    def guess(self, heading: str) -> str | None:
        """Return the field that short words of a heading, or some of its words, suggest, or None.

        The cells of the column have to agree.
        """
        short = heading if len(heading) <= _MAX_GUESSED_LENGTH else ""
        text = _BRACKETS.sub(" ", short).replace("_", " ")
        words = WORD.findall(text)[:_MAX_SHORT_WORDS]
        if not words:
            return None
        fields = {f for w, f in self._marked.items() if fits(words, w, is_loose=len(words) > 1)}
        if len(fields) == 1:  # MPL: mã phân loại
            return fields.pop()
        if (field := self.field(text)) is not None:
            return field
        parts = {self._field(part) or _field_of_words(part) for part in _OR.split(text)}
        return _of_parts(parts - {None}) or _field_of_words(text)

    def _field(self, heading: str) -> str | None:
        """A heading of one syllable may lack its marks, but not have others (khó is not khổ)."""
        marked = marked_heading(heading)
        if marked in self._marked:
            return self._marked[marked]
        plain = fold(marked)
        if marked != plain and " " not in marked:
            return None
        fields = set(self._folded.get(plain, {}).values())
        return fields.pop() if len(fields) == 1 else None


def _of_parts(fields: set[str | None]) -> str | None:
    """Return the one field of a heading that names several things, or None."""
    if len(fields) == 1:
        return fields.pop()
    if fields and fields <= {*_PEOPLE}:  # Tác giả / Người biên soạn
        return _PEOPLE[0]
    if len(fields) > 1 and fields <= {"place", "publisher", "date", IMPRINT}:
        return IMPRINT
    if fields == {PAGES, SIZE}:
        return "extent"
    return "title" if len(fields) > 1 and "title" in fields else None  # Tên sách, tác giả, năm


def _field_of_words(heading: str) -> str | None:
    """Return the first field of which a heading has words; one without marks is taken so."""
    marked = marked_heading(heading)
    patterns = _WORD_PATTERNS[marked == fold(marked)]
    return next((field for field, pattern in patterns.items() if pattern.search(marked)), None)


def marked_heading(heading: str) -> str:
    """Return a heading in lower case with its marks, without prefix, language and punctuation."""
    own = _OF_DUBLIN_CORE.sub("", _LANGUAGE_TOLD.sub("", compose(heading).strip()))
    return _NOT_A_LETTER.sub(" ", own.lower()).strip()


def _described(field: str | None) -> str | None:
    """Return the field of a description for one of a list, or None."""
    if field in (COPIES, IMPRINT) or (field or "").startswith(COPY):
        return None
    return _WITHOUT_COPIES.get(field, field)


_FIELD_WORDS = {word: field.name for field in FIELDS for word in field.headings}
_FIELD_WORDS |= {word: name for name, words in _DATA.items() for word in words}
_FIELD_WORDS |= {label: name for name, label in LABELS.items()}
_FIELD_WORDS |= {
    name: name for name in (FILE, *DESCRIPTION_FIELDS, *names(lambda field: field.headings))
}
_WORD_PATTERNS = [
    {field: re.compile(spell(pattern)) for field, pattern in _WORDS.items()}
    for spell in (str, fold)
]
"""Patterns of words by field, with marks and without."""
