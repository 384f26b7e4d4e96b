"""Enrolment and removal of the agent on Linux; its package brings unit, autostart and account."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .agent_files import data_folder

UNIT = "diachi-tro-ly.service"
AUTOSTART = Path("/etc/xdg/autostart/diachi-tro-ly.desktop")


def is_administrator() -> bool:
    """Return True for root."""
    return os.geteuid() == 0


def start(home: Path) -> None:
    """Give the data to the account of the service, and start it now and with the computer."""
    owner = home.stat()
    for path in (data_folder(home), *data_folder(home).iterdir()):
        os.chown(str(path), owner.st_uid, owner.st_gid, follow_symlinks=False)
    _systemctl("enable", UNIT)
    _systemctl("restart", UNIT)


def remove(home: Path) -> None:
    """Stop the service and delete the data; the package itself is removed by apt."""
    subprocess.run(["systemctl", "disable", "--now", UNIT], capture_output=True, check=False)
    for entry in home.iterdir():
        if entry.is_dir():
            shutil.rmtree(str(entry))


def installed_parts() -> tuple:
    """Return pairs of a sentence and its truth, for the check on the spot."""
    active = subprocess.run(["systemctl", "is-active", UNIT], capture_output=True, check=False)
    return (
        ("Dịch vụ chạy từ lúc bật máy", active.returncode == 0),
        ("Chương trình xem máy có người dùng", AUTOSTART.exists()),
    )


def _systemctl(*order: str) -> None:
    try:
        process = subprocess.run(["systemctl", *order], capture_output=True, check=False)
    except FileNotFoundError as error:
        raise OSError("máy không có systemd") from error
    if process.returncode != 0:
        raise OSError(f"systemctl {order[0]}: {process.stderr.decode(errors='replace').strip()}")
