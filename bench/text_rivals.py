"""Other search engines that rank whole documents: Xapian, SQLite FTS5 and PostgreSQL.

Each searches the titles and texts of the same library, with a plain recipe and nothing else.
"""

import json
import re
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine, text

from library.vietnamese.letters import compose, fold

_DEPTH = 50
_XAPIAN_TITLE, _XAPIAN_PAIR = 0.3, 3.0
_FTS5_TITLE = 5.0
"""Weights with the best mean reciprocal rank on the tuned part of the questions, of 0.3 to 5."""

_LONGEST_TERM_BYTES = 240
"""Xapian refuses terms of 246 bytes and more."""

_WORD = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]|[^\W_\u3400-\u9fff]+")
"""A word, or one Hán character."""

_XAPIAN_PROCESS = Path(__file__).with_name("xapian_process.py")
_NO_XAPIAN = (
    "{0} has no xapian module. Install Debian's python3-xapian "
    "(bin/prepare-system python3-xapian), or name its Python with --xapian-python."
)


class MissingRivalError(Exception):
    """An engine to compare with is not installed."""


class TextRival(Protocol):
    """A search engine over documents of an id, a title and a text."""

    name: str

    def close(self) -> None:
        """Stop the engine and remove its data."""

    def fill(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Index the documents."""

    def ask(self, typed: str) -> tuple[str, ...]:
        """Return the ids of the best documents, best first."""


class Xapian:
    """Xapian with BM25: folded words, words with marks as typed, pairs of neighbours, titles.

    Its binding exists for the system's Python only, so it runs in a process of that.
    """

    name = "Xapian"

    def __init__(self, python: Path) -> None:
        """Start a Python that has the binding, and wait until it is loaded.

        Raises MissingRivalError if this Python has none.
        """
        self._process = subprocess.Popen(
            [str(python), str(_XAPIAN_PROCESS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        if self._answer() != {"ready": True}:
            self.close()
            raise MissingRivalError(_NO_XAPIAN.format(python))

    def close(self) -> None:
        """End the process."""
        self._process.communicate()

    def fill(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Index the terms of the documents."""
        for document_id, title, content in documents:
            terms = Counter(term for term, _ in _terms(f"{title}\n{content}"))
            terms.update(f"T{term}" for term, _ in _terms(title))
            self._send({"id": document_id, "terms": terms})
        self._send({"commit": True})
        self._answer()

    def ask(self, typed: str) -> tuple[str, ...]:
        """Return the best documents with any of the terms."""
        weights: dict[str, float] = {}
        for term, weight in _terms(typed):
            weights[term] = weight
            weights[f"T{term}"] = weight * _XAPIAN_TITLE
        self._send({"query": weights, "count": _DEPTH})
        return tuple(self._answer()["ids"])

    def _send(self, message: dict[str, object]) -> None:
        assert self._process.stdin is not None
        print(json.dumps(message), file=self._process.stdin, flush=True)

    def _answer(self) -> dict[str, object]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else {}


class Fts5:
    """SQLite FTS5: folding, BM25, a weight of titles; documents with every word come first."""

    name = "SQLite FTS5"

    def __init__(self) -> None:
        """Make a table in memory."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE document USING fts5"
            "(id UNINDEXED, title, content, tokenize='unicode61 remove_diacritics 2')"
        )

    def close(self) -> None:
        """Drop the table."""
        self._database.close()

    def fill(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Index the documents."""
        self._database.executemany("INSERT INTO document VALUES (?, ?, ?)", documents)

    def ask(self, typed: str) -> tuple[str, ...]:
        """Return the best documents with the words."""
        words = [f'"{word}"' for word in re.findall(r"[^\W_]+", compose(typed)) or [""]]
        every, some = self._best(" ".join(words)), self._best(" OR ".join(words))
        return tuple(dict.fromkeys((*every, *some)))[:_DEPTH]

    def _best(self, match: str) -> list[str]:
        best = (
            f"SELECT id FROM document WHERE document MATCH ? "  # noqa: S608  (a constant)
            f"ORDER BY bm25(document, 0, {_FTS5_TITLE}, 1) LIMIT {_DEPTH}"
        )
        return [row[0] for row in self._database.execute(best, (match,))]


class PostgreSql:
    """PostgreSQL: unaccent, ts_rank_cd, weighted titles; documents with every word come first."""

    name = "PostgreSQL"

    def __init__(self, url: str) -> None:
        """Make a configuration and a table for one connection to this database."""
        self._engine = create_engine(url)
        self._connection = self._engine.connect()
        for statement in (
            "CREATE EXTENSION IF NOT EXISTS unaccent",
            "CREATE TEXT SEARCH CONFIGURATION pg_temp.folded (COPY = simple)",
            "ALTER TEXT SEARCH CONFIGURATION pg_temp.folded ALTER MAPPING FOR "
            "hword, hword_part, word WITH unaccent, simple",
            "CREATE TEMPORARY TABLE document (id text, words tsvector)",
        ):
            self._connection.execute(text(statement))

    def close(self) -> None:
        """Undo everything."""
        self._connection.rollback()
        self._connection.close()
        self._engine.dispose()

    def fill(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Index the documents, titles with the highest weight."""
        insert = text(
            "INSERT INTO document VALUES (:id, "
            "setweight(to_tsvector('pg_temp.folded', :title), 'A') || "
            "to_tsvector('pg_temp.folded', :content))"
        )
        for document_id, title, content in documents:
            values = {"id": document_id, "title": title, "content": content}
            self._connection.execute(insert, values)

    def ask(self, typed: str) -> tuple[str, ...]:
        """Return the best documents with the words."""
        best = text(
            "SELECT id FROM document, plainto_tsquery('pg_temp.folded', :typed) AS all_words, "
            "CAST(replace(CAST(all_words AS text), '&', '|') AS tsquery) AS any_word "
            "WHERE words @@ any_word ORDER BY words @@ all_words DESC, "
            "ts_rank_cd(words, CASE WHEN words @@ all_words THEN all_words ELSE any_word END, 1) "
            "DESC, id LIMIT :count"
        )
        return tuple(self._connection.scalars(best, {"typed": typed, "count": _DEPTH}))


def _terms(content: str) -> Iterator[tuple[str, float]]:
    """Yield the terms of a text with their weight in a query."""
    words = _WORD.findall(compose(content).lower())
    folded = [fold(word) for word in words]
    terms = [(word, 1.0) for word in folded]
    terms += [(f"M{word}", 1.0) for word, bare in zip(words, folded, strict=True) if word != bare]
    terms += [(f"P{first} {second}", _XAPIAN_PAIR) for first, second in pairwise(folded)]
    return (term for term in terms if len(term[0].encode()) <= _LONGEST_TERM_BYTES)
