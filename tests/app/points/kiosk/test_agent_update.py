"""Signed updates of the agent: from a real server, tried by the launcher, and taken back."""

import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from app.points.kiosk import agent_releases
from app.points.kiosk.agent import self_update
from app.points.kiosk.agent.agent_files import read_json, update_folder, write_json
from app.points.kiosk.agent.library_line import Library
from app.points.kiosk.agent.program_version import VERSION
from app.points.kiosk.agent.release_signature import is_signed
from app.points.kiosk.agent.self_update import BadReleaseError, confirm, program_name, take_update
from app.points.kiosk.agent_releases import pack
from app.points.kiosk.release_problems import (
    BadSigningKeyError,
    KeyKnownError,
    NotNewerError,
    OtherSigningKeyError,
)
from tests.app.points.kiosk.installed_agent import install_program, run_agent
from tests.app.points.kiosk.line import Line

_NEWER = "99.1"


@pytest.fixture(scope="module")
def key_file(tmp_path_factory):
    """Create a signing key once: it takes a while."""
    folder = tmp_path_factory.mktemp("key")
    agent_releases.create_key(folder, folder / "key.pem", "mật khẩu")
    return folder / "key.pem"


@pytest.fixture
def house(app, key_file) -> Path:
    """Return the data folder of a library that knows the public key."""
    home = app.extensions["services"].settings.home
    (home / "agent").mkdir(exist_ok=True)
    public = (key_file.parent / "agent" / "public_key").read_text()
    (home / "agent" / "public_key").write_text(public)
    return home


@pytest.fixture
def publish(house, key_file):
    """Return a function that publishes a version."""
    return lambda version: agent_releases.publish(house, key_file, "mật khẩu", version)


@pytest.fixture
def library(app):
    """Return the library as an agent sees it."""
    line = Line(app)
    yield Library({"library": line.library})
    line.cut()


@pytest.fixture
def home(tmp_path) -> Path:
    """Return the empty home of an agent."""
    (tmp_path / "home" / "du-lieu").mkdir(parents=True)
    return tmp_path / "home"


def _state(home):
    return read_json(update_folder(home) / "ban.json") or {}


def _version_started(home):
    """Return the version that the launcher starts now."""
    return run_agent(home.parent, "--version").stdout.strip()


def _start_service(home):
    """Start the service; without an enrolment it ends at once."""
    return run_agent(home.parent, "chay")


def test_a_newer_signed_version_is_installed_and_started(library, home, house, publish):
    publish(_NEWER)
    key = agent_releases.public_key(house)
    assert take_update(library, home, key) == _NEWER
    assert _version_started(home) == _NEWER


def test_without_a_release_or_a_key_nothing_happens(library, home, house):
    assert take_update(library, home, agent_releases.public_key(house)) is None
    assert take_update(library, home, None) is None


@pytest.mark.parametrize("version", [VERSION, "2.9"])
def test_the_same_or_an_older_version_is_not_taken(library, home, house, publish, version):
    publish(version)
    assert take_update(library, home, agent_releases.public_key(house)) is None


def test_a_manifest_signed_by_another_key_is_refused(library, home, house, publish):
    publish(_NEWER)
    other = f"{int(agent_releases.public_key(house), 16) + 2:x}"
    with pytest.raises(BadReleaseError, match="chữ ký"):
        take_update(library, home, other)
    assert _version_started(home) == VERSION


def test_a_changed_manifest_is_refused(house, publish):
    release, modulus = publish(_NEWER), int(agent_releases.public_key(house), 16)
    signature = bytes.fromhex(release.signature)
    assert is_signed(release.manifest.encode(), signature, modulus)
    changed = release.manifest.replace(_NEWER, "99.2").encode()
    assert not is_signed(changed, signature, modulus)
    assert not is_signed(release.manifest.encode(), signature[:-1] + b"\0", modulus)
    assert not is_signed(release.manifest.encode(), b"", modulus)


@pytest.mark.parametrize("damage", [lambda content: content[:-10], lambda content: b"x" + content])
def test_a_cut_or_changed_download_leaves_the_old_version(library, home, house, publish, damage):
    release = publish(_NEWER)
    release.program.write_bytes(damage(release.program.read_bytes())[: len(pack(_NEWER))])
    with pytest.raises(BadReleaseError):
        take_update(library, home, agent_releases.public_key(house))
    assert _version_started(home) == VERSION


def test_a_full_disk_leaves_the_old_version(library, home, house, publish, monkeypatch):
    def full(_file, _content, _mode):
        raise OSError(28, "No space left on device")

    publish(_NEWER)
    monkeypatch.setattr(self_update, "write_atomically", full)
    with pytest.raises(OSError, match="No space"):
        take_update(library, home, agent_releases.public_key(house))
    assert _version_started(home) == VERSION


def test_a_kill_between_download_and_switch_leaves_the_old_version(home):
    folder = update_folder(home)
    folder.mkdir()
    (folder / program_name(_NEWER)).write_bytes(pack(_NEWER))
    (folder / "ban.json.moi").write_text('{"current": "tro-')
    assert _version_started(home) == VERSION


def test_a_version_that_does_not_start_is_replaced_by_the_one_before(library, home, house, publish):
    publish(_NEWER)
    take_update(library, home, agent_releases.public_key(house))
    (update_folder(home) / program_name(_NEWER)).write_bytes(b"no program")
    assert _start_service(home).returncode == 75
    assert _version_started(home) == VERSION
    assert list(_state(home)["refused"]) == [_NEWER]
    assert take_update(library, home, agent_releases.public_key(house)) is None


@pytest.mark.slow
def test_a_version_that_ends_three_times_unacknowledged_is_taken_back(
    library, home, house, publish
):
    publish(_NEWER)
    take_update(library, home, agent_releases.public_key(house))
    for _ in range(3):
        _start_service(home)
        assert _version_started(home) == _NEWER
    _start_service(home)
    assert _version_started(home) == VERSION


def test_a_version_that_hangs_is_ended_and_taken_back(home):
    launcher = install_program(home.parent)
    launcher.write_text(launcher.read_text().replace("= 600, 3", "= 0.2, 3"))
    hanging = home.parent / "diachi_agent"
    hanging.mkdir()
    (hanging / "__init__.py").write_text("")
    (hanging / "commands.py").write_text("import time\n\ndef main(_): time.sleep(60)\n")
    folder = update_folder(home)
    folder.mkdir()
    _zip(hanging, folder / program_name(_NEWER))
    write_json(folder / "ban.json", {"current": program_name(_NEWER), "trial": 0})
    began = time.monotonic()
    command = [sys.executable, str(launcher), "--nha", str(home), "chay"]
    assert subprocess.run(command, check=False, timeout=30).returncode == 75
    assert time.monotonic() - began < 20
    assert _state(home)["current"] is None


def test_an_acknowledged_version_stays_and_older_ones_are_deleted(home):
    folder = update_folder(home)
    folder.mkdir()
    for version in ("2.0", "2.9", VERSION):
        (folder / program_name(version)).write_bytes(b"")
    state = {"current": program_name(VERSION), "previous": program_name("2.9"), "trial": 1}
    write_json(folder / "ban.json", state)
    confirm(home)
    assert _state(home)["trial"] is None
    assert sorted(file.name for file in folder.glob("*.pyz")) == [
        program_name("2.9"),
        program_name(VERSION),
    ]


def test_a_newer_installation_outranks_an_older_download(home):
    folder = update_folder(home)
    folder.mkdir()
    (folder / program_name("2.9")).write_bytes(pack("2.9"))
    write_json(folder / "ban.json", {"current": program_name("2.9"), "trial": None})
    assert _version_started(home) == VERSION


def test_an_installation_newer_than_a_waiting_update_is_not_on_trial(home):
    folder = update_folder(home)
    folder.mkdir()
    (folder / program_name("2.9")).write_bytes(pack("2.9"))
    write_json(folder / "ban.json", {"current": program_name("2.9"), "trial": 0})
    _start_service(home)
    assert _state(home)["trial"] == 0


def test_a_release_must_be_higher_and_signed_with_the_known_key(house, publish, tmp_path, key_file):
    publish(_NEWER)
    with pytest.raises(NotNewerError):
        publish("99.0")
    with pytest.raises(BadSigningKeyError):
        agent_releases.publish(house, key_file, "sai", "99.2")
    with pytest.raises(KeyKnownError):
        agent_releases.create_key(house, tmp_path / "new.pem", "")
    agent_releases.create_key(tmp_path, tmp_path / "other.pem", "")
    with pytest.raises(OtherSigningKeyError):
        agent_releases.publish(house, tmp_path / "other.pem", "", "99.2")


def test_a_restored_server_learns_its_public_key_from_the_signing_key(house, publish):
    public = agent_releases.public_key(house)
    (house / "agent" / "public_key").unlink()
    publish(_NEWER)
    assert agent_releases.public_key(house) == public


def test_the_private_key_is_for_its_owner_only_and_not_in_the_data_folder(key_file):
    assert key_file.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in key_file.read_bytes()
    assert sorted(file.name for file in (key_file.parent / "agent").iterdir()) == ["public_key"]


def _zip(folder, file):
    with zipfile.ZipFile(file, "w") as archive:
        for module in folder.iterdir():
            archive.write(module, f"diachi_agent/{module.name}")
