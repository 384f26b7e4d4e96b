"""Column headings of description lists: Vietnamese, English and Dublin Core names."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS, FIELDS, LABELS, names
from library.catalogue.profiles import Profile
from library.vietnamese.letters import compose, fold

FILE = "file"
"""Name of the column with the file that a row describes."""

ORDINAL = ""
"""Name of a column that is ignored, such as a row counter."""

_OWN_COLUMNS: dict[str, tuple[str, ...]] = {
    ORDINAL: ("stt", "tt", "số thứ tự", "no", "dấu phiên bản", "trạng thái"),
    FILE: ("tệp", "tập tin", "tên tệp", "tên file", "tên tập tin", "filename", "file name", "path"),
}
"""Columns of a list that are not description fields, with their headings."""

_OTHER_HEADINGS = frozenset({"kho", "nơi giữ"})
"""Headings of copies: without marks they must not be taken for a field, as Kho for Khổ."""

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
    words = _FIELD_WORDS | {rule.label: rule.name for rule in profile.fields}
    words |= {rule.name: rule.name for rule in profile.fields}
    find = HeadingFinder(words)
    return tuple(
        _column(heading, mapping.get(_plain(heading), find.field(heading))) for heading in headings
    )


class HeadingFinder:
    """Fields by their headings: marks count first, and are missing only where nothing else fits."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._marked = {_marked(word): field for word, field in fields.items()}
        self._folded: dict[str, dict[str, str]] = {}
        for word, field in self._marked.items():
            self._folded.setdefault(fold(word), {})[word] = field

    def field(self, heading: str) -> str | None:
        """Return the field that a heading stands for, or None.

        A heading of one syllable may lack its marks, but not have others (khó is not khổ).
        """
        marked_heading = _marked(heading)
        if marked_heading in self._marked or marked_heading in _OTHER_HEADINGS:
            return self._marked.get(marked_heading)
        plain = fold(marked_heading)
        if marked_heading != plain and " " not in marked_heading:
            return None
        fields = set(self._folded.get(plain, {}).values())
        return fields.pop() if len(fields) == 1 else None


def plain_heading(heading: str) -> str:
    """Return a heading in lower case without marks, prefix and language."""
    return _plain(heading)


def _column(heading: str, field: str | None) -> Column:
    return Column(heading, heading if field is None else field, field is not None)


def _plain(heading: str) -> str:
    return fold(_marked(heading))


def _marked(heading: str) -> str:
    """Return a heading in lower case with its marks, without prefix, language and punctuation."""
    own = _OF_DUBLIN_CORE.sub("", _LANGUAGE_TOLD.sub("", compose(heading).strip()))
    return _NOT_A_LETTER.sub(" ", own.lower()).strip()


_FIELD_WORDS = {word: column for column, words in _OWN_COLUMNS.items() for word in words}
_FIELD_WORDS |= {word: field.name for field in FIELDS for word in field.headings}
_FIELD_WORDS |= {label: name for name, label in LABELS.items()}
_FIELD_WORDS |= {
    name: name for name in (FILE, *DESCRIPTION_FIELDS, *names(lambda field: field.headings))
}
