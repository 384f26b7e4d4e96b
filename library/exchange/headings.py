"""Column headings of description lists: Vietnamese, English and Dublin Core names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS, FIELDS, LABELS, names
from library.catalogue.profiles import Profile
from library.vietnamese.letters import fold

FILE = "file"
"""Name of the column with the file that a row describes."""

ORDINAL = ""
"""Name of a column that is ignored, such as a row counter."""

_OWN_COLUMNS: dict[str, tuple[str, ...]] = {
    ORDINAL: ("stt", "tt", "số thứ tự", "no", "dấu phiên bản", "trạng thái"),
    FILE: ("tệp", "tập tin", "tên tệp", "tên file", "tên tập tin", "filename", "file name", "path"),
}
"""Columns of a list that are not description fields, with their headings."""

_OF_DUBLIN_CORE = re.compile(r"^(dc|dcterms)[.:_]", re.IGNORECASE)
_LANGUAGE_TOLD = re.compile(r"\[\w*\]$")
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
) -> tuple[Column, ...]:
    """Return the field of each column; an unknown heading becomes the field's name.

    `mapping` holds fields by heading (`plain_heading`), which come before all others.
    """
    by_words = _BY_WORDS | {_plain(rule.label): rule.name for rule in profile.fields}
    by_words |= {_plain(rule.name): rule.name for rule in profile.fields}
    by_words |= mapping
    return tuple(_column(heading, by_words.get(_plain(heading))) for heading in headings)


def plain_heading(heading: str) -> str:
    """Return a heading in lower case without marks, prefix and language."""
    return _plain(heading)


def _column(heading: str, field: str | None) -> Column:
    return Column(heading, heading if field is None else field, field is not None)


def _plain(heading: str) -> str:
    own = _OF_DUBLIN_CORE.sub("", _LANGUAGE_TOLD.sub("", heading.strip()))
    return _NOT_A_LETTER.sub(" ", fold(own)).strip()


_BY_WORDS = {_plain(word): column for column, words in _OWN_COLUMNS.items() for word in words}
_BY_WORDS |= {_plain(word): field.name for field in FIELDS for word in field.headings}
_BY_WORDS |= {_plain(label): name for name, label in LABELS.items()}
_BY_WORDS |= {
    _plain(name): name for name in (FILE, *DESCRIPTION_FIELDS, *names(lambda field: field.headings))
}
