"""Kits for public computers: registry files, the Debian package, and what a kit contains."""

import json
import re
import subprocess
import sys

import pytest

from tests.architecture.plan import CHECKOUT

sys.path.insert(0, str(CHECKOUT / "bin"))
import computer_kit

_LIBRARY = "https://thu-vien.example.vn"
_KEY = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Google\Chrome"


@pytest.mark.parametrize("name", ["chromium.json", "edge.json", "firefox.json"])
def test_policies_open_the_library_and_keep_its_cookies_only(name):
    text = computer_kit._policies(name, _LIBRARY)
    policies = json.loads(text)
    assert "{" + "library}" not in text
    if name == "firefox.json":
        assert policies["policies"]["Cookies"]["Allow"] == [_LIBRARY]
        assert policies["policies"]["SanitizeOnShutdown"]["Cookies"] is True
    else:
        assert policies["RestoreOnStartupURLs"] == [f"{_LIBRARY}/may"]
        assert (policies["DefaultCookiesSetting"], policies["CookiesAllowedForUrls"]) == (
            4,
            [_LIBRARY],
        )


def test_policies_become_registry_values():
    lines = computer_kit._setting_lines(
        _KEY, {"SyncDisabled": True, "BrowserSignin": 0, "HomepageLocation": 'a\\b"c', "L": ["*"]}
    )
    assert lines[:4] == [
        f"[{_KEY}]",
        '"SyncDisabled"=dword:00000001',
        '"BrowserSignin"=dword:00000000',
        r'"HomepageLocation"="a\\b\"c"',
    ]
    assert lines[5:8] == [rf"[-{_KEY}\L]", rf"[{_KEY}\L]", '"1"="*"']


def test_every_policy_that_is_set_is_removed_again():
    values = json.loads(computer_kit._policies("chromium.json", _LIBRARY))
    removal = "\n".join(computer_kit._removing_lines(_KEY, values))
    for name in values:
        assert f'"{name}"=-' in removal or rf"[-{_KEY}\{name}]" in removal
    assert f"[-{_KEY}]" not in removal  # others may have set policies too


@pytest.mark.parametrize("command", sorted((CHECKOUT / "deploy/windows").rglob("*.cmd")), ids=str)
def test_commands_are_readable_in_any_code_page(command):
    text = command.read_bytes().decode("ascii")
    for label in re.findall(r"goto :?([\w-]+)", text):
        assert f":{label}" in text


@pytest.mark.slow
def test_the_debian_package_knows_the_library(tmp_path):
    command = [sys.executable, "bin/computer_kit.py", "linux", "--library", f"{_LIBRARY}/"]
    environment = {"PYTHONPATH": str(CHECKOUT), "DIACHI_HOME": str(tmp_path), "PATH": "/usr/bin"}
    order = [*command, "--output", str(tmp_path)]
    subprocess.run(order, cwd=CHECKOUT, env=environment, check=True, capture_output=True)
    package = next(tmp_path.glob("*.deb"))
    subprocess.run(["dpkg-deb", "-x", package, tmp_path / "x"], check=True)
    settings = json.loads((tmp_path / "x/usr/lib/diachi-tro-ly/thu-vien.json").read_text())
    assert settings == {"library": _LIBRARY, "update_key": None, "provider": ""}
    launcher = tmp_path / "x/usr/lib/diachi-tro-ly/khoi-dong.py"
    help_text = subprocess.run(
        [sys.executable, "-I", launcher, "--help"], check=True, capture_output=True, text=True
    )
    assert "cai-dat" in help_text.stdout
