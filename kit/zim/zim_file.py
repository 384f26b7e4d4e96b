"""Writing of a ZIM file: its contents go to the program that knows libzim, entry by entry."""

import base64
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from glob import escape
from importlib.util import find_spec
from itertools import chain, groupby
from pathlib import Path
from tempfile import TemporaryFile
from textwrap import shorten
from typing import IO

from sqlalchemy.orm import Session

from kit.handouts.handout_items import lasting_records, read_item
from kit.handouts.markup import written_day
from kit.handouts.problems import (
    NothingToHandOutError,
    ZimNotInstalledError,
    ZimNotWrittenError,
)
from kit.zim.zim_entries import Entry, PictureSize, item_entries, page_entry, style_entry
from library.catalogue.profile_cache import profiles_of
from library.catalogue.profiles import Profile
from library.catalogue.queries import ItemRecord
from library.process.child import ending_with_parent
from library.storage.derivative_store import DerivativeStore

_PROGRAM = (sys.executable, "-P", "-m", "kit.zim.zim_program")
_ICON = Path(__file__).parent / "data" / "icon-48.png"
_MAIN = "index.html"
_LOOK_SECONDS = 1.0
_MAX_TITLE, _MAX_DESCRIPTION = 30, 80
"""Letters of the title and the description that Kiwix shows; `zimcheck` refuses more."""


@dataclass(frozen=True, slots=True)
class ZimOrder:
    """Contents and description of the file to write."""

    title: str
    description: str
    name: str
    """Name under which Kiwix tells it from other files, such as `dia-chi-bao`."""
    publisher: str
    day: str
    """Day on which it is made, such as 2026-11-30; rights are those of this day."""
    item_ids: tuple[str, ...]
    size: PictureSize


@dataclass(slots=True)
class ZimReport:
    """Numbers of things in the file, and of those left out."""

    items: int = 0
    pages: int = 0
    bytes: int = 0
    left_out: int = 0
    """Items asked for that may not be handed out, or do not exist."""


def write_zim(
    session: Session,
    store: DerivativeStore,
    order: ZimOrder,
    target: Path,
    progress: Callable[[int, int], object],
) -> ZimReport:
    """Write the file in one step; an older one stays until the new one is whole."""
    if find_spec("libzim") is None:
        raise ZimNotInstalledError
    records = lasting_records(session, order.item_ids, order.day)
    if not records:
        raise NothingToHandOutError
    report = ZimReport(left_out=len(set(order.item_ids)) - len(records))
    half_file = target.with_name(f".{target.name}.half")
    half_file.unlink(missing_ok=True)
    entries = zim_entries(session, order, records, store.is_usable, report, progress)
    try:
        _run_program(
            _start_line(order, half_file),
            _sendable(entries, store),
            lambda: progress(len(records), len(records)),
        )
        half_file.replace(target)
    except OSError as error:
        raise ZimNotWrittenError(target, error.strerror or error) from error
    finally:
        for file in half_file.parent.glob(f"{escape(half_file.name)}*"):
            file.unlink()
    report.bytes = target.stat().st_size
    return report


def zim_entries(
    session: Session,
    order: ZimOrder,
    records: dict[str, ItemRecord],
    is_usable: Callable[[str], bool],
    report: ZimReport,
    progress: Callable[[int, int], object],
) -> Iterator[Entry]:
    """Yield all entries of the file, the welcome page last, and count them in the report."""
    yield style_entry()
    for place, record in enumerate(records.values(), start=1):
        item = read_item(session, record)
        yield from item_entries(item, order.size, is_usable)
        report.items += 1
        report.pages += len(item.pages)
        progress(place, len(records))
    collections = []
    profiles = profiles_of(session)
    for place, slug in enumerate(sorted({record.collection for record in records.values()})):
        own = [record for record in records.values() if record.collection == slug]
        lists, entries = collection_lists(place + 1, profiles[slug], own)
        collections.append((profiles[slug], lists))
        yield from entries
    yield page_entry(
        _MAIN,
        order.title,
        "welcome.html",
        text=order.description,
        description=order.description,
        publisher=order.publisher,
        day=order.day,
        items=report.items,
        pages=report.pages,
        collections=collections,
    )


def _start_line(order: ZimOrder, target: Path) -> dict[str, object]:
    metadata = {
        "Title": shorten(order.title, _MAX_TITLE, placeholder="…"),
        "Description": shorten(order.description, _MAX_DESCRIPTION, placeholder="…"),
        "LongDescription": order.description,
        "Language": "vie",
        "Creator": order.publisher,
        "Publisher": order.publisher,
        "Date": order.day,
        "Name": order.name,
    }
    return {
        "target": str(target),
        "main": _MAIN,
        "metadata": metadata,
        "illustration": base64.b64encode(_ICON.read_bytes()).decode(),
    }


def _sendable(entries: Iterable[Entry], store: DerivativeStore) -> Iterator[dict[str, object]]:
    """Yield entries with the paths of their files; equal images once."""
    images: set[str] = set()
    for entry in entries:
        if entry.digest in images:
            continue
        fields = asdict(entry)
        if digest := fields.pop("digest"):
            images.add(digest)
        yield {**fields, "file": str(store.path(digest)) if digest else ""}


def _run_program(
    start: dict[str, object],
    lines: Iterable[dict[str, object]],
    while_waiting: Callable[[], object],
) -> None:
    """Send the lines to the program; raise ZimNotWrittenError with its last words if it fails.

    Once it has them all it makes the index: `while_waiting` is called meanwhile, and may raise.
    """
    command = (*ending_with_parent("KILL"), *_PROGRAM)
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            with suppress(BrokenPipeError), process.stdin:  # its last words say why it stopped
                for line in chain((start,), lines, ({"end": True},)):
                    process.stdin.write(f"{json.dumps(line)}\n")
            while not _has_ended(process):
                while_waiting()
        except BaseException:
            process.kill()
            raise
        if process.returncode:
            errors.seek(0)
            raise ZimNotWrittenError(start["target"], _last_line(errors))


def _has_ended(process: subprocess.Popen) -> bool:
    with suppress(subprocess.TimeoutExpired):
        process.wait(_LOOK_SECONDS)
    return process.returncode is not None


def _last_line(output: IO[str]) -> str:
    lines = output.read().strip().splitlines()
    return lines[-1] if lines else "chương trình libzim dừng giữa chừng"


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
