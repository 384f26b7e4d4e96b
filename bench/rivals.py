"""Asks the same questions of engines as they come: raw Tantivy, SQLite FTS5, Whoosh.

They only find pages: no items, no snippets, no facets, no marks typed first, no mending. What they
take is the least that any search over these pages can take.
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
from bench.pages import Press

_SCREEN = 20
_HEAP = 128_000_000
_WHOOSH_PAGES = 5_000
"""More take Whoosh minutes to index and seconds to answer."""

_UNKNOWN_TO_ALL = ("gõ sai", "khoảng năm")


class Rival(Protocol):
    """An engine as it comes."""

    name: str

    def fill(self, texts: Iterator[str]) -> None:
        """Index the texts."""

    def ask(self, typed: str) -> None:
        """Answer with the best twenty pages and their number."""


def rows(folder: Path, pages: int, questions: dict[str, list[str]]) -> Iterator[Row]:
    """Measure every rival on so many pages, Whoosh on as many as it can bear."""
    yield from _measured(_Tantivy(folder / "tantivy"), pages, questions)
    yield from _measured(_Fts5(folder / "fts5"), pages, questions)
    yield from _measured(_Whoosh(folder / "whoosh"), min(pages, _WHOOSH_PAGES), questions)


def _measured(rival: Rival, pages: int, questions: dict[str, list[str]]) -> Iterator[Row]:
    name = f"{rival.name} ({pages} trang)"
    started = time.process_time()
    rival.fill(text for item in Press().items(pages) for text in item.texts)
    yield Row(f"{name}: lập chỉ mục", pages / (time.process_time() - started), "trang/CPU-s")
    for kind, asked in questions.items():
        if kind not in _UNKNOWN_TO_ALL:
            taken = sorted(_milliseconds(rival.ask, typed) for typed in asked)
            yield Row(f"{name}: {kind}, p50", statistics.median(taken), "ms")
            yield Row(f"{name}: {kind}, p95", taken[int(len(taken) * 0.95)], "ms")


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
        writer = self._index.writer(_HEAP, num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(text=text))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, typed: str) -> None:
        told = typed.replace(" VÀ ", " AND ")
        query = self._index.parse_query(told, ["text"], conjunction_by_default=True)
        self._index.searcher().search(query, limit=_SCREEN)


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
        told = typed if typed.startswith('"') else " ".join(_quoted(word) for word in words)
        best = "SELECT rowid FROM page WHERE page MATCH ? ORDER BY rank LIMIT ?"
        self._database.execute(best, (told, _SCREEN)).fetchall()
        self._database.execute("SELECT count(*) FROM page WHERE page MATCH ?", (told,)).fetchall()


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
            searcher.search(self._parser.parse(typed.replace(" VÀ ", " AND ")), limit=_SCREEN)
