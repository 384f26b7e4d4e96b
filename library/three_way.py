"""Comparison of two people's changes with the text that both began from.

A form shows one version of a record. When it is sent, the record may have been changed by somebody
else: what only one of the two changed is combined, and a clash is left for a person to decide.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

_T = TypeVar("_T")
_Hunk = tuple[list[_T], list[_T], list[_T]]


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both people changed, each in another way."""

    name: str
    base: str
    """Text that both began from."""
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Fields after a comparison; a clash keeps the text of the person who sends the form."""

    values: dict[str, str]
    clashes: tuple[Clash, ...]
    taken: tuple[str, ...]
    """Names of the fields whose text comes from the other person."""


@dataclass(frozen=True, slots=True)
class RowMerge(Generic[_T]):
    """Rows after a comparison; a clash keeps the rows of the person who sends the form."""

    rows: tuple[_T, ...]
    clashes: tuple[tuple[list[_T], list[_T], list[_T]], ...]
    """Places that both people changed: the rows of the base, mine and theirs."""


def merge_fields(
    base: Mapping[str, str],
    mine: Mapping[str, str],
    theirs: Mapping[str, str],
    lists: Container[str] = (),
    separator: str = "\n",
) -> Merge:
    """Merge field by field; a field that `base` does not know counts as empty there.

    The fields in `lists` hold rows with a separator, and are merged row by row; what both added
    stays.
    """
    values, clashes, taken_names = {}, [], []
    for name in dict.fromkeys((*mine, *theirs)):
        was, own = plain(base.get(name, "")), mine.get(name, base.get(name, ""))
        other = theirs.get(name, "")
        values[name] = own
        if plain(own) == plain(other) or plain(other) == was:
            continue
        rows = _merge_parts(separator, was, own, other) if name in lists else None
        if plain(own) == was or (rows and not rows.clashes):
            values[name] = separator.join(rows.rows) if rows else other
            taken_names.append(name)
        else:
            values[name] = separator.join(rows.rows) if rows else own
            clashes.append(Clash(name, was, plain(own), plain(other)))
    return Merge(values, tuple(clashes), tuple(taken_names))


def merge_choices(base: set[_T], mine: set[_T], theirs: set[_T]) -> set[_T]:
    """Merge sets, in which two people's changes never clash."""
    return (mine & theirs) | (mine - base) | (theirs - base)


def merge_rows(
    base: Sequence[_T], mine: Sequence[_T], theirs: Sequence[_T], *, keeps_additions: bool = False
) -> RowMerge[_T]:
    """Merge lists of rows; a place that both people changed keeps the rows in `mine`.

    With `keeps_additions`, rows that both added at one place stand one after the other, theirs
    first; without it they clash.
    """
    if [*base] == [*theirs]:
        return RowMerge(tuple(mine), ())
    rows: list[_T] = []
    clashes = []
    for hunk in _narrow_hunks(base, mine, theirs):
        merged_rows = _merged_hunk(*hunk)
        if merged_rows is None and keeps_additions and not hunk[0]:
            merged_rows = [*hunk[2], *(row for row in hunk[1] if row not in hunk[2])]
        if merged_rows is None:
            clashes.append(hunk)
        rows += hunk[1] if merged_rows is None else merged_rows
    return RowMerge(tuple(rows), tuple(clashes))


def plain(text: str) -> str:
    """Return a text as it is compared: with plain line ends, without blanks around it."""
    return text.replace("\r\n", "\n").strip()


def _merge_parts(separator: str, *texts: str) -> RowMerge[str]:
    rows = ([part for part in text.split(separator) if part] for text in map(plain, texts))
    return merge_rows(*rows, keeps_additions=True)


def _narrow_hunks(base: Sequence[_T], mine: Sequence[_T], theirs: Sequence[_T]) -> list[_Hunk]:
    """Return the hunks; rows that were changed side by side are compared each in its place."""
    narrow: list[_Hunk] = []
    for hunk in _hunks(base, mine, theirs):
        if len(set(map(len, hunk))) == 1:
            narrow += [([was], [own], [other]) for was, own, other in zip(*hunk, strict=True)]
        else:
            narrow.append(hunk)
    return narrow


def _merged_hunk(was: list[_T], own: list[_T], other: list[_T]) -> list[_T] | None:
    if own == other or other == was:
        return own
    if own == was:
        return other
    return _extended(was, own, other) or _extended(was, other, own)


def _extended(was: list[_T], changed_rows: list[_T], longer: list[_T]) -> list[_T] | None:
    """Return changed rows with those that the other person added before or after them."""
    size = len(was)
    if was and longer[:size] == was:
        return changed_rows + longer[size:]
    if was and longer[-size:] == was:
        return longer[:-size] + changed_rows
    return None


def _hunks(
    base: Sequence[_T], mine: Sequence[_T], theirs: Sequence[_T]
) -> list[tuple[list[_T], list[_T], list[_T]]]:
    """Cut the three lists at the rows that are the same in all of them."""
    own, other = _places(base, mine), _places(base, theirs)
    hunks, start = [], (0, 0, 0)
    common = [place for place in range(len(base)) if place in own and place in other]
    for place in common:
        end = (place, own[place], other[place])
        hunks.append(_cut(base, mine, theirs, start, end))
        row = [base[place]]
        hunks.append((row, row, row))
        start = tuple(number + 1 for number in end)
    hunks.append(_cut(base, mine, theirs, start, (len(base), len(mine), len(theirs))))
    return hunks


def _places(base: Sequence[_T], changed_rows: Sequence[_T]) -> dict[int, int]:
    """Return the place in `changed_rows` of each row of `base` that is still there."""
    by_row = {row: place for place, row in enumerate(changed_rows)}
    shared = {place: by_row[row] for place, row in enumerate(base) if row in by_row}
    are_unique = len(by_row) == len(changed_rows) and len({*base}) == len(base)
    if are_unique and [*shared.values()] == sorted(shared.values()):
        return shared  # at once: the matcher takes minutes for thousands of changed rows
    blocks = SequenceMatcher(None, base, changed_rows, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _cut(
    base: Sequence[_T],
    mine: Sequence[_T],
    theirs: Sequence[_T],
    start: tuple[int, ...],
    end: tuple[int, ...],
) -> tuple[list[_T], list[_T], list[_T]]:
    rows = (base, mine, theirs)
    return tuple(list(row[first:last]) for row, first, last in zip(rows, start, end, strict=True))
