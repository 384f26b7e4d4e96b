"""Settings files of the old and the new size."""

import os
import stat
from pathlib import Path

from library.errors import SettingError
from library.settings import Settings, read_settings
from scale.moving.problems import SettingsFileUnreadableError

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
