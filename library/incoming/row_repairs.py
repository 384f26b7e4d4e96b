"""Rows of lists that went wrong while they were typed: cells exchanged, or cut in two."""

import re
from collections.abc import Sequence
from dataclasses import replace

from library.exchange.abbreviations import is_body, is_place
from library.exchange.filled_sheets import FilledRow
from library.incoming.headings import IMPRINT, PAGES
from library.incoming.people_cells import DEGREES, is_person, split_people

_YEAR = re.compile(r"\W*c?(?:1[89]|20)\d\d\W*")
_IMPRINT = re.compile(r"[^:/]{1,25}:[^/]+,\s*\W?(?:1[89]|20)\d\d\b")
_REGISTRATION = re.compile(r"[^\W\d]{1,4}[. ]?\d{3,}.*", re.DOTALL)


def _may_be_people(text: str) -> bool:
    return is_person(split_people(text)[0]) or is_body(text)


def _are_people(text: str) -> bool:
    """Return True for a name with a role or a degree."""
    is_told = bool(DEGREES.match(text)) or split_people(text)[0].endswith(")")
    return is_told and _may_be_people(text)


_SIGNS = (
    ("place", "publisher", is_place, is_place),
    ("date", PAGES, _YEAR.fullmatch, _YEAR.fullmatch),
    (IMPRINT, "title", _IMPRINT.match, _IMPRINT.match),
    ("creator", "title", _are_people, _may_be_people),
    ("copy.registration", "classification", _REGISTRATION.fullmatch, _REGISTRATION.fullmatch),
)
"""Two fields whose cells may stand in each other's column, and signs of the first of them: one that
the second cell must have, and one that the first cell must not have."""


def exchanged(texts: Sequence[str], fields: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return the texts of a row in their own columns, and the columns that were exchanged."""
    mended, columns = list(texts), []
    for first, second, shows, may_be in _SIGNS:
        if first in fields and second in fields:
            at, other = fields.index(first), fields.index(second)
            if mended[at] and mended[other] and shows(mended[other]) and not may_be(mended[at]):
                mended[at], mended[other] = mended[other], mended[at]
                columns += (at, other)
    return mended, columns


_GOES_ON = re.compile(r"[^\W\d_A-ZÀ-Ỵ]|[/(),;:]|[-–—]\s*\d|(?:T|Q|Tập|Quyển)\.?\s*\d")
_IS_OPEN = re.compile(r".*(?:[/,;:–-]|\([^)]*)", re.DOTALL)


def joined_with_rest(row: FilledRow, below: FilledRow) -> FilledRow | None:
    """Return a row with the one cell of the row below it that goes on with its text, or None."""
    places = [at for at, text in enumerate(below.cells) if text.strip()]
    at = places[0] if places else 0
    if len(places) != 1 or not at or below.place != row.place + 1 or at >= len(row.cells):
        return None
    text, end = row.cells[at].strip(), below.cells[at].strip()
    if not text or not (_GOES_ON.match(end) or _IS_OPEN.fullmatch(text)):
        return None
    cells = (*row.cells[:at], f"{text} {end}", *row.cells[at + 1 :])
    return replace(row, cells=cells)
