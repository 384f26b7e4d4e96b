"""Benchmark of missing-page detection in books: missing pages reported and unreported."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

import click
import cv2
import numpy

from bench import spoiling
from bench.form import Row, report
from bench.sheets import NUMBER_POSITIONS, numbered_page, sheets
from bench.spoiling import Spoiler
from ingest.images.picture import Picture
from ingest.stages.survey import folio
from library.triage.folios import find_gaps

_SPOILERS = (
    *(spoiling.clean, spoiling.skewed, spoiling.bordered, spoiling.punched, spoiling.uneven),
    *(spoiling.speckled, spoiling.coarse_100, spoiling.yellowed, spoiling.faxed),
)
_PAGES_PER_BOOK = 16
_REMOVED_PAGES = 2
_SHEET_SETS = 4


@dataclass(slots=True)
class _Count:
    pages: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    noticed: int = 0
    alarms: int = 0
    seconds: float = 0.0


@click.command()
@click.option("--seed", default=1)
@click.option("--every", default=1, help="Only each n-th book, for a quick look.")
@click.option("--json", "as_json", is_flag=True)
def main(seed: int, every: int, as_json: bool) -> None:
    """Look at a book for each place of the number and each fault of the scan."""
    count = _Count()
    books = list(
        enumerate((position, spoil) for position in NUMBER_POSITIONS for spoil in _SPOILERS)
    )[::every]
    for book, (position, spoil) in books:
        draw = numpy.random.default_rng(seed * 1000 + book)
        first = int(draw.choice((1, 1, 3, 48, 211)))
        numbers = range(first, first + _PAGES_PER_BOOK)
        seen = {
            n: _read_number(numbered_page(seed * 999 + n, n, position), spoil, draw, count)
            for n in numbers
        }
        count.right += sum(seen[n] == n for n in numbers)
        count.wrong += sum(seen[n] not in (n, None) for n in numbers)
        _judge(seen, draw, count)
    papers = list(_false_alarms_without_numbers(seed, count))
    report("folios", _rows(count, len(books), papers), as_json=as_json)


def _read_number(
    page: Picture, spoil: object, draw: numpy.random.Generator, count: _Count
) -> int | None:
    scan = spoil(page, Spoiler(draw, numpy.full_like(page, 255))).picture
    grey = cv2.cvtColor(scan, cv2.COLOR_RGB2GRAY) if scan.ndim == 3 else scan
    began = time.process_time()
    number = folio(grey)
    count.seconds += time.process_time() - began
    count.pages += 1
    return number


def _judge(seen: dict[int, int | None], draw: numpy.random.Generator, count: _Count) -> None:
    """Remove some pages, and count the reported ones and the false alarms."""
    inner = list(seen)[2:-2]
    removed = {int(n) for n in draw.choice(inner, _REMOVED_PAGES, replace=False)}
    remaining = [read for n, read in seen.items() if n not in removed]
    reported = _reported_gaps(remaining)
    count.missing += len(removed)
    count.noticed += len(removed & set().union(*reported))
    count.alarms += sum(not (removed & numbers) for numbers in reported)
    count.alarms += len(_reported_gaps(list(seen.values())))


def _reported_gaps(read: list[int | None]) -> list[set[int]]:
    gaps = find_gaps(dict(enumerate(read, start=1)))
    return [set(range(gap.first, gap.last + 1)) for gap in gaps]


def _false_alarms_without_numbers(seed: int, count: _Count) -> Iterator[int]:
    """Yield the number of gaps reported in each kind of document without page numbers."""
    read: dict[str, list[int | None]] = {}
    draw = numpy.random.default_rng(seed)
    for each in range(_SHEET_SETS):
        for sheet in sheets(seed + each):
            if sheet.kind != "book":
                number = _read_number(sheet.picture, spoiling.clean, draw, count)
                read.setdefault(sheet.kind, []).append(number)
    yield from (len(_reported_gaps(numbers)) for numbers in read.values())


def _rows(count: _Count, books: int, papers: list[int]) -> Iterator[Row]:
    numbered = books * _PAGES_PER_BOOK
    yield Row("numbers read right", 100 * count.right / numbered, "%")
    yield Row("numbers read wrong", 100 * count.wrong / numbered, "%")
    noticed = 100 * count.noticed / count.missing
    yield Row("missing leaves that are noticed", noticed, "%", 80, "higher")
    yield Row("false alarms in books", count.alarms, f"in {2 * books}", 0)
    yield Row("false alarms in papers without", sum(papers), f"in {len(papers)}", 0)
    yield Row("CPU", 1000 * count.seconds / count.pages, "ms/page")


if __name__ == "__main__":
    main()
