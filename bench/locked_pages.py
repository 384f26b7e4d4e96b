"""Pages of the locked documents, on which nothing may be tuned: only their totals are printed.

Their text is compressed, so that no search, editor or comparison of versions shows it by accident,
and the commands print no page, line or error of them. Each run is recorded in locked_runs.tsv, so
that a figure reached by trying many times is seen to be one. Whoever unpacks the text on purpose
can read it: this is a guard, not a secret.
"""

import csv
import lzma
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from bench.form import Row
from bench.real_pages import RealPage, parse_page

_DATA = Path(__file__).with_name("data")
_PAGES, _RUNS = _DATA / "locked_pages.xz", _DATA / "locked_runs.tsv"
_PAGE_END, _NAME_END = "\f", "\v"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True))
def main(folder: Path) -> None:
    """Add the pages typed in FOLDER to the locked ones, in place of those of the same name."""
    texts = _texts() if _PAGES.exists() else {}
    texts |= {path.stem: path.read_text("utf-8") for path in folder.glob("*.txt")}
    for name, text in texts.items():
        parse_page(name, text)
    pages = (f"{name}{_NAME_END}{text}" for name, text in sorted(texts.items()))
    _PAGES.write_bytes(lzma.compress(_PAGE_END.join(pages).encode()))
    click.echo(f"{len(texts)} locked pages")


def locked_pages() -> tuple[RealPage, ...]:
    """Return the pages of the locked documents."""
    return tuple(parse_page(name, text) for name, text in _texts().items())


def recorded(bench: str, rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the totals of a run and the number of runs; record the run."""
    totals = tuple(rows)
    runs = _RUNS.read_text("utf-8").count(f"\t{bench}\t") + 1
    with _RUNS.open("a", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        figures = "; ".join(f"{row.what} {row.value:.3f} {row.unit}" for row in totals)
        writer.writerow((f"{datetime.now(UTC):%Y-%m-%d %H:%M}", bench, figures))
    yield from totals
    yield Row(f"runs of {bench} on the locked documents", runs, "")


def _texts() -> dict[str, str]:
    pages = lzma.decompress(_PAGES.read_bytes()).decode().split(_PAGE_END)
    return dict(page.split(_NAME_END) for page in pages)


if __name__ == "__main__":
    main()
