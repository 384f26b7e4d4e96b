"""Measures how many letters are read wrong: by us, the bare command, and OCRmyPDF if there."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import numpy
from PIL import Image

from bench import reading
from bench.form import Row, report
from bench.sheets import missing_packages, sheets
from bench.spoiling import CONDITIONS, Scan, Spoiler

_TEXT, _TABLE, _REAL = 1.5, 3.0, 2.5
_TEXT_TARGETS = {"blur": 2.5, "G4 fax": 4.5, "several together": 3.0}
_HELD_OUT_SEED = 7_000
_TRUTH = ".gt.txt"

Reader = Callable[[Path], str]


@dataclass(slots=True)
class _Count:
    """Letters read wrong, of how many."""

    wrong: int = 0
    letters: int = 0

    def add(self, found: tuple[int, int]) -> None:
        """Count one more page."""
        self.wrong += found[0]
        self.letters += found[1]

    @property
    def share(self) -> float:
        """Which part is wrong, in hundredths."""
        return 100 * self.wrong / max(self.letters, 1)


Tally = dict[tuple[str, str, bool, int], _Count]
"""By reader, condition, whether the page is a table, and quarter turns."""


@click.command()
@click.option("--seeds", default=1, show_default=True, help="How many sets of five pages.")
@click.option("--turns", default="0", show_default=True, help="Quarter turns, as in 0,1,2,3.")
@click.option("--only", multiple=True, help="Measure this condition; may be repeated.")
@click.option("--held-out", is_flag=True, help="Other words, faces, measures and amounts.")
@click.option("--rivals", is_flag=True, help="Read every page with the others too.")
@click.option("--gt", type=click.Path(path_type=Path), help="Real pages with truth instead.")
@click.option("--json", "as_json", is_flag=True)
def main(
    seeds: int,
    turns: str,
    only: tuple[str, ...],
    held_out: bool,
    rivals: bool,
    gt: Path | None,
    as_json: bool,
) -> None:
    """Read spoilt sheets whose text is known, and tell the letters in a hundred that are wrong."""
    with tempfile.TemporaryDirectory() as folder:
        readers = _readers(Path(folder), rivals=rivals)
        if gt:
            report("ocr, real pages", _real(readers, gt), as_json=as_json)
        _demand_faces(held_out=held_out)
        tally: Tally = defaultdict(_Count)
        for seed in range(1, seeds + 1):
            for condition in only or CONDITIONS:
                for turn in map(int, turns.split(",")):
                    _measure(readers, Path(folder), (seed, condition, turn), tally, held_out)
        report("ocr", _rows(tally, tuple(readers)), as_json=as_json)


def _demand_faces(*, held_out: bool) -> None:
    missing = missing_packages(held_out=held_out)
    if missing:
        command = f"apt-get install {' '.join(missing)}"
        raise click.ClickException(f"Faces to print the sheets are missing: {command}")


def _readers(folder: Path, *, rivals: bool) -> dict[str, Reader]:
    readers: dict[str, Reader] = {"us": reading.Chain(folder / "home")}
    if rivals:
        readers["tesseract"] = reading.tesseract
        if reading.rival():
            readers["OCRmyPDF"] = reading.ocrmypdf
    return readers


def _measure(
    readers: dict[str, Reader],
    folder: Path,
    which: tuple[int, str, int],
    tally: Tally,
    held_out: bool,
) -> None:
    seed, condition, turn = which
    printed = tuple(sheets(seed, held_out=held_out))
    for place, sheet in enumerate(printed):
        started = (seed, place, sorted(CONDITIONS).index(condition), _HELD_OUT_SEED * held_out)
        spoiler = Spoiler(numpy.random.default_rng(started), printed[place - 1].picture)
        scan = CONDITIONS[condition](sheet.picture, spoiler)
        image = _write(scan, folder / f"{sheet.kind}", turn)
        for name, read in readers.items():
            key = (name, condition, sheet.kind == "table", turn)
            tally[key].add(reading.mistakes(read(image), sheet.texts))


def _write(scan: Scan, path: Path, turn: int) -> Path:
    """Write a scan as a file of the kind it comes as."""
    image = Image.fromarray(numpy.rot90(scan.picture, turn))
    told: dict[str, object] = {"dpi": (scan.dpi, scan.dpi)}
    if scan.bitonal:
        path, image = path.with_suffix(".tif"), image.convert("1")
        told["compression"] = "group4"
    elif scan.quality:
        path, told["quality"] = path.with_suffix(".jpg"), scan.quality
    else:
        path = path.with_suffix(".png")
        told["compress_level"] = 1
    image.save(path, **told)
    return path


def _real(readers: dict[str, Reader], folder: Path) -> Iterator[Row]:
    for name, read in readers.items():
        total = _Count()
        for truth in sorted(folder.glob(f"*{_TRUTH}")):
            page = truth.name.removesuffix(_TRUTH)
            one = _Count()
            image = folder / "png" / f"{page}.png"
            one.add(reading.mistakes(read(image), [truth.read_text("utf-8")]))
            total.add((one.wrong, one.letters))
            yield Row(f"{name}: {page}", one.share, "%")
        yield Row(f"{name}: all", total.share, "%", _REAL if name == "us" else None)


def _rows(tally: Tally, names: Iterable[str]) -> Iterator[Row]:
    """Tell of each condition how it is read in the orientation in which it is read worst."""
    worst: dict[tuple[str, str, bool], tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for (name, condition, table, turn), count in tally.items():
        key = (name, condition, table)
        worst[key] = max(worst[key], (count.share, turn))
    turns = {turn for *_, turn in tally}
    for table in (False, True):
        for condition in CONDITIONS:
            for name in names:
                if (name, condition, table) not in worst:
                    continue
                limit = _TABLE if table else _TEXT_TARGETS.get(condition, _TEXT)
                share, turn = worst[name, condition, table]
                lying = f", at {90 * turn}°" if len(turns) > 1 else ""
                what = f"{'table' if table else 'text'}, {condition}: {name}{lying}"
                target = limit if name == "us" else None
                yield Row(what, share, "%", target)


if __name__ == "__main__":
    main()
