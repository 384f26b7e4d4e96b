"""Vectors of passages on disk, and the search for the nearest ones.

One SQLite file: a process killed at any moment leaves a whole file, and readers see only what was
committed. Each passage has a vector of bytes, and a code of one bit per number. A search
compares all codes, which are in memory, and then the vectors of the closest thousand.
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np

from library.errors import MeaningFailedError
from search_index.meaning.page_division import Passage

_CANDIDATES = 1000
"""Number of closest codes whose vectors are compared: 93 % agree with all vectors at a million."""

_CODES_AT_A_TIME = 100_000
_WAIT_SECONDS = 30.0
_VARIABLES_AT_A_TIME = 500
_MAX_STALE_SHARE = 0.05

_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (
    item_id TEXT NOT NULL, number INTEGER NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (item_id, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT, item_id TEXT NOT NULL, number INTEGER NOT NULL,
    first INTEGER NOT NULL, last INTEGER NOT NULL, scale REAL NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS passage_of_page ON passage (item_id, number);
CREATE TABLE IF NOT EXISTS code (passage_id INTEGER PRIMARY KEY, code BLOB NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class NearPassage:
    """Passage with the cosine of its vector and that of the question."""

    item_id: str
    page: int
    passage: Passage
    cosine: float


class VectorReader(Protocol):
    """Vectors open for reading; safe to use from several threads."""

    def nearest(
        self, vector: np.ndarray, count: int, items: Collection[str] | None = None
    ) -> list[NearPassage]:
        """Return the passages nearest to a vector of length 1, of these items or of all."""

    def close(self) -> None:
        """Close the vectors."""


def create_vectors(path: Path, model: str, centre: np.ndarray) -> None:
    """Create an empty file for the vectors of a model, around whose centre they lie."""
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = (("model", model), ("centre", centre.astype(np.float32).tobytes().hex()))
    with _errors(), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            connection.executescript(_TABLES)
            connection.executemany("INSERT INTO fact VALUES (?, ?)", facts)


def remove_vectors(path: Path) -> None:
    """Remove a file of vectors, if there is one."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


class FileWriter:
    """Writer of a file of vectors; everything before `save` is one change."""

    def __init__(self, path: Path) -> None:
        self._connection, self._centre = _open(path)

    def put(
        self, item_id: str, page: int, digest: bytes, vectors: Iterable[tuple[Passage, np.ndarray]]
    ) -> None:
        """Store the passages of a page in place of its former ones."""
        self.remove_page(item_id, page)
        with _errors():
            self._connection.execute("INSERT INTO page VALUES (?, ?, ?)", (item_id, page, digest))
            for passage, vector in vectors:
                self._insert(item_id, page, passage, vector)

    def remove_page(self, item_id: str, page: int) -> None:
        """Remove the passages of a page."""
        address = (item_id, page)
        with _errors():
            self._connection.execute(
                "DELETE FROM code WHERE passage_id IN"
                " (SELECT id FROM passage WHERE item_id = ? AND number = ?)",
                address,
            )
            self._connection.execute(
                "DELETE FROM passage WHERE item_id = ? AND number = ?", address
            )
            self._connection.execute("DELETE FROM page WHERE item_id = ? AND number = ?", address)

    def digests(self, item_id: str) -> dict[int, bytes]:
        """Return the digests of the stored pages of an item, by page number."""
        with _errors():
            rows = self._connection.execute(
                "SELECT number, digest FROM page WHERE item_id = ?", (item_id,)
            )
            return dict(rows)

    def item_ids(self) -> list[str]:
        """Return the items that have pages here."""
        with _errors():
            rows = self._connection.execute("SELECT DISTINCT item_id FROM page")
            return [item_id for (item_id,) in rows]

    def save(self) -> None:
        """Commit all changes to disk."""
        with _errors(), self._connection:
            pass

    def close(self) -> None:
        """Discard uncommitted changes and close the file."""
        self._connection.close()

    def _insert(self, item_id: str, page: int, passage: Passage, vector: np.ndarray) -> None:
        scale = float(np.abs(vector).max()) / 127 or 1.0
        bytes_ = np.rint(vector / scale).astype(np.int8).tobytes()
        cursor = self._connection.execute(
            "INSERT INTO passage (item_id, number, first, last, scale, vector)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (item_id, page, passage.start, passage.end, scale, bytes_),
        )
        code = _code(vector, self._centre).tobytes()
        self._connection.execute("INSERT INTO code VALUES (?, ?)", (cursor.lastrowid, code))


class FileReader:
    """Reader of a file of vectors; it notices by itself when the file changes."""

    def __init__(self, path: Path) -> None:
        """Open the file; raise MeaningFailedError if there is none."""
        self._lock = Lock()
        self._connection, self._centre = _open(path)
        self._ids = np.empty(0, np.int64)
        self._codes = np.empty((self._centre.size // 64, 0), np.uint64)
        self._version = -1

    def nearest(
        self, vector: np.ndarray, count: int, items: Collection[str] | None = None
    ) -> list[NearPassage]:
        """Return the passages nearest to a vector of length 1, of these items or of all."""
        with self._lock, _errors():
            self._refresh()
            ids, codes = self._ids, self._codes
            if items is not None:
                mask = np.isin(ids, self._ids_of(items))
                ids, codes = ids[mask], codes[:, mask]
            closest = ids[_closest(codes, _code(vector, self._centre))]
            rows = list(self._rows(closest.tolist()))
        return _ranked(rows, vector, count)

    def close(self) -> None:
        """Close the file after the question that is being answered."""
        with self._lock:
            self._connection.close()

    def _refresh(self) -> None:
        """Read the codes that were added; all of them, if too many were removed."""
        ((version,),) = self._connection.execute("PRAGMA data_version")
        if version == self._version:
            return
        ((stored_count,),) = self._connection.execute("SELECT count(*) FROM code")
        ids, codes = self._read_codes(int(self._ids[-1]) if self._ids.size else 0)
        removed_count = self._ids.size + ids.size - stored_count
        if self._ids.size and removed_count > stored_count * _MAX_STALE_SHARE:
            self._ids, self._codes = self._read_codes(0)
        else:
            self._ids = np.concatenate((self._ids, ids))
            self._codes = np.concatenate((self._codes, codes), axis=1)
        self._version = version

    def _read_codes(self, after: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the ids after one, and the codes as rows of eight bytes for all passages."""
        rows = self._connection.execute(
            "SELECT passage_id, code FROM code WHERE passage_id > ? ORDER BY passage_id", (after,)
        )
        ids, codes = [self._ids[:0]], [self._codes[:, :0]]
        while some := rows.fetchmany(_CODES_AT_A_TIME):
            new_ids, new_codes = zip(*some, strict=True)
            ids.append(np.array(new_ids))
            codes.append(np.frombuffer(b"".join(new_codes), np.uint64).reshape(len(some), -1).T)
        return np.concatenate(ids), np.ascontiguousarray(np.concatenate(codes, axis=1))

    def _ids_of(self, items: Collection[str]) -> np.ndarray:
        rows = self._of_many("SELECT id FROM passage WHERE item_id IN ({})", sorted(items))
        return np.fromiter((number for (number,) in rows), np.int64)

    def _rows(self, ids: Sequence[int]) -> Iterator[tuple]:
        yield from self._of_many(
            "SELECT item_id, number, first, last, scale, vector FROM passage WHERE id IN ({})", ids
        )

    def _of_many(self, question: str, values: Sequence) -> Iterator[tuple]:
        for first in range(0, len(values), _VARIABLES_AT_A_TIME):
            part = values[first : first + _VARIABLES_AT_A_TIME]
            yield from self._connection.execute(question.format(", ".join("?" * len(part))), part)


def _open(path: Path) -> tuple[sqlite3.Connection, np.ndarray]:
    """Return an open file and its centre; raise MeaningFailedError if it has none."""
    with _errors(), ExitStack() as stack:
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS, check_same_thread=False
        )
        stack.callback(connection.close)
        connection.execute("PRAGMA synchronous = FULL")
        centre = _centre(connection)
        stack.pop_all()
    return connection, centre


def _centre(connection: sqlite3.Connection) -> np.ndarray:
    ((centre,),) = connection.execute("SELECT value FROM fact WHERE name = 'centre'")
    return np.frombuffer(bytes.fromhex(centre), np.float32)


def _code(vector: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Return one bit per number: on which side of the centre it lies."""
    return np.packbits(vector > centre).view(np.uint64)


def _closest(codes: np.ndarray, code: np.ndarray) -> np.ndarray:
    """Return the positions of the codes that differ from a code in the fewest bits."""
    count = codes.shape[1]
    if count <= _CANDIDATES:
        return np.arange(count)
    distances = np.zeros(count, np.uint16)
    for eight_bytes, code_bytes in zip(codes, code, strict=True):
        distances += np.bitwise_count(eight_bytes ^ code_bytes)
    return np.argpartition(distances, _CANDIDATES)[:_CANDIDATES]


def _ranked(rows: Sequence[tuple], vector: np.ndarray, count: int) -> list[NearPassage]:
    if not rows:
        return []
    vectors = np.frombuffer(b"".join(row[5] for row in rows), np.int8).reshape(len(rows), -1)
    scales = np.array([row[4] for row in rows], np.float32)
    cosines = (vectors.astype(np.float32) @ vector) * scales
    return [
        NearPassage(rows[at][0], rows[at][1], Passage(rows[at][2], rows[at][3]), float(cosines[at]))
        for at in np.argsort(-cosines)[:count].tolist()
    ]


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise MeaningFailedError from error
