"""Modes of files: those of the data folder, and of a settings file that holds secrets."""

import re
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from library.errors import SettingsFileOpenError
from library.settings import Settings

UMASK = 0o027
"""Files of the program are 0640 and folders 0750: other accounts of the machine see nothing."""

_TOO_WIDE = stat.S_IWGRP | stat.S_IRWXO
_TOO_WIDE_FOR_KEY = stat.S_IRWXG | stat.S_IRWXO
_MAX_EXAMINED = 5_000
"""Number of files and folders examined by a health check; a large library has millions."""

_OWN_ENTRIES = (
    *("masters", "derivatives", "index", "uploads", "cache", "tmp", "profiles", "certificates"),
    *("agent", "files-cache"),
    "*.sqlite*",
    "secret_key",
)
"""Patterns of what the program writes in the data folder."""

_SECRET_NAME = re.compile(r"(KEY|PASSWORD|SECRET|TOKEN|WEBHOOK)$")
_PASSWORD_IN_URL = re.compile(r"://[^/@\s:]*:[^/@\s]+@")


def entries_too_wide(settings: Settings) -> Iterator[Path]:
    """Yield files and folders of the data folder that others may read or change."""
    own = (path for pattern in _OWN_ENTRIES for path in sorted(settings.home.glob(pattern)))
    for path in islice(_walk((settings.home, *own), settings.home), _MAX_EXAMINED):
        is_key = path.name == "secret_key"
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & (_TOO_WIDE_FOR_KEY if is_key else _TOO_WIDE):
            yield path


def repairing_command(settings: Settings) -> str:
    """Return the shell command that narrows the modes in the data folder."""
    existing = [pattern for pattern in _OWN_ENTRIES if any(settings.home.glob(pattern))]
    commands = [f"cd {settings.home}", "chmod g-w,o= ."]
    if existing:
        commands.append(f"chmod -R g-w,o= {' '.join(existing)}")
    if "secret_key" in existing:
        commands.append("chmod 600 secret_key")
    return " && ".join(commands)


def require_private_settings(settings: Settings) -> None:
    """Raise SettingsFileOpenError if everybody may read the secrets in the settings file."""
    file = settings.settings_file
    try:
        if not file.stat().st_mode & stat.S_IRWXO:
            return
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return  # there is none, or even this account cannot read it
    names = [name for name, value in _assignments(lines) if _is_secret(name, value)]
    if names:
        command = f"chown root:{_group_of(settings.home)} {file} && chmod 640 {file}"
        raise SettingsFileOpenError(file, ", ".join(names), command)


def _walk(paths: tuple[Path, ...], home: Path) -> Iterator[Path]:
    for path in paths:
        yield path
        if path != home and path.is_dir() and not path.is_symlink():
            yield from path.rglob("*")


def _assignments(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            yield name.strip(), value.strip().strip("\"'")


def _is_secret(name: str, value: str) -> bool:
    return bool(value and (_SECRET_NAME.search(name) or _PASSWORD_IN_URL.search(value)))


def _group_of(home: Path) -> str:
    """Return the group of the data folder, with which the services run."""
    try:
        return home.group()
    except (OSError, KeyError):
        return "diachi"
