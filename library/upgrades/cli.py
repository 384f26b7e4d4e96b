"""Commands `diachi upgrade` and `diachi downgrade`."""

import hashlib
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import Connection, Engine, inspect

from library import schema_version
from library.backup.database_copy import damage_in, opened_copy
from library.backup.restore import replace_database
from library.catalogue.belongings import record_words
from library.click_vietnamese import cli_command, say, stop_on_signals
from library.clock import HANOI
from library.database import disposed_of, open_database
from library.installation import database_of_any_version, require_importable_profiles
from library.settings import Settings, read_settings
from library.upgrades import copies
from library.upgrades.copies import UpgradeCopy
from library.upgrades.database_users import require_alone
from library.upgrades.problems import (
    DatabaseInUseError,
    NoCopyOfRevisionError,
    NothingToGoBackToError,
    ReleaseDamagedError,
    ReleaseNotInstalledError,
    UpgradeCopyDamagedError,
)
from library.upgrades.upgrade import upgrade_database

_IGNORED = {"changed", "spread"}
"""Columns that no person writes: the time of the last change, which never changes alone and which
migrations set too, and the time at which the index learned of a change of places."""

_Row = tuple[tuple[object, ...], tuple[object, ...]]
"""Key of a row, and the values of all its columns."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """Numbers of rows in which a newer database differs from an older one."""

    table: str
    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def sentence(self) -> str:
        """Return the numbers in words of the library."""
        parts = (
            (self.added, "thêm mới"),
            (self.changed, "đã sửa"),
            (self.removed, "đã xoá, sẽ trở lại"),
        )
        numbers = ", ".join(f"{count} {word}" for count, word in parts if count)
        return f"{record_words()[self.table]}: {numbers}"


def differences(newer: Connection, older: Connection) -> Iterator[TableDifference]:
    """Yield the tables of records that differ; columns of only one side are not compared."""
    existing = set(inspect(newer).get_table_names())
    older_tables = set(inspect(older).get_table_names())
    for name in record_words():
        if name in existing:
            rows = _rows(older, name, newer) if name in older_tables else iter(())
            difference = _difference(name, _rows(newer, name, older), rows)
            if difference != TableDifference(name):
                yield difference


def _difference(name: str, newer: Iterator[_Row], older: Iterator[_Row]) -> TableDifference:
    """Merge two streams of rows in the order of their keys."""
    additions = changes = removals = 0
    new, old = next(newer, None), next(older, None)
    while new or old:
        if old is None or (new is not None and new[0] < old[0]):
            additions, new = additions + 1, next(newer, None)
        elif new is None or old[0] < new[0]:
            removals, old = removals + 1, next(older, None)
        else:
            changes += new[1] != old[1]
            new, old = next(newer, None), next(older, None)
    return TableDifference(name, additions, changes, removals)


def _rows(connection: Connection, name: str, other: Connection) -> Iterator[_Row]:
    """Yield the rows of a table in the order of its key, with the columns that both sides have."""
    quote = connection.dialect.identifier_preparer.quote
    key = inspect(connection).get_pk_constraint(name)["constrained_columns"]
    columns = [column["name"] for column in inspect(connection).get_columns(name)]
    columns = [column for column in columns if column not in _IGNORED]
    if inspect(other).has_table(name):
        common = {column["name"] for column in inspect(other).get_columns(name)}
        columns = [column for column in columns if column in common]
    column_list = ", ".join(map(quote, (*key, *columns)))
    rows = connection.execution_options(stream_results=True).exec_driver_sql(
        f"SELECT {column_list} FROM {quote(name)} ORDER BY {', '.join(map(quote, key))}"  # noqa: S608
    )
    for row in rows:
        yield tuple(row[: len(key)]), tuple(row[len(key) :])


@dataclass(frozen=True, slots=True)
class WayBack:
    """The copy to go back to, and what was recorded since, which would be lost."""

    copy: UpgradeCopy
    losses: tuple[TableDifference, ...]


def way_back(settings: Settings, engine: Engine) -> WayBack:
    """Return the copy before the last upgrade, and the records that it lacks."""
    version = schema_version.version_of(engine)
    copy = copies.copy_before(settings, version)
    if copy is None:
        raise NothingToGoBackToError(version, settings.home / copies.FOLDER)
    with (
        _brought_up(settings, copy, version) as older_database,
        older_database.connect() as older,
        engine.connect() as newer,
    ):
        return WayBack(copy, tuple(differences(newer, older)))


def downgrade_database(settings: Settings, engine: Engine, copy: UpgradeCopy) -> str:
    """Put the copy in the place of the database, and return the name of the newer one.

    The index is removed first: it is made again, and must not name records that are gone.
    """
    with copies.only_upgrade(settings):
        require_alone(engine)
        file = _file(settings, copy)
        shutil.rmtree(settings.index, ignore_errors=True)
        try:
            return replace_database(engine, file)
        except sqlite3.OperationalError as error:
            raise DatabaseInUseError("một tiến trình khác") from error


@contextmanager
def _brought_up(settings: Settings, copy: UpgradeCopy, version: str) -> Iterator[Engine]:
    """Yield a copy at the given version, so that changes by the migration itself do not count."""
    file = _file(settings, copy)
    with tempfile.TemporaryDirectory(dir=settings.home / copies.FOLDER) as folder:
        scratch = Path(folder) / file.name
        shutil.copyfile(file, scratch)
        with (
            opened_copy(scratch, settings.database_url) as url,
            disposed_of(open_database(url)) as engine,
        ):
            if {copy.origin, version} <= set(schema_version.known_versions()):
                schema_version.upgrade(engine, version)
            yield engine


def _file(settings: Settings, copy: UpgradeCopy) -> Path:
    """Return the file of a copy; raise UpgradeCopyDamagedError if it is damaged or missing."""
    file = copy.file(settings)
    if file is None:
        raise UpgradeCopyDamagedError(copy.name, "mất tệp")
    if (damage := damage_in(file)) is not None:
        raise UpgradeCopyDamagedError(copy.name, damage)
    return file


CHECKSUMS = "SHA256SUMS"
_ROOT = Path(__file__).resolve().parents[2]
_SHOWN = 3


def require_release(folder: Path) -> str:
    """Return the name of the release in a folder, whose code is that of this program.

    Raises ReleaseDamagedError if a file is not that of the checksums, and ReleaseNotInstalledError
    if the program has other modules than the source.
    """
    names = [name for name, digest in _sums(folder) if _is_sound(folder / name, digest)]
    archive = next((folder / name for name in names if name.endswith(".tar.gz")), None)
    if archive is None:
        raise ReleaseDamagedError(folder, "không có tệp .tar.gz")
    release = archive.name.removesuffix(".tar.gz")
    try:
        released = dict(_released_modules(archive))
    except (OSError, tarfile.TarError, EOFError) as error:
        raise ReleaseDamagedError(folder, f"không mở được {archive.name}") from error
    rooms = {name.partition("/")[0] for name in released}
    installed = dict(_installed_modules(rooms))
    differing = {name for name in released if released[name] != installed.get(name)}
    differing = sorted(differing | (installed.keys() - released.keys()))
    if differing:
        more = f" và {len(differing) - _SHOWN} tệp nữa" if differing[_SHOWN:] else ""
        raise ReleaseNotInstalledError(release, ", ".join(differing[:_SHOWN]) + more)
    return release


def _sums(folder: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseDamagedError(folder, f"không đọc được {CHECKSUMS}") from error
    for line in lines:
        digest, _, name = line.partition("  ")
        if not name or "/" in name:
            raise ReleaseDamagedError(folder, f"{CHECKSUMS} viết sai")
        yield name, digest


def _is_sound(file: Path, digest: str) -> bool:
    try:
        with file.open("rb") as content:
            actual = hashlib.file_digest(content, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseDamagedError(file.parent, f"không có {file.name}") from error
    if actual != digest:
        raise ReleaseDamagedError(file.parent, f"{file.name} không khớp mã kiểm")
    return True


def _released_modules(archive: Path) -> Iterator[tuple[str, str]]:
    """Yield the modules of the packages in the source, with their checksums."""
    with tarfile.open(archive) as files:
        members = {member.name.partition("/")[2]: member for member in files if member.isfile()}
        rooms = {name.partition("/")[0] for name in members if name.count("/") == 1}
        rooms = {room for room in rooms if f"{room}/__init__.py" in members and room != "tests"}
        for name, member in members.items():
            if name.endswith(".py") and name.partition("/")[0] in rooms:
                yield name, hashlib.sha256(files.extractfile(member).read()).hexdigest()


def _installed_modules(rooms: set[str]) -> Iterator[tuple[str, str]]:
    for room in rooms:
        for file in (_ROOT / room).rglob("*.py"):
            yield (
                file.relative_to(_ROOT).as_posix(),
                hashlib.sha256(file.read_bytes()).hexdigest(),
            )


@click.command(
    help="Nâng cấp cơ sở dữ liệu theo phần mềm: sao lưu, nâng cấp, kiểm tra, lập chỉ mục. "
    "Dừng các dịch vụ trước (nhiều máy: docs/operate/nhieu-may.md, khi nào không phải dừng); "
    "bị ngắt lúc nào cũng chạy lại được."
)
@click.option(
    "--local-copy-only", is_flag=True, help="Chỉ sao lưu vào thư mục dữ liệu, không gửi ra kho."
)
@click.option(
    "--release",
    "release_folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Thư mục bản phát hành: kiểm mã của nó, và phần mềm đang cài có đúng là bản ấy không.",
)
@click.pass_context
@cli_command
def upgrade(ctx: click.Context, local_copy_only: bool, release_folder: Path | None) -> None:
    """Bring the database and the index up to the version of the code."""
    stop_on_signals()
    if release_folder is not None:
        say(f"Đúng bản phát hành {require_release(release_folder)}, tệp nào cũng khớp mã kiểm.")
    settings = read_settings()
    with database_of_any_version(settings) as engine:
        require_importable_profiles(settings, engine)
        to_repository = bool(settings.backup_to) and not local_copy_only
        services_run = upgrade_database(settings, engine, say, to_repository=to_repository)
    if services_run:
        say(
            "[4/4] Chỉ mục: bộ xử lý tự lập. Dịch vụ nào còn ở bản cũ thì cài bản mới rồi chạy lại."
        )
        return
    say("[4/4] Lập chỉ mục mới…")
    index = ctx.find_root().command.get_command(ctx, "index")
    ctx.invoke(index.get_command(ctx, "drain"))
    say("Đã nâng cấp xong. Hãy chạy lại các dịch vụ: systemctl start diachi-web diachi-watch")


@click.command(
    help="Về bản sao trước lần nâng cấp cuối: in những gì sẽ mất, thêm --yes thì làm. "
    "Cơ sở dữ liệu mới được giữ bên cạnh."
)
@click.option("--yes", is_flag=True, help="Tôi đã xem những gì sẽ mất.")
@click.option(
    "--to",
    "revision",
    metavar="LƯỢC-ĐỒ",
    help="Chỉ quay về lược đồ này; cơ sở dữ liệu đang ở đó thì không làm gì.",
)
@cli_command
def downgrade(yes: bool, revision: str | None) -> bool:
    """Go back to the copy made before the last upgrade."""
    stop_on_signals()
    settings = read_settings()
    with database_of_any_version(settings) as engine:
        version = schema_version.version_of(engine)
        if version == revision:
            say(f"Cơ sở dữ liệu đang ở lược đồ {version}.")
            return True
        back = way_back(settings, engine)
        if revision not in (None, back.copy.origin):
            raise NoCopyOfRevisionError(revision, back.copy.origin)
        _show(back, version)
        if not yes:
            say("Chưa làm gì. Dừng các dịch vụ rồi thêm --yes để quay về.")
            return False
        aside = downgrade_database(settings, engine, back.copy)
    say(
        f"Đã về lược đồ {back.copy.origin}. Cơ sở dữ liệu mới còn ở {aside}. Bước tiếp: cài lại "
        "bản phần mềm cũ (git checkout, make install) và tệp dịch vụ của nó (deploy/*.service), "
        "diachi index rebuild, rồi chạy lại các dịch vụ."
    )
    return True


def _show(back: WayBack, version: str) -> None:
    moment = back.copy.made_at.astimezone(HANOI)
    say(f"Sẽ về bản sao lúc {moment:%H:%M %d/%m/%Y}: lược đồ {version} → {back.copy.origin}.")
    if not back.losses:
        say("Từ đó chưa ghi thêm gì: không mất gì.")
        return
    say("Những gì ghi từ đó sẽ không còn trong thư viện:")
    for loss in back.losses:
        say(f"  {loss.sentence}")
