"""Benchmark of the same queries on plain search engines: Tantivy, SQLite FTS5, Whoosh.

They only find pages: no items, snippets, facets, diacritic preference or spelling correction. Their
time is a lower limit for any search over these pages.
"""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import tantivy
from whoosh import fields, index, qparser
from whoosh.analysis import StandardAnalyzer

from bench.form import Row
from bench.pages import ItemGenerator

_RESULTS_PER_SCREEN = 20
_HEAP_BYTES = 128_000_000
_WHOOSH_PAGES = 5_000
"""With more pages Whoosh takes minutes to index and seconds to answer."""

_UNKNOWN_TO_ALL = ("gõ sai", "khoảng năm")


class Rival(Protocol):
    """A search engine without additions."""

    name: str

    def fill(self, texts: Iterator[str]) -> None:
        """Index the texts."""

    def ask(self, typed: str) -> None:
        """Search for the best twenty pages and the number of matches."""


def rows(folder: Path, pages: int, questions: dict[str, list[str]]) -> Iterator[Row]:
    """Measure every engine on the given number of pages, Whoosh on fewer."""
    yield from _measure(_Tantivy(folder / "tantivy"), pages, questions)
    yield from _measure(_Fts5(folder / "fts5"), pages, questions)
    yield from _measure(_Whoosh(folder / "whoosh"), min(pages, _WHOOSH_PAGES), questions)


def _measure(rival: Rival, pages: int, questions: dict[str, list[str]]) -> Iterator[Row]:
    name = f"{rival.name} ({pages} trang)"
    started = time.process_time()
    rival.fill(text for item in ItemGenerator().items(pages) for text in item.texts)
    yield Row(f"{name}: lập chỉ mục", pages / (time.process_time() - started), "trang/CPU-s")
    for kind, queries in questions.items():
        if kind not in _UNKNOWN_TO_ALL:
            milliseconds = sorted(_milliseconds(rival.ask, typed) for typed in queries)
            yield Row(f"{name}: {kind}, p50", statistics.median(milliseconds), "ms")
            yield Row(f"{name}: {kind}, p95", milliseconds[int(len(milliseconds) * 0.95)], "ms")


def _milliseconds(ask: Callable[[str], None], typed: str) -> float:
    started = time.process_time()
    ask(typed)
    return (time.process_time() - started) * 1000


class _Tantivy:
    name = "Tantivy trần"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text")
        self._index = tantivy.Index(builder.build(), str(folder))

    def fill(self, texts: Iterator[str]) -> None:
        writer = self._index.writer(_HEAP_BYTES, num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, typed: str) -> None:
        query_text = typed.replace(" VÀ ", " AND ")
        query = self._index.parse_query(query_text, ["text"], conjunction_by_default=True)
        self._index.searcher().search(query, limit=_RESULTS_PER_SCREEN)


class _Fts5:
    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._database = sqlite3.connect(folder / "fts5.sqlite")
        self._database.execute(
            "CREATE VIRTUAL TABLE page USING fts5"
            "(text, content='', tokenize='unicode61 remove_diacritics 2')"
        )

    def fill(self, texts: Iterator[str]) -> None:
        with self._database:
            self._database.executemany("INSERT INTO page(text) VALUES (?)", ((t,) for t in texts))

    def ask(self, typed: str) -> None:
        words = typed.replace(" VÀ ", " ").split()
        match = typed if typed.startswith('"') else " ".join(_quoted(word) for word in words)
        best = "SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank LIMIT ?"
        self._database.execute(best, (match, _RESULTS_PER_SCREEN)).fetchall()
        self._database.execute("SELECT count(*) FROM page WHERE page MATCH ?", (match,)).fetchall()


def _quoted(word: str) -> str:
    return f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"'


class _Whoosh:
    name = "Whoosh"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        schema = fields.Schema(text=fields.TEXT(analyzer=StandardAnalyzer(stoplist=None)))
        self._index = index.create_in(folder, schema)
        self._parser = qparser.QueryParser("text", schema)

    def fill(self, texts: Iterator[str]) -> None:
        writer = self._index.writer(limitmb=256)
        for text in texts:
            writer.add_document(text=text)
        writer.commit()

    def ask(self, typed: str) -> None:
        with self._index.searcher() as searcher:
            searcher.search(
                self._parser.parse(typed.replace(" VÀ ", " AND ")), limit=_RESULTS_PER_SCREEN
            )
