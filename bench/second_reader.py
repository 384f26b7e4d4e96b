"""Benchmark of the second reader on real and spoilt pages: letters, figures, words, time, memory.

Needs the extra `second-reader`.
"""

import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import click
import numpy

from bench import reading
from bench.form import Row, report
from bench.locked_pages import locked_pages, recorded
from bench.real_pages import NUMBER_LINE, RealPage, RealReading, measure, real_pages, rows
from bench.sheets import sheets
from bench.spoiling import CONDITIONS, Spoiler, write_scan
from ingest.context import Toolbox
from ingest.record import PageRecord
from ingest.second_reader.line_reader import LineReader
from ingest.second_reader.reread_page import PageReading, reread_page
from ingest.second_reader.work import open_reader
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from library.corrections.page_edits.reapply import replay
from library.settings import read_settings

_WITHOUT, _WITH = "without", "with"
_MAX_ERROR_RATE, _MAX_CPU_SECONDS, _MAX_MEMORY_MB, _MAX_MORE_LETTERS = 1.0, 0.9, 150, 2
_MIN_REAL_RATIO, _MIN_SPOILT_RATIO, _MIN_FIGURES_SHARE = 20, 10, 75
_TRUE_NUMBER = re.compile(r"^Số: ?(\d+)")
_TRUE_DATE = re.compile(r"ngày (\d+) tháng (\d+)")
_STATUS = Path("/proc/self/status")
_RIGHT, _WRONG, _NEITHER = "right", "wrong", "neither"

Errors = Callable[[tuple[Word, ...]], int]
"""Function that counts the wrong letters of a page's words."""


@dataclass(frozen=True, slots=True)
class SecondReading:
    """A page read twice."""

    words: tuple[Word, ...]
    page_reading: PageReading
    seconds: float

    @property
    def corrected(self) -> tuple[Word, ...]:
        """The words after the changes."""
        return replay(self.words, self.page_reading.changes).words

    def judged(self, errors: Errors) -> Counter[str]:
        """Return the numbers of changes towards the truth, away from it, and neither."""
        own_errors = errors(self.words)
        return Counter(
            _judgement(errors(replay(self.words, (change,)).words) - own_errors)
            for change in self.page_reading.changes
        )


@click.command()
@click.option("--real", type=click.Path(path_type=Path, exists=True), help="Folder of the scans.")
@click.option("--locked", is_flag=True, help="With --real: totals of the locked documents only.")
@click.option("--spoilt", default="", help="Sets of generated pages instead, as in 1,2.")
@click.option("--only", multiple=True, help="Spoil them in this way; may be repeated.")
@click.option("--json", "as_json", is_flag=True)
def main(
    real: Path | None, locked: bool, spoilt: str, only: tuple[str, ...], as_json: bool
) -> None:
    """Read pages with and without the second reader."""
    with tempfile.TemporaryDirectory() as folder:
        desk = _Desk(Path(folder))
        if real:
            measured = _real(desk, real, locked)
            measured = recorded("second reader", measured) if locked else measured
            report("second reader, real pages", measured, as_json=as_json)
        seeds = tuple(map(int, filter(None, spoilt.split(","))))
        measured = _spoilt(desk, seeds, only or tuple(CONDITIONS))
        report("second reader, spoilt pages", measured, as_json=as_json)


class _Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pipeline = reading.Pipeline(folder / "home")
        settings = read_settings({"DIACHI_HOME": str(folder / "home")})
        self.reader: LineReader = open_reader(settings)

    def read(self, image: Path, index: int = 0) -> SecondReading:
        """Read a page twice; the second reading makes its image anew, as its process does."""
        record = self.pipeline.read(image, index)
        return _second_reading(self.reader, self.pipeline.fresh_tools(), record, index == 0)


def _second_reading(
    reader: LineReader, tools: Toolbox, record: PageRecord, is_first: bool
) -> SecondReading:
    words, started = tools.words(record), time.process_time()
    page_reading = reread_page(
        reader, lambda: tools.shown(record), words, record.height, is_first=is_first
    )
    return SecondReading(words, page_reading, time.process_time() - started)


def _real(desk: _Desk, scans: Path, locked: bool) -> Iterator[Row]:
    readings: list[RealReading] = []
    seconds: list[float] = []
    judged, figures = Counter(), Counter()
    for page in locked_pages() if locked else real_pages():
        second = desk.read(*page.scan(scans, desk.folder))
        readings.append(measure(page, _WITHOUT, as_text(second.words)))
        readings.append(measure(page, _WITH, as_text(second.corrected)))
        judged += second.judged(lambda words, page=page: _line_errors(page, words))
        figures += _judged_figures(page, second.page_reading)
        seconds.append(second.seconds)
    yield from rows(readings, _WITHOUT, by_page=not locked)
    yield from _with_target(readings)
    yield from _changes(judged, _MIN_REAL_RATIO)
    yield from _figures(figures)
    yield Row("CPU per page", sum(seconds) / len(seconds), "s", _MAX_CPU_SECONDS)
    yield Row("CPU of the slowest page", max(seconds), "s")
    yield Row("memory of the process", _memory_mb(desk, scans), "MB", _MAX_MEMORY_MB)


def _with_target(readings: list[RealReading]) -> Iterator[Row]:
    without, with_ = (
        [result for result in readings if result.reader == name] for name in (_WITHOUT, _WITH)
    )
    wrong, letters = (
        sum(getattr(result, name) for result in with_) for name in ("wrong", "letters")
    )
    yield Row("with, weighted, in reading order", 100 * wrong / letters, "%", _MAX_ERROR_RATE)
    lines = [sum(wrong for wrong, _ in result.kinds.values()) for result in with_]
    own_lines = [sum(wrong for wrong, _ in result.kinds.values()) for result in without]
    total = sum(letters for result in with_ for _, letters in result.kinds.values())
    yield Row("with, weighted, line by line", 100 * sum(lines) / total, "%", _MAX_ERROR_RATE)
    worse = sum(
        result.wrong - other.wrong > _MAX_MORE_LETTERS
        for result, other in zip(with_, without, strict=True)
    )
    yield Row(f"pages with more than {_MAX_MORE_LETTERS} letters lost", worse, "pages", 0)
    yield Row("without, weighted, line by line", 100 * sum(own_lines) / total, "%")


def _changes(judged: Counter[str], target: int) -> Iterator[Row]:
    for name in (_RIGHT, _WRONG, _NEITHER):
        yield Row(f"words changed: {name}", judged[name], "words")
    ratio = judged[_RIGHT] / max(judged[_WRONG], 1)
    yield Row("words put right for each one made wrong", ratio, "", target, "higher")


def _figures(figures: Counter[str]) -> Iterator[Row]:
    total = max(figures.total(), 1)
    right = 100 * figures[_RIGHT] / total
    yield Row("numbers, days, months: right", right, "%", _MIN_FIGURES_SHARE, "higher")
    yield Row("numbers, days, months: wrong, of 40", 40 * figures[_WRONG] / total, "", 1)
    yield Row("numbers, days, months: refused", figures[_NEITHER], "")


def _judged_figures(page: RealPage, page_reading: PageReading) -> Counter[str]:
    """Compare the figures of the head with the truth."""
    if page.index:
        return Counter()
    lines = tuple(page.lines(NUMBER_LINE))
    true = {
        "number": next((match[1] for line in lines if (match := _TRUE_NUMBER.search(line))), None),
        "day": next((match[1] for line in lines if (match := _TRUE_DATE.search(line))), None),
        "month": next((match[2] for line in lines if (match := _TRUE_DATE.search(line))), None),
    }
    head = page_reading.head
    read = {figure.name: figure.text for figure in head.figures} if head else {}
    return Counter(
        _NEITHER if name not in read else _RIGHT if int(read[name]) == int(text) else _WRONG
        for name, text in true.items()
        if text is not None
    )


def _line_errors(page: RealPage, words: tuple[Word, ...]) -> int:
    result = measure(page, "", as_text(words))
    return sum(wrong for wrong, _ in result.kinds.values())


def _spoilt(desk: _Desk, seeds: tuple[int, ...], conditions: tuple[str, ...]) -> Iterator[Row]:
    judged = Counter()
    for seed, condition in product(seeds, conditions):
        of_condition = Counter()
        lost = 0
        printed = tuple(sheets(seed))
        for place, sheet in enumerate(printed):
            values = (seed, place, sorted(CONDITIONS).index(condition))
            spoiler = Spoiler(numpy.random.default_rng(values), printed[place - 1].picture)
            scan = CONDITIONS[condition](sheet.picture, spoiler)
            second = desk.read(write_scan(scan, desk.folder / sheet.kind, 0))

            def errors(words: tuple[Word, ...], texts: tuple[str, ...] = sheet.texts) -> int:
                return reading.count_errors(as_text(words), texts)[0]

            of_condition += second.judged(errors)
            lost += errors(second.corrected) - errors(second.words) > _MAX_MORE_LETTERS
        yield Row(f"{condition}, set {seed}: right", of_condition[_RIGHT], "words")
        yield Row(f"{condition}, set {seed}: wrong", of_condition[_WRONG], "words")
        yield Row(f"{condition}, set {seed}: pages made worse", lost, "pages", 0)
        judged += of_condition
    yield from _changes(judged, _MIN_SPOILT_RATIO)


def _judgement(more_errors: int) -> str:
    if more_errors == 0:
        return _NEITHER
    return _WRONG if more_errors > 0 else _RIGHT


def _memory_mb(desk: _Desk, scans: Path) -> float:
    """Return the growth of a process by the reader and a page, beyond making its image."""
    page = real_pages()[0]
    record = desk.pipeline.read(scans / page.source, page.index)
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_growth, (desk.folder / "home", record))


def _growth(home: Path, record: PageRecord) -> float:
    tools = reading.Pipeline(home).fresh_tools()
    tools.shown(record)
    without = _peak_megabytes()
    reader = open_reader(read_settings({"DIACHI_HOME": str(home)}))
    _second_reading(reader, tools, record, is_first=True)
    return _peak_megabytes() - without


def _peak_megabytes() -> float:
    """Return the peak of this program alone; `getrusage` gives its parent's, if that is higher."""
    (line,) = (line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
