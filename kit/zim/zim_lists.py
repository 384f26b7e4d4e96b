"""Lists of a ZIM file: the items of each collection by title, its newspapers by date."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from kit.handouts.markup import written_day
from kit.zim.zim_entries import Entry, page_entry
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord

_LINES_PER_LIST = 200
_UNDATED = "Không rõ năm"


Link = tuple[str, str]
"""Path and name of another list."""

Part = tuple[str, tuple[ItemRecord, ...]]
"""Heading, or none, of the items below it."""


def collection_lists(
    place: int, profile: Profile, records: Sequence[ItemRecord]
) -> tuple[list[Link], list[Entry]]:
    """Return the lists of one collection, and the pages that they are."""
    titles = sorted(records, key=lambda record: (record.title_sort, record.id))
    links, entries = _by_title(place, profile.title, titles)
    series = sorted({record.series for record in records if record.series})
    for number, name in enumerate(series, start=1):
        issues = [record for record in records if record.series == name]
        link, years = _by_date(f"bao/{place}-{number}", name, issues)
        links.append(link)
        entries += years
    return links, entries


def _by_title(
    place: int, title: str, records: Sequence[ItemRecord]
) -> tuple[list[Link], list[Entry]]:
    screens = list(_screens(records))
    links = [
        (
            f"danh-sach/{place}-{number}.html",
            "Theo tên" + (f", phần {number}" if len(screens) > 1 else ""),
        )
        for number in range(1, len(screens) + 1)
    ]
    entries = [
        page_entry(
            path,
            title,
            "list.html",
            links=links if len(links) > 1 else (),
            parts=[("", screen)],
        )
        for (path, _), screen in zip(links, screens, strict=True)
    ]
    return links, entries


def _by_date(folder: str, name: str, issues: Sequence[ItemRecord]) -> tuple[Link, list[Entry]]:
    """Return the calendar of a newspaper: a list for each year, with its issues by month."""
    by_date = sorted(issues, key=lambda issue: (issue.date or "", issue.title_sort, issue.id))
    years = {year: list(group) for year, group in groupby(by_date, _year)}
    links = [(f"{folder}/{year or 'khong-ro'}.html", year or _UNDATED) for year in years]
    entries = [
        page_entry(path, f"{name}, {year}", "list.html", links=links, parts=_months(group))
        for (path, year), group in zip(links, years.values(), strict=True)
    ]
    return (links[0][0], f"{name}, theo ngày"), entries


def _months(issues: Sequence[ItemRecord]) -> list[Part]:
    months = groupby(issues, lambda issue: (issue.date or "")[:7])
    return [
        (f"Tháng {written_day(month)}" if len(month) > 4 else "", tuple(group))
        for month, group in months
    ]


def _year(record: ItemRecord) -> str:
    return (record.date or "")[:4]


def _screens(records: Sequence[ItemRecord]) -> Iterator[Sequence[ItemRecord]]:
    for first in range(0, len(records), _LINES_PER_LIST):
        yield records[first : first + _LINES_PER_LIST]
