"""Benchmark of letter error rates: our pipeline and plain Tesseract."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from pathlib import Path

import click
import numpy

from bench import layouts, letters, locked_pages, old_paper, reading, real_pages
from bench.form import Row, report
from bench.letters import Reading
from bench.lost_words import LABEL, count_lost, ghost_words
from bench.sheets import missing_packages, sheets
from bench.spoiling import CONDITIONS, Spoiler, write_scan

_HELD_OUT_SEED = 7_000

Reader = Callable[..., str]
Readers = dict[str, Reader]


@click.command()
@click.option("--seeds", default="1", show_default=True, help="Which sets of pages, as in 1,2,3.")
@click.option("--turns", default="0", show_default=True, help="Quarter turns, as in 0,1,2,3.")
@click.option("--only", multiple=True, help="Measure this condition; may be repeated.")
@click.option("--held-out", is_flag=True, help="Other words, faces, measures and amounts.")
@click.option("--rivals", is_flag=True, help="Read every page with plain Tesseract too.")
@click.option(
    "--real",
    type=click.Path(path_type=Path, exists=True),
    help="Folder of the scans of bench/data/real_pages; the sheets are not printed then.",
)
@click.option("--locked", is_flag=True, help="With --real: totals of the locked documents only.")
@click.option("--old", is_flag=True, help="Photographs, negatives, typescripts, film … instead.")
@click.option("--layouts", "layout", is_flag=True, help="Difficult layouts instead.")
@click.option("--json", "as_json", is_flag=True)
def main(
    seeds: str,
    turns: str,
    only: tuple[str, ...],
    held_out: bool,
    rivals: bool,
    real: Path | None,
    locked: bool,
    old: bool,
    layout: bool,
    as_json: bool,
) -> None:
    """Read spoilt sheets whose text is known, and tell the letters in a hundred that are wrong."""
    if real and held_out:
        raise click.UsageError("Real pages are held out by document: --locked.")
    with tempfile.TemporaryDirectory() as folder:
        readers = _readers(Path(folder), rivals=rivals)
        if real:
            rows = tuple(_read_real_pages(readers, real, Path(folder), locked))
            report("ocr, real pages", rows, as_json=as_json)
        if old:
            rows = _read_old_paper(readers, Path(folder), _numbers(seeds), only, held_out)
            report("ocr, old paper", rows, as_json=as_json)
        if layout:
            rows = _read_layouts(readers, Path(folder), _numbers(seeds), only, held_out)
            report("ocr, layouts", rows, as_json=as_json)
        require_faces(held_out=held_out)
        combinations = product(_numbers(seeds), only or CONDITIONS, _numbers(turns))
        read = _read_printed_sheets(readers, Path(folder), combinations, held_out)
        report("ocr", letters.by_condition(read), as_json=as_json)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def require_faces(*, held_out: bool) -> None:
    """Stop with the command that installs the faces of the sheets, if any is missing."""
    missing = missing_packages(held_out=held_out)
    if missing:
        command = f"apt-get install {' '.join(missing)}"
        raise click.ClickException(f"Faces to print the sheets are missing: {command}")


def _readers(folder: Path, *, rivals: bool) -> Readers:
    readers: Readers = {letters.US: reading.Pipeline(folder / "home")}
    if rivals:
        readers[real_pages.BARE] = reading.tesseract
    return readers


def _read_printed_sheets(
    readers: Readers, folder: Path, combinations: Iterable[tuple[int, str, int]], held_out: bool
) -> Iterator[Reading]:
    """Print, degrade, rotate and read sheets."""
    for seed, condition, turn in combinations:
        printed = tuple(sheets(seed, held_out=held_out))
        for place, sheet in enumerate(printed):
            seed_values = (
                seed,
                place,
                sorted(CONDITIONS).index(condition),
                _HELD_OUT_SEED * held_out,
            )
            spoiler = Spoiler(numpy.random.default_rng(seed_values), printed[place - 1].picture)
            scan = CONDITIONS[condition](sheet.picture, spoiler)
            image = write_scan(scan, folder / sheet.kind, turn)
            for name, read in readers.items():
                wrong, letter_count = reading.count_errors(read(image), sheet.texts)
                missing = count_lost(read, sheet.texts)
                yield Reading(name, sheet.kind, wrong, letter_count, condition, turn, seed, missing)


def _read_real_pages(readers: Readers, scans: Path, folder: Path, locked: bool) -> Iterator[Row]:
    """Read the pages of the open documents, or those of the locked ones beside plain Tesseract."""
    if not locked:
        results = real_pages.read_all(readers, scans, real_pages.real_pages(), folder)
        yield from real_pages.rows(results, letters.US)
        return
    readers = {**readers, real_pages.BARE: reading.tesseract}
    results = real_pages.read_all(readers, scans, locked_pages.locked_pages(), folder)
    yield from locked_pages.recorded("ocr", real_pages.rows(results, letters.US, by_page=False))


def _read_old_paper(
    readers: Readers, folder: Path, seeds: Iterable[int], only: tuple[str, ...], held_out: bool
) -> Iterator[Row]:
    """Print and read old paper; yield the error rate of each kind and reader."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    missing = 0
    for seed in seeds:
        for name, sheet, scan in old_paper.old_pages(only, seed, held_out):
            image = write_scan(scan, folder / sheet.kind, 0)
            for reader, read in readers.items():
                wrong, letter_count = reading.count_errors(read(image), sheet.texts)
                sums = counts.get((name, reader), (0, 0))
                counts[name, reader] = sums[0] + wrong, sums[1] + letter_count
                missing += count_lost(read, sheet.texts)
    for (name, reader), (wrong, letter_count) in counts.items():
        target = old_paper.OLD_PAPER[name].target if reader == letters.US else None
        yield Row(f"{name}: {reader}", 100 * wrong / letter_count, "%", target)
    yield Row(LABEL, missing, "words", 0)


def _read_layouts(
    readers: Readers, folder: Path, seeds: Iterable[int], only: tuple[str, ...], held_out: bool
) -> Iterator[Row]:
    """Yield the error rate of each layout and reader, our words lost, and our ghosts.

    Of the sheets held out, on which nothing is tuned, only totals are shown.
    """
    totals = layouts.LayoutTotals()
    for seed, (name, sheet, scan) in layouts.layout_pages(only, seeds, held_out):
        image = write_scan(scan, folder / f"{sheet.kind}_{seed}", 0)
        for reader, read in readers.items():
            wrong, letter_count = reading.count_errors(read(image), sheet.texts)
            is_ours = isinstance(read, reading.Pipeline)
            totals.add(
                name,
                reader,
                wrong=wrong if any(sheet.texts) else 0,
                letters=letter_count,
                lost=count_lost(read, sheet.texts),
                ghosts=len(ghost_words(read.last, read.tools, sheet.picture)) if is_ours else 0,
            )
    yield from totals.rows(letters.US, by_layout=not held_out)


if __name__ == "__main__":
    main()
