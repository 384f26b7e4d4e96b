"""The register of law: the name that each cited act, body or standard has on a day.

A row of `data/register.tsv` is one holder of a role (`library-law`, `information-department`) with
its dates in force; a change of the law is one row. Texts name roles, `{library-law}`, and are
filled in for the day of their document.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, zip_longest
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "register.tsv"
_ROLE = re.compile(r"\{([a-z]+(?:-[a-z]+)*)\}")
_CITATION = (
    r"\d+(?:/\d{4})?/(?:NĐ-CP|QH\d+|PL-UBTVQH\d+|(?:TT|QĐ|NQ|KH|CT)-[A-ZĐ][A-ZĐ0-9-]*)"
    r"|(?:TCVN|ISO) \d+|COUNTER \d+(?:\.\d)?"
)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LawRow:
    """Holder of a role: an act, body, standard, place or term, with its dates in force."""

    key: str
    kind: str
    name: str
    marks: tuple[str, ...]
    """Texts by which it is recognised; none for a description that names nothing."""
    since: date
    until: date
    source: str
    note: str

    def in_force(self, day: date) -> bool:
        """Return True on the days on which it may be cited."""
        return self.since <= day <= self.until


@dataclass(frozen=True, slots=True)
class WrongCitation:
    """Name in a text that is not in force on the day, or that the register does not know."""

    text: str
    row: LawRow | None
    successor: str

    @property
    def sentence(self) -> str:
        """Vietnamese sentence about the name and what takes its place."""
        if self.row is None:
            return f"“{self.text}” không có trong sổ pháp luật"
        today = f"; nay là {self.successor}" if self.successor else ""
        return f"“{self.text}” có hiệu lực đến {self.row.until:%d/%m/%Y}{today}"


def row_on(key: str, day: date) -> LawRow | None:
    """Return the holder of a role on a day, or None."""
    return next((row for row in rows()[key] if row.in_force(day)), None)


def name_on(key: str, day: date) -> str:
    """Return the name of the holder of a role on a day; empty if there is none."""
    row = row_on(key, day)
    return row.name if row else ""


def fill(text: str, day: date) -> str:
    """Return a text with the names that its roles, like {library-law}, have on a day.

    A role without a holder keeps the name of the last one, which `wrong_citations` then reports.
    """
    return _ROLE.sub(lambda role: _last_name(role[1], day) if role[1] in rows() else role[0], text)


def renew(text: str, day: date) -> str:
    """Return a text in which names not in force on a day give way to those that are."""
    text = fill(text, day)
    for wrong in wrong_citations(text, day):
        text = text.replace(wrong.text, wrong.successor or wrong.text)
    return text


def _last_name(key: str, day: date) -> str:
    holders = rows()[key]
    return next((row for row in reversed(holders) if row.since <= day), holders[0]).name


def wrong_citations(text: str, day: date) -> tuple[WrongCitation, ...]:
    """Return the names in a text that may not be cited on a day, each once."""
    wrong = {}
    for citation in dict.fromkeys(_any_citation().findall(text)):
        holders = _by_mark().get(citation, ())
        if not any(row.in_force(day) for row in holders):
            row = holders[-1] if holders else None
            wrong[citation] = WrongCitation(citation, row, name_on(row.key, day) if row else "")
    return tuple(wrong.values())


def cited_rows(text: str, day: date) -> tuple[LawRow, ...]:
    """Return the rows in force on a day that a text names, in its order."""
    names = dict.fromkeys(_any_citation().findall(text))
    rows = (row for name in names for row in _by_mark().get(name, ()) if row.in_force(day))
    return tuple(dict.fromkeys(rows))


@cache
def rows() -> Mapping[str, tuple[LawRow, ...]]:
    """Return the holders of each role, oldest first; each gives way to the next one."""
    by_key: dict[str, list[LawRow]] = defaultdict(list)
    with _DATA.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file, delimiter="\t"):
            by_key[cells["key"]].append(_row(cells))
    return {key: tuple(_until_the_next(holders)) for key, holders in by_key.items()}


def _until_the_next(holders: list[LawRow]) -> Iterator[LawRow]:
    """Yield the holders of a role; one without an end ends on the day before the next begins."""
    holders.sort(key=lambda row: row.since)
    for row, following in zip_longest(holders, holders[1:]):
        yield replace(row, until=min(row.until, following.since - _ONE_DAY)) if following else row


def _row(cells: Mapping[str, str]) -> LawRow:
    names_something = cells["kind"] == "body" or bool(cells["source"])
    marks = (cells["marks"] or cells["name"]).split(";")
    return LawRow(
        key=cells["key"],
        kind=cells["kind"],
        name=cells["name"],
        marks=tuple(marks) if names_something and cells["kind"] != "duty" else (),
        since=date.fromisoformat(cells["since"]),
        until=date.fromisoformat(cells["until"]) if cells["until"] else date.max,
        source=cells["source"],
        note=cells["note"],
    )


@cache
def _by_mark() -> Mapping[str, tuple[LawRow, ...]]:
    by_mark: dict[str, list[LawRow]] = defaultdict(list)
    for row in chain.from_iterable(rows().values()):
        for mark in row.marks:
            by_mark[mark].append(row)
    return {mark: tuple(holders) for mark, holders in by_mark.items()}


@cache
def _any_citation() -> re.Pattern[str]:
    """Return the pattern of the marks of the register, and of all that looks like a citation."""
    marks = "|".join(map(re.escape, sorted(_by_mark(), key=len, reverse=True)))
    return re.compile(rf"(?<![\w/])(?:{marks}|{_CITATION})(?!\w|\.\d)")
