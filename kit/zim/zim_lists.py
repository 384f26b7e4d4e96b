"""Lists of a ZIM file: the items of each collection by title, its newspapers by date."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from kit.handouts.markup import facts, written_day
from kit.zim.zim_entries import Entry, item_path, page_entry
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord

_LINES_PER_LIST = 200
_UNDATED = "Không rõ năm"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another list."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list: an item."""

    path: str
    title: str
    facts: str


@dataclass(frozen=True, slots=True)
class Part:
    """Lines under a heading; one without a name has no heading."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CollectionLists:
    """A collection with the lists that the welcome page names."""

    title: str
    summary: str
    lists: tuple[Link, ...]


def collection_lists(
    place: int, profile: Profile, records: Sequence[ItemRecord]
) -> tuple[CollectionLists, list[Entry]]:
    """Return the lists of one collection, and the pages that they are."""
    titles = sorted(records, key=lambda record: (record.title_sort, record.id))
    links, entries = _by_title(place, profile.title, titles)
    series = sorted({record.series for record in records if record.series})
    for number, name in enumerate(series, start=1):
        issues = [record for record in records if record.series == name]
        link, years = _by_date(f"bao/{place}-{number}", name, issues)
        links.append(link)
        entries += years
    return CollectionLists(profile.title, profile.summary, tuple(links)), entries


def _by_title(
    place: int, title: str, records: Sequence[ItemRecord]
) -> tuple[list[Link], list[Entry]]:
    screens = list(_screens(records))
    links = [
        Link(
            f"danh-sach/{place}-{number}.html",
            "Theo tên" + (f", phần {number}" if len(screens) > 1 else ""),
        )
        for number in range(1, len(screens) + 1)
    ]
    entries = [
        page_entry(
            link.path,
            title,
            "list.html",
            links=links if len(links) > 1 else (),
            parts=[Part("", tuple(map(_line, screen)))],
        )
        for link, screen in zip(links, screens, strict=True)
    ]
    return links, entries


def _by_date(folder: str, name: str, issues: Sequence[ItemRecord]) -> tuple[Link, list[Entry]]:
    """Return the calendar of a newspaper: a list for each year, with its issues by month."""
    by_date = sorted(issues, key=lambda issue: (issue.date or "", issue.title_sort, issue.id))
    years = {year: list(group) for year, group in groupby(by_date, _year)}
    links = [Link(f"{folder}/{year or 'khong-ro'}.html", year or _UNDATED) for year in years]
    entries = [
        page_entry(
            link.path, f"{name}, {link.name}", "list.html", links=links, parts=_months(group)
        )
        for link, group in zip(links, years.values(), strict=True)
    ]
    return Link(links[0].path, f"{name}, theo ngày"), entries


def _months(issues: Sequence[ItemRecord]) -> list[Part]:
    months = groupby(issues, lambda issue: (issue.date or "")[:7])
    return [
        Part(f"Tháng {written_day(month)}" if len(month) > 4 else "", tuple(map(_line, group)))
        for month, group in months
    ]


def _year(record: ItemRecord) -> str:
    return (record.date or "")[:4]


def _line(record: ItemRecord) -> Line:
    return Line(item_path(record.id), record.title, facts(record))


def _screens(records: Sequence[ItemRecord]) -> Iterator[Sequence[ItemRecord]]:
    for first in range(0, len(records), _LINES_PER_LIST):
        yield records[first : first + _LINES_PER_LIST]
