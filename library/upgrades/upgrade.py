"""Upgrade of the database in one transaction: copy, migrate, check, commit.

Killed at any moment, the database is either the old or the new one; running again is enough.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, Engine, Inspector, inspect
from sqlalchemy.exc import DBAPIError

from library import schema_version
from library.backup import database_copies
from library.catalogue.belongings import record_words
from library.errors import LibraryError
from library.settings import Settings
from library.upgrades import copies
from library.upgrades.copies import UpgradeCopy
from library.upgrades.database_users import require_alone
from library.upgrades.problems import (
    DatabaseBusyError,
    OldCodeBrokenError,
    UpgradeCheckError,
    UpgradeFailedError,
)

_LETS_DELETE = ("CASCADE", "SET NULL")
"""Rules of a foreign key under which older code can delete rows that newer code references."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a program sees it that writes rows."""

    table: str
    name: str
    kind: str
    nullable: bool
    has_default: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """A primary key, unique index or check of a table; its text names the columns."""

    table: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key."""

    table: str
    columns: frozenset[str]
    target: str
    on_delete: str


@dataclass(frozen=True, slots=True)
class Structure:
    """Columns of all tables, and what the database demands of their rows."""

    columns: frozenset[Column]
    rules: frozenset[Rule]
    references: frozenset[Reference]


def structure(connection: Connection) -> Structure:
    """Return the present structure of a database."""
    inspector = inspect(connection)
    rules = chain(_keys(inspector), _checks(inspector))
    return Structure(
        frozenset(_columns(inspector)), frozenset(rules), frozenset(_references(inspector))
    )


def require_unbroken(old: Structure, new: Structure) -> None:
    """Raise OldCodeBrokenError if code written for the old structure could fail on the new one."""
    for finding in findings(old, new):
        raise OldCodeBrokenError(finding)


def findings(old: Structure, new: Structure) -> Iterator[str]:
    """Yield changes over which code written for the old structure could stumble."""
    for column in old.columns - new.columns:
        yield f"cột {column.table}.{column.name} bị bỏ hoặc đổi"
    old_tables = {column.table for column in old.columns}
    old_names = {(column.table, column.name) for column in old.columns}
    for column in new.columns - old.columns:
        is_new = (column.table, column.name) not in old_names
        if is_new and column.table in old_tables and not (column.nullable or column.has_default):
            yield f"cột mới {column.table}.{column.name} bắt buộc có giá trị"
    for rule in old.rules ^ new.rules:
        if any((rule.table, word) in old_names for word in _WORD.findall(rule.text)):
            yield f"quy tắc của {rule.table} đổi: {rule.text}"
    for reference in old.references ^ new.references:
        binds_old_rows = any((reference.table, name) in old_names for name in reference.columns)
        holds_old_rows = reference.target in old_tables and reference.on_delete not in _LETS_DELETE
        if binds_old_rows or holds_old_rows:
            yield f"liên kết của {reference.table} tới {reference.target} đổi"


def _columns(inspector: Inspector) -> Iterator[Column]:
    for table, columns in _by_table(inspector.get_multi_columns()):
        for column in columns:
            has_default = column["default"] is not None or "identity" in column
            kind = str(column["type"])
            yield Column(table, column["name"], kind, column["nullable"], has_default)


def _keys(inspector: Inspector) -> Iterator[Rule]:
    for table, key in _by_table(inspector.get_multi_pk_constraint()):
        yield Rule(table, f"khóa chính ({', '.join(key['constrained_columns'])})")
    for table, indexes in _by_table(inspector.get_multi_indexes()):
        for index in indexes:
            if index["unique"]:
                yield Rule(table, _text(index))


def _text(index: dict[str, object]) -> str:
    """Return the name of an index, its columns or expressions, and the condition of its rows."""
    parts = index.get("expressions") or index["column_names"]
    options = index.get("dialect_options", {})
    conditions = (f" WHERE {options[name]}" for name in options if name.endswith("_where"))
    return f"{index['name']} ({', '.join(parts)}){''.join(conditions)}"


def _checks(inspector: Inspector) -> Iterator[Rule]:
    for table, checks in _by_table(inspector.get_multi_check_constraints()):
        for check in checks:
            yield Rule(table, check["sqltext"])


def _references(inspector: Inspector) -> Iterator[Reference]:
    for table, references in _by_table(inspector.get_multi_foreign_keys()):
        for reference in references:
            on_delete = reference["options"].get("ondelete", "")
            columns = frozenset(reference["constrained_columns"])
            yield Reference(table, columns, reference["referred_table"], on_delete)


def _by_table(answers: dict[tuple[str | None, str], object]) -> Iterator[tuple[str, object]]:
    """Yield the answer of an inspector for each table."""
    for (_, table), answer in answers.items():
        yield table, answer


_MB = 1 << 20
_WAIT_FOR_TABLES = "SET LOCAL lock_timeout = '2s'"
"""Readers wait behind a change of their table, which itself waits for the reader before them."""

_ATTEMPTS = 20
_PAUSE_SECONDS = 3.0
_OTHERS_FIRST = ("55P03", "40P01")
"""lock_not_available and deadlock_detected (PostgreSQL, appendix A)."""

Report = Callable[[str], None]
"""Called with a sentence at each step."""


def upgrade_database(
    settings: Settings, engine: Engine, report: Report, *, to_repository: bool
) -> bool:
    """Bring an older database up to the version of the code; a present one is left alone.

    With `to_repository` the copy made first is also stored in the backup repository.
    Returns True if services of other machines may run meanwhile, which then index the changes: on
    PostgreSQL, if their code survives it.
    """
    version, newest = schema_version.version_of(engine), schema_version.newest_version()
    if version == newest:
        report(f"Cơ sở dữ liệu đã ở lược đồ {newest}, không phải nâng cấp.")
        return engine.dialect.name != "sqlite"
    if version not in schema_version.known_versions():
        schema_version.require_usable(engine)
        report(f"Lược đồ {version} mới hơn bản {newest} này, vẫn dùng được: không phải nâng cấp.")
        return True
    services_may_run = engine.dialect.name != "sqlite" and schema_version.old_code_survives(version)
    with copies.only_upgrade(settings):
        copies.remove_unfinished(settings)
        copies.require_room(settings, engine)

        def copy() -> None:
            _copy(settings, engine, version, report, to_repository=to_repository)

        change = _change_while_services_run if services_may_run else _change_alone
        change(engine, version, report, copy)
        copies.remove_old(settings)
    return services_may_run


def _change_alone(engine: Engine, version: str, report: Report, copy: Callable[[], None]) -> None:
    """Migrate while nobody writes, and count every record before and after."""
    require_alone(engine)
    with _rebuilding(engine) as connection:
        copy()
        counts = row_counts(connection)
        broken_count = broken_references(connection)
        _migrate(connection, version, report)
        report("[3/4] Kiểm tra: cấu trúc, liên kết, số dòng của từng sổ…")
        records = require_sound(connection, counts, broken_count)
    report(f"      Đủ {records} dòng; đã ghi lược đồ mới.")


def _change_while_services_run(
    engine: Engine, version: str, report: Report, copy: Callable[[], None]
) -> None:
    """Migrate between two writes of the services, and check what their code relies on.

    Raises DatabaseBusyError if others write, or use a table that must change, for too long.
    """
    report("Các máy bản cũ vẫn chạy được với lược đồ mới: không phải dừng dịch vụ.")
    copy()
    for _ in range(_ATTEMPTS):
        try:
            with _rebuilding(engine) as connection:
                connection.exec_driver_sql(_WAIT_FOR_TABLES)
                old = structure(connection)
                _migrate(connection, version, report)
                report("[3/4] Kiểm tra: những gì bản cũ cần vẫn còn…")
                require_unbroken(old, structure(connection))
        except DatabaseBusyError:
            report("      Có việc chạy lâu đang giữ bảng cần đổi, thử lại…")
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    raise DatabaseBusyError


@contextmanager
def _rebuilding(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that may change tables; raise DatabaseBusyError if others use them."""
    try:
        with schema_version.rebuilding(engine) as connection:
            yield connection
    except DBAPIError as error:
        if _is_busy(error):
            raise DatabaseBusyError from error
        raise


def _is_busy(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) in _OTHERS_FIRST


def _migrate(connection: Connection, version: str, report: Report) -> None:
    versions = schema_version.known_versions()
    ahead = versions[versions.index(version) + 1 :]
    report(f"[2/4] Nâng cấp lược đồ {version} → {ahead[-1]}…")
    try:
        schema_version.migrate(
            connection,
            on_revision=lambda name: report(f"      {ahead.index(name) + 1}/{len(ahead)}: {name}"),
        )
    except DBAPIError as error:
        if _is_busy(error):
            raise
        raise UpgradeFailedError(error.orig) from error


def _copy(
    settings: Settings, engine: Engine, version: str, report: Report, *, to_repository: bool
) -> None:
    start, size = time.monotonic(), copies.database_bytes(engine) / _MB
    report(f"[1/4] Chép cơ sở dữ liệu ({size:.0f} MB) vào {settings.home / copies.FOLDER}…")
    copy = copies.make(settings, engine, version, schema_version.newest_version())
    report(f"      Bản sao {copy.name}, {time.monotonic() - start:.1f} giây.")
    if to_repository:
        _store(settings, copy, report)


def _store(settings: Settings, copy: UpgradeCopy, report: Report) -> None:
    report("      Gửi thêm một bản vào kho sao lưu…")
    try:
        stored_copy = database_copies.store_file(settings, copy.file(settings))
    except LibraryError:
        report("      Chưa gửi được. Muốn nâng cấp chỉ với bản tại chỗ, thêm --local-copy-only.")
        raise
    report(f"      Kho sao lưu giữ bản {stored_copy.id[:8]}.")


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table of records that exists."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        name: connection.exec_driver_sql(f"SELECT count(*) FROM {quote(name)}").scalar_one()  # noqa: S608
        for name in sorted(inspect(connection).get_table_names())
        if name in record_words()
    }


def broken_references(connection: Connection) -> int:
    """Return the number of rows that reference a missing row; PostgreSQL has none."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())


def require_sound(connection: Connection, counts_before: dict[str, int], broken_before: int) -> int:
    """Return the number of records; raise UpgradeCheckError if the migration lost or broke some."""
    for finding in _findings(connection, counts_before, broken_before):
        raise UpgradeCheckError(finding)
    return sum(row_counts(connection).values())


def _findings(
    connection: Connection, counts_before: dict[str, int], broken_before: int
) -> Iterator[str]:
    if connection.dialect.name == "sqlite":
        finding = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
        if finding != "ok":
            yield finding
    broken_count = broken_references(connection)
    if broken_count > broken_before:
        yield f"{broken_count - broken_before} dòng trỏ tới dòng không có"
    counts = row_counts(connection)
    for name, count_before in counts_before.items():
        if counts.get(name, 0) < count_before:
            yield f"{record_words()[name]}: còn {counts.get(name, 0)}, lẽ ra {count_before}"
