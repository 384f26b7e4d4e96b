"""The kit for Windows, tried under Wine with a real server; run by `make test-windows-kit`."""

import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from app.points.kiosk.agent.program_version import VERSION
from app.points.kiosk.agent_releases import create_key
from library.database import reading
from points.access_points.models import Device
from points.usage.models import DeviceBoot
from tests.architecture.plan import CHECKOUT

pytestmark = pytest.mark.wine

_INSTALLED = "drive_c/Program Files/DiaChiTroLy"
_PYTHON = r"C:\Program Files\DiaChiTroLy\python\python.exe"
_LAUNCHER = r"C:\Program Files\DiaChiTroLy\khoi-dong.py"
_SECONDS = 120


class Windows:
    """A fresh Windows in a Wine prefix; as Wine runs no scheduled tasks, the test starts them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.prefix, self.services = folder, folder / "prefix", []
        self.home = self.prefix / _INSTALLED
        own = {"WINEPREFIX": str(self.prefix), "WINEDEBUG": "-all", "XDG_RUNTIME_DIR": str(folder)}
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **own}
        self.run("wineboot", "--init")

    def launch(self, *command: str | Path) -> subprocess.Popen:
        """Start a program of Windows; a pipe would be held open by services that Wine starts."""
        output = (self.folder / "output.txt").open("wb")
        with output:
            return subprocess.Popen(
                ["wine", *command],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    def run(self, *command: str | Path) -> str:
        """Run a program of Windows to its end, and return its output."""
        process = self.launch(*command)
        output = f"{process.wait(_SECONDS)}\n"
        return output + (self.folder / "output.txt").read_text(encoding="ascii", errors="replace")

    def start(self, work: str) -> subprocess.Popen:
        """Start the service or the watch, as their task does."""
        command = ["wine", _PYTHON, _LAUNCHER, work]
        self.services.append(subprocess.Popen(command, env=self.environment))
        return self.services[-1]

    def close(self) -> None:
        """End what still runs in this prefix."""
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)
        for service in self.services:
            service.wait(30)


@pytest.fixture(scope="module")
def windows(tmp_path_factory):
    """Return a fresh Windows."""
    started = Windows(tmp_path_factory.mktemp("wine"))
    yield started
    started.close()


@pytest.fixture
def kit(tmp_path, line) -> Path:
    """Build the kit for this library and unpack it, as on a USB stick."""
    create_key(tmp_path, tmp_path / "key.pem", "")
    command = [sys.executable, "bin/computer_kit.py", "windows", "--library", line.library]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    order = [*command, "--key", str(tmp_path / "agent/public_key"), "--output", str(tmp_path)]
    subprocess.run(order, cwd=CHECKOUT, env=environment, check=True, timeout=_SECONDS)
    with zipfile.ZipFile(tmp_path / f"may-cong-cong-{VERSION}.zip") as archive:
        archive.extractall(tmp_path)
    return tmp_path / "may-cong-cong"


def test_a_computer_is_installed_sends_and_is_clean_again(windows, kit, code, engine):
    agent = (kit / "python-64/python.exe", kit / "tro-ly/khoi-dong.py")
    tasks = windows.prefix / "drive_c/windows/system32/tasks"
    assert windows.run(*agent, "--help").startswith("0\n")
    installation = windows.launch(*agent, "cai-dat", code)
    _until((windows.home / "du-lieu/config.json").exists)
    services = windows.start("theo-doi"), windows.start("chay")
    assert installation.wait(_SECONDS) == 0
    assert len(list(tasks.iterdir())) == 2
    assert "[CHUA DUOC]" not in windows.run(_PYTHON, _LAUNCHER, "kiem-tra")
    with reading(engine) as session:
        assert session.get_one(Device, 1).token_hash is not None
        assert {boot.version for boot in session.scalars(select(DeviceBoot))} == {VERSION}
    assert windows.run(*agent, "go-bo").startswith("0\n")
    assert not windows.home.exists()
    assert list(tasks.iterdir()) == []
    assert [service.wait(_SECONDS) for service in services] == [0, 0]


def _until(true: Callable[[], bool]) -> None:
    """Wait for a condition."""
    end = time.monotonic() + _SECONDS
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)
