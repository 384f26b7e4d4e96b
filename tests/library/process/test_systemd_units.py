"""The units of `deploy/` are watched, limited and hardened."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.plan import CHECKOUT

_UNITS = [
    *sorted((CHECKOUT / "deploy").glob("*.service")),
    CHECKOUT / "deploy" / "station" / "diachi-station.service",
]
_MAX_EXPOSURE = 2.5
_each_unit = pytest.mark.parametrize("unit", _UNITS, ids=lambda unit: unit.name)


def _directives(unit: Path) -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", unit.read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", ["diachi-web", "diachi-watch"])
def test_a_service_is_restarted_when_it_hangs_and_reported_when_it_keeps_failing(name):
    directives = _directives(CHECKOUT / "deploy" / f"{name}.service")
    assert directives["Type"] == "notify"
    assert {"WatchdogSec", "StartLimitBurst", "StartLimitIntervalSec"} <= directives.keys()
    # without this, systemd would run OnFailure at every restart instead of the last
    assert directives["RestartMode"] == "direct"


def test_gunicorn_is_reported_when_it_keeps_failing_and_restarts_its_own_processes():
    directives = _directives(CHECKOUT / "deploy" / "diachi-site.service")
    assert directives["Type"] == "notify"
    assert {"StartLimitBurst", "StartLimitIntervalSec"} <= directives.keys()
    assert directives["RestartMode"] == "direct"


@_each_unit
def test_a_unit_has_limits(unit):
    directives = _directives(unit)
    assert {"MemoryMax", "ProtectSystem", "SystemCallFilter"} <= directives.keys()
    assert directives["UMask"] == "0027"


@_each_unit
def test_a_service_that_ends_is_mailed_by_systemd_and_a_backup_by_the_services(unit):
    """The condition `backup` opens one alert, where systemd would mail every quarter of an hour."""
    is_service = unit.stem in {"diachi-web", "diachi-site", "diachi-watch"}
    expected = "diachi-alert@%n.service" if is_service else None
    assert _directives(unit).get("OnFailure") == expected


@_each_unit
def test_the_sandbox_of_libreoffice_works_in_a_unit(unit):
    """It needs namespaces and Landlock, and LibreOffice needs executable memory."""
    directives = _directives(unit)
    assert set(directives["RestrictNamespaces"].split()) == {"user", "net"}
    assert "@sandbox" in directives["SystemCallFilter"]
    assert "MemoryDenyWriteExecute" not in directives


def test_a_command_by_hand_has_the_settings_of_the_services(tmp_path):
    settings = tmp_path / "diachi.conf"
    settings.write_text(
        "# DIACHI_PORT=1\nDIACHI_LIBRARY_NAME=Thư viện tỉnh $HOME\n"
        "DIACHI_HOSTS='a.example,b.example' \nDIACHI_MAIL_TO=a=b"
    )
    script = (CHECKOUT / "deploy" / "diachi").read_text()
    for installed, here in (
        ("/etc/diachi.conf", str(settings)),
        ("/opt/diachi/.venv/bin/diachi", f"{sys.executable} {tmp_path / 'command.py'}"),
        ("runuser -u diachi --", "env"),
    ):
        assert installed in script
        script = script.replace(installed, here)
    (tmp_path / "command.py").write_text(
        "import os, sys\n"
        "print(sys.argv[1:], *(f'{k}={v}' for k, v in sorted(os.environ.items()) if 'DIACHI' in k))"
    )
    words = ["staff", "add", "Nguyễn Văn A"]
    result = subprocess.run(
        ["bash", "-c", script, "diachi", *words],
        **{"env": {"PATH": os.environ["PATH"]}, "cwd": tmp_path},
        capture_output=True,
        check=True,
        text=True,
    )
    assert result.stdout.strip() == (
        f"{words} DIACHI_HOSTS=a.example,b.example "
        "DIACHI_LIBRARY_NAME=Thư viện tỉnh $HOME DIACHI_MAIL_TO=a=b"
    )


@pytest.mark.needs(shutil.which("systemd-analyze"), "systemd-analyze")
def test_the_exposure_of_each_unit_is_low():
    report = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", *map(str, _UNITS)],
        capture_output=True,
        check=False,
        text=True,
    ).stdout
    levels = re.findall(r"exposure level for (\S+): ([\d.]+)", report)
    assert len(levels) == len(_UNITS)
    assert [unit for unit, level in levels if float(level) > _MAX_EXPOSURE] == []
