"""The manifest of a copy: row counts and checksums by which a restored library is compared."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, inspect, select

from library import clock
from library.accessions.models import SourceFile
from library.catalogue.belongings import private_tables
from library.catalogue.models import Access, Item, ItemState, Page, PageText

_QUESTIONS = 50
_PAGES_PER_QUESTION = 4
"""Pages looked at for each question: some have no line that can be asked for."""

_MIN_WORDS, _MAX_WORDS = 5, 8


@dataclass(frozen=True, slots=True)
class TableSum:
    """Number of rows of a table, and the checksum of all their values."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TextSum:
    """Number of page texts and of their characters, and the checksum of all of them."""

    pages: int
    characters: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Question:
    """A phrase from a page of a published item, which a search for it must find."""

    typed: str
    item_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """Description of a copied database at the moment of the copy."""

    made: str
    """Time of the copy in ISO format."""
    database: str
    """Kind of the database: sqlite, postgresql."""
    tables: dict[str, TableSum]
    texts: TextSum
    masters: int
    """Number of masters that the database mentions."""
    masters_bytes: int
    questions: tuple[Question, ...]

    @property
    def made_at(self) -> datetime:
        """Return the time of the copy."""
        return datetime.fromisoformat(self.made)

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(table.rows for table in self.tables.values())


def describe(connection: Connection) -> Manifest:
    """Return the manifest of a database; every row of every table is read."""
    names = sorted(set(inspect(connection).get_table_names()).difference(private_tables()))
    masters = select(SourceFile.digest, func.max(SourceFile.bytes).label("bytes")).group_by(
        SourceFile.digest
    )
    totals = select(func.count(), func.sum(masters.subquery().c.bytes))
    masters_count, masters_bytes = connection.execute(totals).one()
    return Manifest(
        made=clock.now().isoformat(),
        database=connection.dialect.name,
        tables={name: _table_sum(connection, name) for name in names},
        texts=_text_sum(connection),
        masters=masters_count,
        masters_bytes=int(masters_bytes or 0),
        questions=_questions(connection),
    )


def master_digests(connection: Connection) -> Iterator[str]:
    """Yield the checksum of every master that the database mentions."""
    yield from connection.scalars(select(SourceFile.digest).distinct().order_by(SourceFile.digest))


def write(manifest: Manifest) -> str:
    """Return a manifest as JSON."""
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1)


def read(text: str) -> Manifest:
    """Return the manifest that `write` wrote."""
    fields = json.loads(text)
    return Manifest(
        **{
            **fields,
            "tables": {name: TableSum(**value) for name, value in fields["tables"].items()},
            "texts": TextSum(**fields["texts"]),
            "questions": tuple(Question(**value) for value in fields["questions"]),
        }
    )


def differences(original: Manifest, actual: Manifest) -> Iterator[str]:
    """Yield a sentence for each difference between a copy and what was restored from it."""
    names = original.tables.keys() | actual.tables.keys()
    for name in sorted(names.difference(private_tables())):  # older copies had them
        copied_table, restored_table = original.tables.get(name), actual.tables.get(name)
        if copied_table is None or restored_table is None:
            yield f"bảng {name} chỉ có ở một bên"
        elif copied_table.rows != restored_table.rows:
            yield f"bảng {name}: {restored_table.rows} dòng, lẽ ra {copied_table.rows}"
        elif copied_table != restored_table:
            yield f"bảng {name}: nội dung khác"
    if original.texts != actual.texts:
        yield f"chữ của trang khác: {actual.texts.pages} trang, lẽ ra {original.texts.pages}"


def _table_sum(connection: Connection, name: str) -> TableSum:
    """Return the sum of a table in the order of its key, as the driver returns its values."""
    quote = connection.dialect.identifier_preparer.quote
    key = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    order = f" ORDER BY {', '.join(quote(column) for column in key)}" if key else ""
    rows = connection.execution_options(stream_results=True).exec_driver_sql(
        f"SELECT * FROM {quote(name)}{order}"  # noqa: S608  (names come from the database)
    )
    digest, count = hashlib.sha256(), 0
    for row in rows:
        digest.update(repr(tuple(row)).encode())
        count += 1
    return TableSum(count, digest.hexdigest())


def _text_sum(connection: Connection) -> TextSum:
    texts = connection.execution_options(stream_results=True).scalars(
        select(PageText.text).order_by(PageText.page_id)
    )
    digest, pages, characters = hashlib.sha256(), 0, 0
    for text in texts:
        digest.update(text.encode())
        pages += 1
        characters += len(text)
    return TextSum(pages, characters, digest.hexdigest())


def _questions(connection: Connection) -> tuple[Question, ...]:
    """Return questions from pages spread evenly over everything that every reader may find."""
    readable = (
        select(Page.id)
        .join(Item, Item.id == Page.item_id)
        .join(PageText, PageText.page_id == Page.id)
        .where(Item.state == ItemState.PUBLISHED, Item.access == Access.PUBLIC)
        .where(Item.opens.is_(None), Item.conditions.is_(None), Page.left_out.is_(False))
        .order_by(Page.id)
    )
    pages = connection.scalars(readable).all()
    step = max(len(pages) // (_QUESTIONS * _PAGES_PER_QUESTION), 1)
    sample = select(Page.item_id, PageText.text).join(PageText, PageText.page_id == Page.id)
    rows = connection.execute(
        sample.where(Page.id.in_(pages[::step][: _QUESTIONS * _PAGES_PER_QUESTION]))
    )
    phrases = ((phrase_in(row.text), row.item_id) for row in rows)
    return tuple(Question(*pair) for pair in _distinct(phrases))[:_QUESTIONS]


def phrase_in(text: str) -> str | None:
    """Return a quoted phrase of plain words from the middle line that has one."""
    lines = [line.split() for line in text.splitlines()]
    plain = [line for line in lines if len(line) >= _MIN_WORDS and all(map(str.isalpha, line))]
    if not plain:
        return None
    return f'"{" ".join(plain[len(plain) // 2][:_MAX_WORDS])}"'


def _distinct(pairs: Iterable[tuple[str | None, str]]) -> Iterator[tuple[str, str]]:
    """Yield the pairs with a phrase, the first for each phrase."""
    phrases: set[str] = set()
    for phrase, item_id in pairs:
        if phrase and phrase not in phrases:
            phrases.add(phrase)
            yield phrase, item_id
