"""Tags of a recording as proposals of its title, creator and date."""

import re
from collections.abc import Iterator, Mapping

from library.catalogue.description.proposals import Proposed

_CONFIDENCE = 0.6
"""Programs and cameras fill tags by themselves: a person looks at each."""

_FIELDS = (
    ("title", ("title",)),
    ("creator", ("artist", "composer", "author", "originator")),
    ("date", ("date", "creation_time")),
)
_DATE = re.compile(r"((?:18|19|20)\d\d)(?:[-:.](0[1-9]|1[0-2])(?:[-:.](0[1-9]|[12]\d|3[01]))?)?")
_EMPTY_CLOCKS = ("1904", "1970")
"""Years of clocks that nobody set."""


def propose(technical: Mapping[str, object]) -> tuple[Proposed, ...]:
    """Return the proposals in the tags of a recording."""
    return tuple(_proposals(technical.get("tags", {})))


def _proposals(tags: Mapping[str, str]) -> Iterator[Proposed]:
    for field, names in _FIELDS:
        values = (_value(field, tags[name]) for name in names if tags.get(name))
        if value := next(filter(None, values), None):
            yield Proposed(field, value, _CONFIDENCE, 0, 0, 0, 0)


def _value(field: str, text: str) -> str:
    if field != "date":
        return " ".join(text.split())
    match = _DATE.match(text)
    if match is None or match[1] in _EMPTY_CLOCKS:
        return ""
    return "-".join(filter(None, match.groups()))
