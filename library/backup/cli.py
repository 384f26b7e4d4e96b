"""Commands `diachi backup …` and `diachi restore`."""

import os
import secrets
import tempfile
import time
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from sqlalchemy import Engine

from library.accessions.fixity_rounds import Source, check_round, round_of
from library.backup import (
    database_copies,
    drill,
    history,
    item_rows,
    make_copy,
    put_back,
    restore,
)
from library.backup.history import RunResult
from library.backup.item_rows import ItemRows
from library.backup.models import RunKind
from library.backup.problems import NothingChosenError
from library.backup.repository import BackupCopy, Progress, Repository, open_repository
from library.click_vietnamese import as_json_option, cli_command, emit, say, stop_on_signals
from library.clock import HANOI
from library.database import work
from library.errors import LibraryError
from library.installation import installation
from library.settings import Settings, read_settings
from library.storage.fixity import note_finding
from library.storage.models import CheckedStore, Condition, Finding, FixityRound

_REPORT_EVERY_SECONDS = 5


@click.group(help="Sao lưu: bản sao nhất quán, mã hóa, trong khi mọi việc vẫn chạy.")
def backup() -> None:
    """Group the commands on backups."""


@backup.command(help="Lập kho sao lưu ở DIACHI_BACKUP_TO; chưa có tệp mật khẩu thì tạo mật khẩu.")
@cli_command
def init() -> None:
    """Create the repository, and its password file if there is none."""
    settings = read_settings()
    if settings.backup_password_file and not settings.backup_password_file.exists():
        descriptor = os.open(
            settings.backup_password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600
        )
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(24) + "\n")
        say(
            f"Đã tạo mật khẩu trong {settings.backup_password_file}. Hãy chép ra giấy và cất ở nơi "
            "khác: mất máy chủ mà không có mật khẩu này thì không khôi phục được gì."
        )
    repository = open_repository(settings)
    repository.create()
    say(f"Đã lập kho sao lưu ở {repository.name}. Hãy chạy: diachi backup run")


@backup.command(help="Sao lưu ngay; chỉ phần mới được chép thêm. Bị ngắt thì chạy lại là làm tiếp.")
@click.option(
    "--database-only", is_flag=True, help="Chỉ cơ sở dữ liệu: nhanh, để chạy mỗi mười lăm phút."
)
@as_json_option
@cli_command
def run(database_only: bool, as_json: bool) -> bool:
    """Make one copy."""
    stop_on_signals()
    settings = read_settings()
    kind = RunKind.DATABASE if database_only else RunKind.COPY
    with installation(settings) as engine:

        def make() -> RunResult:
            if database_only:
                return database_copies.back_up_database(settings, engine)
            return make_copy.back_up(settings, engine, _progress())

        result = history.record(settings, engine, kind, make)
    return _show(result, as_json=as_json)


@backup.command("list", help="In các bản sao trong kho, cũ nhất trước.")
@as_json_option
@cli_command
def list_(as_json: bool) -> None:
    """Print one copy per line; the database is not needed."""
    for copy in open_repository(read_settings()).copies():
        values = {"id": copy.id, "made": copy.made.isoformat()}
        values["database_only"] = copy.database_only
        emit(values, _copy_sentence(copy), as_json=as_json)


@backup.command(help="Kiểm tra kho sao lưu: cấu trúc, và phần nội dung đến lượt hoặc toàn bộ.")
@click.option("--all", "read_all", is_flag=True, help="Đọc lại toàn bộ nội dung của kho.")
@as_json_option
@cli_command
def check(read_all: bool, as_json: bool) -> bool:
    """Verify the repository."""
    stop_on_signals()
    settings = read_settings()
    with installation(settings) as engine:
        result = history.record(
            settings,
            engine,
            RunKind.CHECK,
            lambda: check_repository(settings, engine, read_all=read_all),
        )
    return _show(result, as_json=as_json)


@backup.command("drill", help="Diễn tập: khôi phục bản mới nhất vào thư mục trống, so, rồi xóa.")
@click.option(
    "--in",
    "folder",
    type=click.Path(path_type=Path),
    help="Thư mục tạm, đủ chỗ cho cả bản sao.  [mặc định: trong DIACHI_HOME]",
)
@as_json_option
@cli_command
def drill_(folder: Path | None, as_json: bool) -> bool:
    """Restore the newest copy, compare it and write a certificate."""
    stop_on_signals()
    settings = read_settings()
    place = (folder or settings.home).resolve()
    with installation(settings) as engine:
        result = history.record(
            settings,
            engine,
            RunKind.DRILL,
            lambda: drill.drill(settings, place, say),
        )
    return _show(result, as_json=as_json)


@backup.command(
    help="Bỏ các bản sao cũ theo DIACHI_BACKUP_KEEP; lần sao lưu nào cũng tự làm. Với --before: bỏ "
    "mọi bản trước ngày ấy, và các bản làm trước khi nâng cấp, để thứ chúng còn giữ mất hẳn."
)
@click.option("--before", "first_day", type=click.DateTime(["%Y-%m-%d"]), help="Ngày đầu còn giữ.")
@click.option("--yes", is_flag=True, help="Bỏ thật; tôi đã xem bao nhiêu bản.")
@cli_command
def prune(first_day: datetime | None, yes: bool) -> bool:
    """Apply the retention policy, or remove everything made before a day."""
    settings = read_settings()
    with installation(settings) as engine:
        repository = open_repository(settings)
        repository.clear_dead_locks()
        if first_day is None:
            make_copy.prune(settings, engine, repository)
        else:
            day = first_day.date()
            number = len(make_copy.made_before(repository, day))
            upgrades = len(make_copy.upgrade_copies_before(settings, day))
            say(f"Trước {day:%d/%m/%Y}: {number} bản trong kho, {upgrades} bản trước nâng cấp.")
            if not yes:
                say("Chưa bỏ gì. Thêm --yes để bỏ; bản đã bỏ không lấy lại được.")
                return False
            make_copy.remove_before(settings, engine, repository, day)
        say(f"Kho còn {len(repository.copies())} bản sao.")
    return True


@backup.command(help="Gỡ mọi khóa của kho, khi máy giữ khóa đã chết.")
@click.option("--yes", is_flag=True, help="Tôi chắc không máy nào đang sao lưu vào kho này.")
@cli_command
def unlock(yes: bool) -> bool:
    """Remove all locks of the repository."""
    if not yes:
        say("Lệnh này gỡ khóa của mọi máy. Chắc không máy nào đang sao lưu, hãy thêm --yes.")
        return False
    open_repository(read_settings()).clear_dead_locks(all_of_them=True)
    say("Đã gỡ khóa của kho sao lưu.")
    return True


@click.command(
    "restore",
    help="Khôi phục bản sao COPY: mã, latest, ngày hay giờ (2026-11-20, 2026-11-20T14:30: bản gần "
    "nhất trước đó). Với --to: vào một thư mục trống. Với --item mà không có --to: đưa tài liệu "
    "về thư viện đang chạy, in trước những gì thay đổi; thêm --yes thì làm.",
)
@click.argument("copy")
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Thư mục mới; sau đó là DIACHI_HOME.",
)
@click.option(
    "--item",
    "item_ids",
    multiple=True,
    help="Chỉ tài liệu này: biểu ghi, trang, chữ, tệp gốc. Lặp lại được.",
)
@click.option("--yes", is_flag=True, help="Đưa tài liệu về; tôi đã xem những gì thay đổi.")
@cli_command
def restore_(copy: str, folder: Path | None, item_ids: tuple[str, ...], yes: bool) -> bool:
    """Restore a copy into a folder, or items of it into the running library."""
    stop_on_signals()
    settings = read_settings()
    if folder is None and Path(copy).is_dir():
        return _put_back(settings, item_rows.read_file(Path(copy)), f"từ {copy}", None, yes=yes)
    if folder is None and not item_ids:
        raise NothingChosenError
    repository = open_repository(settings)
    backup_copy = repository.find(copy)
    if folder is None:
        return _put_back_items(settings, repository, backup_copy, item_ids, yes=yes)
    folder = folder.resolve()
    say(f"Đang khôi phục bản sao {_copy_sentence(backup_copy)} vào {folder}…")
    if item_ids:
        restore.restore_items(repository, backup_copy, folder, item_ids, settings)
        say(f"Đã lấy {len(item_ids)} tài liệu; mỗi tài liệu một thư mục trong {folder}.")
        return True
    manifest = restore.restore_copy(repository, backup_copy, folder)
    copy_time = backup_copy.made.astimezone(HANOI)
    say(
        "Từng lượt đọc không nằm trong bản sao, chỉ có tổng của những giờ đã hết: lượt tra cứu, "
        f"lượt đọc tài liệu từ {copy_time:%H}:00 đến {copy_time:%H:%M ngày %d/%m/%Y} không khôi "
        "phục được."
    )
    rows = "cơ sở dữ liệu" if backup_copy.database_only else f"{manifest.rows} dòng"
    say(
        f"Đã khôi phục {rows}, {manifest.masters} tệp gốc. Bước tiếp: "
        f"DIACHI_HOME={folder} diachi init, rồi diachi index rebuild, diachi doctor."
    )
    return True


def _put_back_items(
    settings: Settings,
    repository: Repository,
    copy: BackupCopy,
    item_ids: tuple[str, ...],
    *,
    yes: bool,
) -> bool:
    """Put items back into the running library, all or, at the first refusal, those before it."""
    say(f"Đang đọc bản sao {_copy_sentence(copy)}…")
    settings.temporary.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.temporary) as parts:
        items = restore.read_items(repository, copy, Path(parts), item_ids, settings)
    source, are_as_wanted = f"từ bản sao {_copy_sentence(copy)}", True
    for item in items:
        if yes:
            with installation(settings) as engine:
                master_count = put_back.fetch_masters(settings, engine, repository, copy, item)
            if master_count:
                say(f"Đã chép lại {master_count} tệp gốc từ kho sao lưu.")
        copy_time = copy.made.astimezone(UTC).isoformat()
        are_as_wanted &= _put_back(settings, item, source, copy_time, yes=yes)
    return are_as_wanted


def _put_back(
    settings: Settings, item: ItemRows, source: str, copy_time: str | None, *, yes: bool
) -> bool:
    """Show the changes; with `yes` make them."""
    with installation(settings) as engine:
        plan = put_back.preview(engine, item)
        for sentence in put_back.sentences(plan, copy_time):
            say(sentence)
        if not plan.changes:
            return True
        if not yes:
            say("Chưa làm gì. Thêm --yes để đưa tài liệu về.")
            return False
        _, former = put_back.put_back(settings, engine, item, source)
    say("Đã đưa tài liệu về; chỉ mục và ảnh còn thiếu được xưởng làm tiếp.")
    if former is not None:
        say(f"Bản trước đó ở {former}; lấy lại bằng: diachi restore {former} --yes")
    return True


def _show(result: RunResult, *, as_json: bool) -> bool:
    emit(asdict(result), result.message, as_json=as_json)
    return result.passed


def _copy_sentence(copy: BackupCopy) -> str:
    part = "  chỉ cơ sở dữ liệu" if copy.database_only else ""
    return f"{copy.id[:8]}  {copy.made.astimezone(HANOI):%d/%m/%Y %H:%M}{part}"


def _progress() -> Progress:
    """Return a function that prints progress every few seconds."""
    last_report = time.monotonic()

    def report(share: float) -> None:
        nonlocal last_report
        if time.monotonic() - last_report >= _REPORT_EVERY_SECONDS:
            last_report = time.monotonic()
            say(f"Đang chép: {share:.0%}")

    return report


_PART_DAYS = 7
"""A part of the repository is read each week."""

_MAX_PARTS = 255  # the most that restic counts


def check_repository(settings: Settings, engine: Engine, *, read_all: bool) -> RunResult:
    """Verify the repository: its structure, and the parts of its content that are due, or all.

    Raises RepositoryDamagedError or another of its errors.
    """
    repository = open_repository(settings)
    repository.clear_dead_locks()
    days = settings.fixity_days
    parts = 1 if read_all else max(1, min(days // _PART_DAYS, _MAX_PARTS))
    source = Source(
        CheckedStore.REPOSITORY,
        totals=lambda: (parts, repository.stored_bytes()),
        following=_following_parts,
        check=partial(_check_part, repository, engine),
    )
    entry = round_of(engine, source, scheduled=not read_all)
    for _ in check_round(engine, source, entry, paced_days=days, at_least=1):
        pass
    return RunResult(passed=True, message=_sentence(entry))


def _following_parts(entry: FixityRound) -> list[tuple[str, int]]:
    """Return the numbers of the parts that are not verified yet, and the size of each."""
    size = entry.total_bytes // entry.total_files
    return [(str(part), size) for part in range(entry.files + 1, entry.total_files + 1)]


def _check_part(repository: Repository, engine: Engine, part: str, entry: FixityRound) -> Condition:
    try:
        repository.check(int(part), entry.total_files)
    except LibraryError as error:
        with work(engine) as session:
            damage = (CheckedStore.REPOSITORY, Finding.DAMAGED, "", str(error))
            note_finding(session, *damage, entry.id)
        raise
    return Condition.SOUND


def _sentence(entry: FixityRound) -> str:
    if entry.total_files == 1:
        return "Kho sao lưu nguyên vẹn (toàn bộ nội dung)."
    return (
        f"Kho sao lưu nguyên vẹn (cấu trúc, và nội dung đến phần {entry.files} trong "
        f"{entry.total_files} phần của vòng này)."
    )
