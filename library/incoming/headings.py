"""Column headings of lists: Vietnamese, English and Dublin Core names."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS, FIELDS, LABELS, names
from library.catalogue.profiles import Profile
from library.vietnamese.letters import compose, fold

FILE = "file"
"""Name of the column with the file that a row describes."""

ORDINAL = ""
"""Name of a column that is ignored, such as a row counter."""

COPY = "copy."
"""Beginning of the fields of a physical copy, such as `copy.price`."""

COPIES, PAGES, SIZE, IMPRINT = "copies", "pages", "size", "imprint"
"""Fields of lists that a description holds in another form."""

_DATA = Path(__file__).parent / "data" / "headings.toml"
_WITHOUT_COPIES = {PAGES: "extent", SIZE: "extent"}
_OF_DUBLIN_CORE = re.compile(r"^(dc|dcterms)[.:_]", re.IGNORECASE)
_LANGUAGE_TOLD = re.compile(r"\[\w*\]$")
_BRACKETS = re.compile(r"\([^)]*\)|^\W*\d+[.)]\s*")
"""Words in brackets, as in “Giá (đồng)”, and the number of a column."""

_MAX_LENGTH = 300
"""Characters of a heading; longer texts are data."""

_NOT_A_LETTER = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list and the description field it stands for.

    `known` is False when the heading was not recognised; `field` is then the heading itself.
    """

    heading: str
    field: str
    known: bool


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
    return tuple(
        Column(heading, heading if field is None else field, field is not None)
        for heading, field in zip(headings, fields, strict=True)
    )


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
        field = self._field(heading)
        return self._field(_BRACKETS.sub(" ", heading)) if field is None else field

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
_FIELD_WORDS |= {
    word: name
    for name, words in tomllib.loads(_DATA.read_text(encoding="utf-8")).items()
    for word in words
}
_FIELD_WORDS |= {label: name for name, label in LABELS.items()}
_FIELD_WORDS |= {
    name: name for name in (FILE, *DESCRIPTION_FIELDS, *names(lambda field: field.headings))
}
