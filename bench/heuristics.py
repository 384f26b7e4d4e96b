"""Account book of the pipeline's rules of thumb: each one's gain in letters, and its cost.

Every rule of `bench/data/heuristics.toml` is taken away in turn, over the real pages with ground
truth and over two held-out sets of printed pages. Readings of Tesseract are remembered, so that
only the pages that a rule changes are read again.
"""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import numpy
import tomlkit

from bench import old_paper, reading, real_pages
from bench.ablation import remembered_readings, timed, without
from bench.ocr import require_faces, write_scan
from bench.sheets import sheets
from bench.spoiling import CONDITIONS, Spoiler

BOOK = Path(__file__).with_name("data") / "heuristics.toml"
_SEED = 3
_KINDS_PER_CONDITION = 2
REAL, HELD_OUT, SHEETS, OLD_PAPER = "real", "held_out", "sheets", "old_paper"

Truths = tuple[str, ...]
Page = tuple[str, Path, int, Truths]
"""Set, file, index in it and possible texts of a page."""

Errors = Mapping[int, tuple[int, int]]
"""Wrong letters and letters by the place of the page."""


@click.command()
@click.option(
    "--real",
    type=click.Path(path_type=Path, exists=True),
    help="Folder of the scans of bench/data/real_pages; only printed pages are read without it.",
)
@click.option("--only", multiple=True, help="Take away this rule; may be repeated.")
@click.option(
    "--sheets/--no-sheets",
    "sheets_too",
    default=True,
    help="Read the printed pages as well; the cost is that of real pages, measured without them.",
)
@click.option("--write", is_flag=True, help="Write the figures into the table.")
def main(real: Path | None, only: tuple[str, ...], sheets_too: bool, write: bool) -> None:
    """Take each rule of thumb away, and tell the letters that it saves and the time it costs."""
    if sheets_too:
        require_faces(held_out=True)
    book = tomlkit.parse(BOOK.read_text("utf-8"))
    rules = [rule for rule in book["heuristic"] if not only or rule["name"] in only]
    with tempfile.TemporaryDirectory() as folder, remembered_readings():
        pages = [
            *(_real_pages(real) if real else ()),
            *(_sheet_pages(Path(folder)) if sheets_too else ()),
        ]
        places = {rule["name"]: rule["places"] for rule in rules}
        with timed(places) as seconds:
            errors = _errors(pages, Path(folder) / "all")
        for number, rule in enumerate(rules):
            with without(rule["places"], rule["instead"]):
                worse = _errors(pages, Path(folder) / str(number))
            rule.update(_figures(pages, errors, worse))
            if not sheets_too:
                rule["cost"] = round(1000 * seconds[rule["name"]] / len(pages), 1)
            rule["date"] = datetime.now(UTC).date()
            click.echo(_line(rule))
            if write:
                BOOK.write_text(tomlkit.dumps(book), "utf-8")


def _real_pages(scans: Path) -> Iterator[Page]:
    for page in real_pages.real_pages():
        kind = HELD_OUT if page.is_held_out else REAL
        yield kind, scans / page.source, page.index, page.texts


def _sheet_pages(folder: Path) -> Iterator[Page]:
    """Print held-out sheets in every condition, two kinds in each, and held-out old paper."""
    printed = tuple(sheets(_SEED, held_out=True))
    for place, (name, spoil) in enumerate(sorted(CONDITIONS.items())):
        for number in range(_KINDS_PER_CONDITION):
            sheet = printed[(place * _KINDS_PER_CONDITION + number) % len(printed)]
            chance = numpy.random.default_rng((_SEED, place, number))
            scan = spoil(sheet.picture, Spoiler(chance, printed[number - 1].picture))
            path = write_scan(scan, folder / f"{name}-{number}", 0)
            yield SHEETS, path, 0, sheet.texts
    for name, sheet, scan in old_paper.old_pages((), _SEED, True):
        yield OLD_PAPER, write_scan(scan, folder / f"old-{name}", 0), 0, sheet.texts


def _errors(pages: Sequence[Page], home: Path) -> Errors:
    read = reading.Pipeline(home)
    return {
        place: reading.count_errors(read(path, index), texts)
        for place, (_, path, index, texts) in enumerate(pages)
    }


def _figures(pages: Sequence[Page], errors: Errors, worse: Errors) -> dict[str, float | int]:
    """Return the points gained in each set, and the most letters gained on one real page."""
    sets: dict[str, list[int]] = {}
    for place, (kind, *_) in enumerate(pages):
        sets.setdefault(kind, []).append(place)
    figures: dict[str, float | int] = {
        kind: _points(places, errors, worse) for kind, places in sets.items()
    }
    real = [*sets.get(REAL, ()), *sets.get(HELD_OUT, ())]
    if real:
        figures[REAL] = _points(real, errors, worse)
        figures["worst"] = max(worse[place][0] - errors[place][0] for place in real)
    return figures


def _points(places: Iterable[int], errors: Errors, worse: Errors) -> float:
    places = tuple(places)
    gained = sum(worse[place][0] - errors[place][0] for place in places)
    return round(100 * gained / max(sum(errors[place][1] for place in places), 1), 3)


def _line(rule: Mapping[str, object]) -> str:
    names = (REAL, HELD_OUT, SHEETS, OLD_PAPER, "worst", "cost")
    return f"{rule['name']}: " + ", ".join(f"{name} {rule[name]}" for name in names if name in rule)


if __name__ == "__main__":
    main()
