"""Installation and removal of the agent on Windows, for the whole computer."""

from __future__ import annotations

import ctypes
import filecmp
import shutil
import sys
import time
from pathlib import Path

from .agent_files import LAUNCHER, ON_WINDOWS, data_folder
from .input_seen import TICK_SECONDS
from .program_version import VERSION
from .windows_tasks import SERVICE_TASK, WATCH_TASK, create_tasks, end_tasks, has_task, run_quietly

if ON_WINDOWS:
    import winreg

_UNINSTALL = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\DiaChiTroLy"
_SHORTCUT = "Thu vien (may cong cong).url"
_ONLY_ADMINISTRATORS = ("*S-1-5-18:(OI)(CI)F", "*S-1-5-32-544:(OI)(CI)F")
_MAX_END_SECONDS = TICK_SECONDS + 25
_COPIED_FROM_KIT = ("go-bo.cmd", "kiem-tra.cmd")


def is_administrator() -> bool:
    """Return True if this process may change the whole computer."""
    return bool(ctypes.windll.shell32.IsUserAnAdmin())


def install_files(kit: Path, program: Path, home: Path) -> None:
    """Copy Python, the program and the commands; what is already there stays as it is."""
    end_tasks(delete=False)
    home.mkdir(parents=True, exist_ok=True)
    _copy_folder(Path(sys.executable).parent, home / "python")
    for older in home.glob("tro-ly-*.pyz"):
        if older.name != program.name:
            older.unlink()
    for file in (program, program.with_name(LAUNCHER), *(kit / name for name in _COPIED_FROM_KIT)):
        if file.exists() and file.parent != home:
            shutil.copyfile(str(file), str(home / file.name))
    data = data_folder(home)
    data.mkdir(exist_ok=True)
    (home / "cap-nhat").mkdir(exist_ok=True)
    run_quietly("icacls", str(data), "/inheritance:r", "/grant:r", *_ONLY_ADMINISTRATORS)


def start(home: Path) -> None:
    """Register the tasks and the entry in the list of installed programs, and start the agent."""
    create_tasks(home)
    values = {
        "DisplayName": "Địa Chí: trợ lý máy công cộng",
        "DisplayVersion": VERSION,
        "Publisher": "Địa Chí",
        "InstallLocation": str(home),
        "UninstallString": f'"{home / "go-bo.cmd"}"',
    }
    with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, _UNINSTALL) as key:
        for name, value in values.items():
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, value)


def write_shortcut(url: str) -> Path:
    """Put the shortcut to the start page on the desktop of every user; return its file."""
    file = _public_desktop() / _SHORTCUT
    file.write_text(f"[InternetShortcut]\r\nURL={url}\r\n", encoding="ascii")
    return file


def remove(home: Path) -> None:
    """Remove tasks, entry, shortcut and folder; raise OSError if a file is still in use."""
    end_tasks(delete=True)
    shortcut = _public_desktop() / _SHORTCUT
    if shortcut.exists():
        shortcut.unlink()
    try:
        winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, _UNINSTALL)
    except FileNotFoundError:
        pass
    if (home / LAUNCHER).exists():
        (home / LAUNCHER).unlink()
    until = time.monotonic() + _MAX_END_SECONDS
    while home.exists():
        try:
            _delete(home)
            return
        except OSError:  # service and watch end within a tick after the launcher is gone
            if time.monotonic() > until:
                raise
            time.sleep(1)


def installed_parts() -> tuple:
    """Return pairs of a sentence and its truth, for the check on the spot."""
    return (
        ("Tác vụ chạy từ lúc bật máy", has_task(SERVICE_TASK)),
        ("Tác vụ xem máy có người dùng", has_task(WATCH_TASK)),
    )


def _public_desktop() -> Path:
    with winreg.OpenKey(
        winreg.HKEY_LOCAL_MACHINE,
        r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders",
    ) as key:
        return Path(winreg.QueryValueEx(key, "Common Desktop")[0])


def _copy_folder(source: Path, target: Path) -> None:
    """Copy files that are missing or differ: those of a running Python can't be written."""
    if source == target:
        return
    target.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        copy = target / file.name
        if not copy.exists() or not filecmp.cmp(str(file), str(copy), shallow=False):
            shutil.copyfile(str(file), str(copy))


def _delete(home: Path) -> None:
    if home.resolve() not in Path(sys.executable).resolve().parents:
        shutil.rmtree(str(home))
        return
    for entry in home.iterdir():
        if entry.is_dir() and entry.name != "python":
            shutil.rmtree(str(entry))
        elif entry.is_file() and entry.suffix != ".cmd":
            entry.unlink()
    # go-bo.cmd removes the rest, when this Python has ended
