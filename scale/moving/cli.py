"""Command `diachi move`."""

import os
import shutil
import stat
import subprocess
from pathlib import Path

import click

from library import move_markers as markers
from library import schema_version
from library.click_vietnamese import cli_command, say, stop_on_signals
from library.errors import SettingError
from library.installation import database_of_any_version, new_database
from library.process.child import diachi_command
from library.settings import Settings, read_settings, systemd_variable
from library.upgrades.copies import database_bytes
from scale.moving import copy_files, copy_rows, move
from scale.moving.problems import SamePlaceError, SettingsFileUnreadableError

_MB = 1 << 20
_ROWS_A_SECOND, _MEGABYTES_A_SECOND = 5_000, 20
"""Slow figures of small machines, for the estimate."""


@click.command(
    "move",
    help="Chuyển thư viện sang nơi ghi trong một tệp thiết lập (cơ sở dữ liệu, kho tệp, chỉ mục) "
    "và trở lại: chép, so từng dòng từng tệp, rồi đổi tệp thiết lập. Tệp chép được khi trang web "
    "đang chạy; bị ngắt lúc nào cũng chạy lại được.",
)
@click.option(
    "--to",
    "to_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp thiết lập của chỗ mới, viết như /etc/diachi.conf.",
)
@click.option("--check", is_flag=True, help="Chỉ xem: bao nhiêu, bao lâu, chỗ mới có hợp không.")
@click.option("--files-only", is_flag=True, help="Chỉ chép tệp; các dịch vụ cứ chạy.")
@click.option("--cancel", is_flag=True, help="Bỏ lần chuyển dở và mở lại thư viện ở chỗ cũ.")
@cli_command
def move_command(to_file: Path | None, check: bool, files_only: bool, cancel: bool) -> bool:
    """Move the installation to the place that a settings file names."""
    stop_on_signals()
    old = read_settings()
    if cancel:
        with move.only_move(old):
            is_open = move.cancel(old)
        say("Thư viện mở lại ở chỗ cũ." if is_open else "Không có lần chuyển nào dở.")
        return is_open
    with database_of_any_version(old) as source:
        schema_version.require_present(schema_version.version_of(source))
    if to_file is None:
        raise click.UsageError("Cần --to TỆP, hoặc --cancel.")
    new = read_settings_file(to_file, old)
    if markers.place_of(new) == markers.place_of(old):
        raise SamePlaceError(to_file)
    if check:
        return _check(old, new)
    with move.only_move(old):
        if not move.is_finished(old, new):  # else it was cut off after the last copy
            say("[1/4] Chép tệp gốc, tệp của trang…")
            move.move_files(old, new, say)
            if files_only:
                return True
            _move_rows(old, new, to_file)
        _switch(old, new, to_file)
    return True


def _move_rows(old: Settings, new: Settings, to_file: Path) -> None:
    say("[2/4] Chép cơ sở dữ liệu, rồi so từng dòng…")
    with database_of_any_version(old) as source, new_database(new) as target:
        move.move_rows(old, new, (source, target), to_file, say)
    say("[3/4] Chép tệp mới thêm, khóa bí mật…")
    move.move_files(old, new, say)
    for name in copy_files.copy_home(old, new):
        say(f"      {name}")
    move.finish(old, new)


def _switch(old: Settings, new: Settings, to_file: Path) -> None:
    say("[4/4] Lập chỉ mục ở chỗ mới, đổi tệp thiết lập…")
    is_indexed = _rebuild_index(new, to_file)
    say("      " + switch(old, to_file))
    if not is_indexed:
        say("      Chỉ mục chưa lập được; khi chạy bằng thiết lập mới: diachi index rebuild")
    say(
        "Đã chuyển xong; chỗ cũ còn nguyên nhưng không mở được nữa. Hãy chạy lại các dịch vụ. "
        "Muốn về: diachi move --to TỆP-THIẾT-LẬP-CŨ"
    )


def _rebuild_index(new: Settings, to_file: Path) -> bool:
    """Build the index of the new place in a process of its own, which has its settings."""
    environ = {name: systemd_variable(name) for name in ("PATH", "HOME", "LANG")}
    places = {"DIACHI_HOME": str(new.home), "DIACHI_COLLECTIONS": str(new.collections)}
    environ |= places | variables(to_file)
    command = diachi_command("index", "rebuild")
    return subprocess.run(command, env=environ, check=False).returncode == 0


def _check(old: Settings, new: Settings) -> bool:
    """Print sizes, times and whether the new place can be used; nothing is written."""
    with database_of_any_version(old) as source:
        rows, megabytes = copy_rows.row_count(source), database_bytes(source) // _MB
        minutes = rows // _ROWS_A_SECOND // 60 + 1
        say(f"Cơ sở dữ liệu: {rows} dòng, {megabytes} MB, khoảng {minutes} phút dừng dịch vụ.")
        is_fit = _say_target(new, rows)
    for pair in copy_files.store_pairs(old, new):
        missing = sum(1 for digest in pair.old.digests() if not pair.new.holds(digest))
        say(f"{pair.name}: còn {missing} tệp phải chép; trang web cứ chạy.")
    return _has_room(old, new) and is_fit


def _say_target(new: Settings, rows: int) -> bool:
    with new_database(new) as target:
        kind, row_count = target.dialect.name, copy_rows.row_count(target)
        foreign = copy_rows.foreign_tables(target)
    previous = markers.read_marker(new)
    if row_count and previous is None:
        say(f"✗ Cơ sở dữ liệu mới đã có {row_count} dòng; cần một cơ sở dữ liệu trống.")
        return False
    if foreign and previous is None:
        say(f"✗ Cơ sở dữ liệu mới có bảng của phần mềm khác: {', '.join(foreign[:3])}.")
        return False
    say(f"✓ Cơ sở dữ liệu mới ({kind}) mở được, sẽ có {rows} dòng.")
    return True


def _has_room(old: Settings, new: Settings) -> bool:
    if new.files or old.home == new.home or not old.masters.exists():
        return True
    bytes_ = sum(path.stat().st_size for path in old.home.rglob("*") if path.is_file())
    parent = next(folder for folder in (new.home, *new.home.parents) if folder.exists())
    room, free = bytes_ // _MB, shutil.disk_usage(parent).free // _MB
    minutes = room // _MEGABYTES_A_SECOND // 60 + 1
    say(f"{'✓' if room < free else '✗'} Tệp: cần {room} MB, còn {free} MB, {minutes} phút.")
    return room < free


_KEPT_SUFFIX = ".truoc-khi-chuyen"


def read_settings_file(path: Path, old: Settings) -> Settings:
    """Return the settings of a file; the data folder and the collections default to the old ones.

    Raises SettingsFileUnreadableError.
    """
    defaults = {"DIACHI_HOME": str(old.home), "DIACHI_COLLECTIONS": str(old.collections)}
    try:
        return read_settings(defaults | variables(path))
    except SettingError as error:
        raise SettingsFileUnreadableError(path, error) from error


def variables(path: Path) -> dict[str, str]:
    """Return the variables of a settings file: lines of NAME=value, as systemd reads them."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeError) as error:
        raise SettingsFileUnreadableError(path, error) from error
    values = {}
    for line in lines:
        text = line.strip()
        if not text or text.startswith(("#", ";")):
            continue
        name, equals, value = text.partition("=")
        if not equals:
            raise SettingsFileUnreadableError(path, f"dòng “{name[:40]}” không có dấu =")
        values[name.strip()] = value.strip().strip("\"'")
    return values


def switch(old: Settings, new_file: Path) -> str:
    """Put the new settings file in place of the old one, which is kept; return a sentence.

    The new file may be the one kept by the last move: then the two change places.
    """
    place = old.settings_file
    if place == new_file.resolve():
        return f"Tệp thiết lập {place} đã là của chỗ mới."
    previous_file = place.with_name(place.name + _KEPT_SUFFIX)
    incoming = place.with_name(place.name + ".moi")
    try:
        _copy_like(new_file, incoming, place if place.exists() else new_file)
        if place.exists():
            _copy_like(place, previous_file, place)
        incoming.replace(place)
    except OSError:
        return (
            f"Tài khoản này không ghi được {place}. Hãy chạy bằng root: "
            f"cp {new_file} {incoming}; cp {place} {previous_file}; cp {incoming} {place}; "
            f"rm {incoming}"
        )
    return f"Đã đặt {new_file} vào {place}; tệp cũ ở {previous_file}."


def _copy_like(source: Path, target: Path, example: Path) -> None:
    """Copy a file that holds keys, with the owner and mode of another from its first byte."""
    facts, content = example.stat(), source.read_bytes()  # the target may be one of them
    target.unlink(missing_ok=True)
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as copy:
        os.fchown(descriptor, facts.st_uid, facts.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(facts.st_mode))
        copy.write(content)
