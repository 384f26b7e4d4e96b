"""Benchmark of the articles found on newspaper pages: titles found, and titles that are none."""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bench.form import Row, log_progress, report
from bench.newspapers import PrintedArticle, newspaper_pages
from bench.ocr import require_faces
from bench.reading import Pipeline, edit_distance, plain
from bench.spoiling import write_scan
from library.catalogue.text.articles import Article, articles_of
from library.catalogue.text.words import Word, pack, unpack

_DEMO = Path(__file__).parents[1] / "demo/bao-chi"
_TITLES = Path(__file__).with_name("data") / "newspapers.tsv"
_HELD_OUT_ISSUES = ("Xứ Lạng số 2", "Xứ Lạng số 4")
_MAX_WRONG = 0.15
"""Share of wrong letters up to which a title counts as found."""


@dataclass(frozen=True, slots=True)
class _Page:
    layout: str
    name: str
    words: tuple[Word, ...]
    width: int
    height: int
    articles: tuple[PrintedArticle, ...]


@click.command()
@click.option("--held-out", is_flag=True, help="Documents on which nothing is tuned: totals only.")
@click.option("--details", is_flag=True, help="Name the titles missed and the titles invented.")
@click.option("--keep", type=click.Path(path_type=Path), help="Folder that keeps the words read.")
@click.option("--json", "as_json", is_flag=True)
def main(held_out: bool, details: bool, keep: Path | None, as_json: bool) -> None:
    """Read newspaper pages and compare the titles of their articles with those printed."""
    require_faces(held_out=held_out)
    counts: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for page in _pages(Path(folder), keep or Path(folder), held_out):
            articles = articles_of(page.words, page.width, page.height)
            sums = counts.setdefault("all" if held_out else page.layout, Counter())
            sums.update(_counts(page, articles, details and not held_out))
    if not held_out:
        counts["all"] = sum(counts.values(), Counter())
    report("articles", _rows(counts), as_json=as_json)


def _rows(counts: dict[str, Counter[str]]) -> Iterator[Row]:
    for name, sums in counts.items():
        recall, precision = (0.8, 0.9) if name == "all" else (None, None)
        right = sums["right"]
        yield Row(f"{name}: pages", sums["pages"], "pages")
        yield Row(f"{name}: titles printed", sums["printed"], "titles")
        yield Row(f"{name}: recall", right / max(sums["printed"], 1), "", recall, "higher")
        yield Row(f"{name}: precision", right / max(sums["found"], 1), "", precision, "higher")
        if sums["words"]:
            yield Row(f"{name}: text in its article", sums["own words"] / sums["words"], "")


def _counts(page: _Page, articles: tuple[Article, ...], details: bool) -> Counter[str]:
    unused = list(articles)
    page_counts = Counter(pages=1, printed=len(page.articles), found=len(articles))
    for printed in page.articles:
        match = next((article for article in unused if _is_title(article, printed)), None)
        if match is None:
            log_progress(f"{page.name}: missed: {printed.title}") if details else None
            continue
        unused.remove(match)
        words = Counter(printed.text.split())
        own = words & Counter(" ".join(match.paragraphs).split())
        page_counts.update({"right": 1, "words": words.total(), "own words": own.total()})
    for article in unused if details else ():
        log_progress(f"{page.name}: no title: {article.title}")
    return page_counts


def _is_title(article: Article, printed: PrintedArticle) -> bool:
    wrong = edit_distance(plain(printed.title), plain(article.title))
    return wrong <= _MAX_WRONG * len(printed.title)


def _pages(folder: Path, keep: Path, held_out: bool) -> Iterator[_Page]:
    pipeline = Pipeline(folder / "home")
    keep.mkdir(parents=True, exist_ok=True)
    for source, index, titles in _demo_pages(held_out):
        name = f"{source.parent.name} {source.name} {index + 1}"
        read = _words(pipeline, keep, name, source, index)
        yield _Page("demo", name, *read, tuple(PrintedArticle(title, "") for title in titles))
    for place, page in enumerate(newspaper_pages(held_out=held_out)):
        name = f"{page.layout} {place} {'held out' if held_out else 'open'}"
        image = write_scan(page.scan, folder / name, 0)
        yield _Page(page.layout, name, *_words(pipeline, keep, name, image, 0), page.articles)


def _words(
    pipeline: Pipeline, keep: Path, name: str, image: Path, index: int
) -> tuple[tuple[Word, ...], int, int]:
    """Return the words of a page and its size; read once if they are kept."""
    path = keep / f"{name}.words"
    if not path.exists():
        page = pipeline.read(image, index)
        path.write_bytes(pack(pipeline.tools.words(page)))
        path.with_suffix(".size").write_text(f"{page.width} {page.height}", "utf-8")
    width, height = map(int, path.with_suffix(".size").read_text("utf-8").split())
    return unpack(path.read_bytes()), width, height


def _demo_pages(held_out: bool) -> Iterator[tuple[Path, int, list[str]]]:
    """Yield the pages of the demo's newspapers, with the titles that a person read on them."""
    titles: dict[tuple[str, str], list[str]] = {}
    with _TITLES.open(encoding="utf-8", newline="") as lines:
        for source, number, title in csv.reader(lines, delimiter="\t"):
            titles.setdefault((source, number), []).append(title)
    for (source, number), own in titles.items():
        if source.startswith(_HELD_OUT_ISSUES) is held_out:
            yield _DEMO / source, int(number) - 1, own


if __name__ == "__main__":
    main()
