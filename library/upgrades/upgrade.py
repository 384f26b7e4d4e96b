"""Upgrade of the database in one transaction: copy, migrate, check, commit.

Killed at any moment, the database is either the old or the new one; running again is enough.
"""

import time
from collections.abc import Callable

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from library import schema_version
from library.backup import database_copies
from library.errors import DatabaseNewerError, LibraryError
from library.settings import Settings
from library.upgrades import copies, integrity
from library.upgrades.copies import UpgradeCopy
from library.upgrades.database_users import require_alone
from library.upgrades.problems import UpgradeFailedError

_MB = 1 << 20

Report = Callable[[str], None]
"""Called with a sentence at each step."""


def upgrade_database(
    settings: Settings, engine: Engine, report: Report, *, to_repository: bool
) -> None:
    """Bring an older database up to the version of the code; a present one is left alone.

    With `to_repository` the copy made first is also stored in the backup repository.
    """
    version, newest = schema_version.version_of(engine), schema_version.newest_version()
    if version == newest:
        report(f"Cơ sở dữ liệu đã ở lược đồ {newest}, không phải nâng cấp.")
        return
    if version not in schema_version.known_versions():
        raise DatabaseNewerError(version, newest)
    with copies.only_upgrade(settings):
        require_alone(engine)
        copies.remove_unfinished(settings)
        copies.require_room(settings, engine)
        with schema_version.rebuilding(
            engine
        ) as connection:  # nobody writes between copy and migration
            _copy(settings, engine, version, report, to_repository=to_repository)
            counts = integrity.row_counts(connection)
            broken = integrity.broken_references(connection)
            report(f"[2/4] Nâng cấp lược đồ {version} → {newest}…")
            _migrate(connection, version, report)
            report("[3/4] Kiểm tra: cấu trúc, liên kết, số dòng của từng sổ…")
            records = integrity.require_sound(connection, counts, broken)
        report(f"      Đủ {records} dòng; đã ghi lược đồ mới.")
        copies.remove_old(settings)


def _migrate(connection: Connection, version: str, report: Report) -> None:
    versions = schema_version.known_versions()
    ahead = versions[versions.index(version) + 1 :]
    try:
        schema_version.migrate(
            connection,
            on_revision=lambda name: report(f"      {ahead.index(name) + 1}/{len(ahead)}: {name}"),
        )
    except DBAPIError as error:
        raise UpgradeFailedError(error.orig) from error


def _copy(
    settings: Settings, engine: Engine, version: str, report: Report, *, to_repository: bool
) -> None:
    started, size = time.monotonic(), copies.database_bytes(engine) / _MB
    report(f"[1/4] Chép cơ sở dữ liệu ({size:.0f} MB) vào {settings.home / copies.FOLDER}…")
    copy = copies.make(settings, engine, version, schema_version.newest_version())
    report(f"      Bản sao {copy.name}, {time.monotonic() - started:.1f} giây.")
    if to_repository:
        _store(settings, copy, report)


def _store(settings: Settings, copy: UpgradeCopy, report: Report) -> None:
    report("      Gửi thêm một bản vào kho sao lưu…")
    try:
        stored = database_copies.store_file(settings, copy.file(settings))
    except LibraryError:
        report("      Chưa gửi được. Muốn nâng cấp chỉ với bản tại chỗ, thêm --local-copy-only.")
        raise
    copies.stored_in_repository(settings, copy, stored.id)
    report(f"      Kho sao lưu giữ bản {stored.id[:8]}.")
