"""Benchmark of documents with their own text: letters changed, and rows of tables broken."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bench import own_texts
from bench.form import Row, report
from bench.reading import Pipeline, edit_distance
from ingest.convert.to_pdf import convert_to_pdf
from ingest.record import FileKind
from ingest.tools import pdf

_KINDS = {"pdf": None, "txt": FileKind.TEXT, "html": FileKind.WEB}


@click.command()
@click.option("--pages", default=5, show_default=True, help="Pages of each document.")
@click.option("--seed", default=1, show_default=True)
@click.option("--formats", default=",".join(own_texts.WRITERS), show_default=True)
@click.option("--json", "as_json", is_flag=True)
def main(pages: int, seed: int, formats: str, as_json: bool) -> None:
    """Read documents of every kind in every format and compare them with what was written."""
    with tempfile.TemporaryDirectory() as folder:
        read = Pipeline(Path(folder) / "home")
        rows = _measure(read, Path(folder), formats.split(","), pages, seed)
        report("born-digital", rows, as_json=as_json)


def _measure(
    read: Pipeline, folder: Path, formats: Sequence[str], pages: int, seed: int
) -> Iterator[Row]:
    count = 0
    for suffix in formats:
        for kind in own_texts.KINDS:
            document = own_texts.rows(kind, pages, seed)
            path = folder / f"document.{suffix}"
            own_texts.WRITERS[suffix](path, document)
            texts = _read(read, path)
            count += len(texts)
            yield Row(f"{suffix}, {kind}", _changed(document, texts), "letters", 0)
            if len(document[0]) > 1:
                yield Row(f"{suffix}, {kind}: rows", _broken_rows(document, texts), "broken", 0)
    yield Row("pages", count, "pages")


def _read(read: Pipeline, path: Path) -> list[str]:
    """Return the texts of the pages of a document."""
    suffix = path.suffix[1:]
    kind = _KINDS.get(suffix, FileKind.OFFICE)
    if kind:
        converted = convert_to_pdf(path, kind, path.name)
        path = path.with_suffix(".converted.pdf")
        path.write_bytes(converted.pdf)
    return [read(path, index) for index in pdf.pages(path, path.name)]


def _changed(document: Sequence[own_texts.Row], texts: Sequence[str]) -> int:
    written = _letters("".join(cell for row in document for cell in row))
    return edit_distance(written, _letters("".join(texts)))


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def _broken_rows(document: Sequence[own_texts.Row], texts: Sequence[str]) -> int:
    lines = {_letters(line) for text in texts for line in text.splitlines()}
    return sum(_letters("".join(row)) not in lines for row in document)


if __name__ == "__main__":
    main()
