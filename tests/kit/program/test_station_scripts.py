"""Scripts and units of a station, put in a root of its own."""

import os
import re
import subprocess

import pytest

from tests.architecture.plan import CHECKOUT

_STATION = CHECKOUT / "deploy" / "station"


@pytest.fixture
def root(tmp_path):
    """Return a root in which units, rules and the command of this version were put."""
    environment = {**os.environ, "ROOT": str(tmp_path)}
    subprocess.run([_STATION / "place"], env=environment, check=True)
    return tmp_path


def test_units_rules_and_the_command_are_put_where_they_are_looked_for(root):
    names = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    units = "etc/systemd/system"
    assert names == {
        *(f"{units}/{name}.service" for name in ("diachi-web", "diachi-station", "diachi-usb@")),
        *(f"{units}/{name}.service" for name in ("diachi-update", "diachi-update-resume")),
        *(f"{units}/diachi-update.path", f"{units}/diachi-web.service.d/station.conf"),
        *("etc/udev/rules.d/80-diachi-usb.rules", "usr/local/bin/diachi"),
    }


def test_services_wait_for_an_update_that_was_cut(root):
    units = root / "etc/systemd/system"
    for file in ("diachi-station.service", "diachi-web.service.d/station.conf"):
        assert re.search(
            r"^After=.*diachi-update-resume.service$", (units / file).read_text(), re.M
        )


def test_the_script_on_the_stick_starts_units_that_exist():
    enabled = re.search(r"systemctl enable --quiet (.*)", (_STATION / "install").read_text())[1]
    units = {path.name for path in (*CHECKOUT.glob("deploy/*.service"), *_STATION.iterdir())}
    names = {name if "." in name else f"{name}.service" for name in enabled.split()}
    assert names <= units


def test_the_settings_of_a_station_are_settings_of_the_program():
    page = (CHECKOUT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = re.findall(r"^(DIACHI_\w+)=", (_STATION / "diachi.conf").read_text(), re.M)
    assert [name for name in names if f"`{name}`" not in page] == []
