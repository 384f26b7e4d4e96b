"""From one file, `diachi setup` writes what each machine needs, and carries what must be equal."""

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from scale.setting_up.cli import setup_command
from scale.setting_up.problems import OtherKeyError
from scale.setting_up.shared_keys import require_same_key
from tests.architecture.plan import CHECKOUT

_HTTP_OF_DEBIAN = (
    "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; "
    "gzip on; sendfile on; server_tokens build;"
)
"""Lines of /etc/nginx/nginx.conf in Debian 12 or 13, which may not stand twice in one block."""


def _setup(*words: object, fails: bool = False) -> str:
    """Run the command and return what it printed."""
    result = CliRunner().invoke(setup_command, [str(word) for word in words])
    assert (result.exit_code != 0) == fails, result.output
    return result.output


@pytest.fixture
def place(tmp_path) -> Path:
    """Return the folder of the sample description on the first machine."""
    folder = tmp_path / "diachi-machines"
    folder.mkdir()
    shutil.copy(CHECKOUT / "deploy/machines.toml", folder)
    return folder


@pytest.fixture
def machines(place, tmp_path) -> tuple[Path, Path]:
    """Write the files of both machines, the second from what the first packed for it."""
    first, second = tmp_path / "may-1", tmp_path / "may-2"
    _setup("--machine", "may-1", "--file", place / "machines.toml", "--into", first)
    packed = place / "to_copy/may-2/diachi-machines"
    _setup("--machine", "may-2", "--file", packed / "machines.toml", "--into", second)
    return first, second


def _modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(file.stat().st_mode) for file in folder.rglob("*") if file.is_file()}


def _settings(root: Path) -> dict[str, str]:
    lines = (root / "etc/diachi.conf").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line.startswith("DIACHI_"))


def test_both_machines_have_the_same_keys_and_each_only_its_own(place, machines):
    first, second = machines
    for name in ("secret_key", "pgpass", "s3.keys", "opensearch", "ca.pem"):
        text = (first / "etc/diachi" / name).read_text()
        assert text and text == (second / "etc/diachi" / name).read_text()
    assert (first / "etc/diachi/secret_key").stat().st_mode & 0o777 == 0o600
    packed = place / "to_copy/may-2/diachi-machines"
    assert _modes(packed) == {0o600} == _modes(place / "keys")
    assert stat.S_IMODE(packed.stat().st_mode) == 0o700
    names = {file.name for file in (packed / "keys").iterdir()}
    assert names == {"secret_key", "ca", "database_password", "s3_secret", "opensearch_password"}


def test_settings_differ_only_where_machines_do(machines):
    first, second = map(_settings, machines)
    differing = {n for n in first.keys() | second.keys() if first.get(n) != second.get(n)}
    assert differing == {"DIACHI_BIND", "DIACHI_WORKSHOP"}
    assert second["DIACHI_TRUSTED_PROXY"] == "10.0.0.11"
    assert second["DIACHI_COPY_SECONDS"] == "5"


def test_a_second_run_changes_nothing_and_a_changed_file_shows_what_changes(place, machines):
    first, _ = machines
    file, words = place / "machines.toml", ("--machine", "may-1", "--into", first)
    assert "+" not in _setup(*words, "--file", file) + _setup(*words, "--file", file)
    key = (first / "etc/diachi/secret_key").read_text()
    previous = (first / "etc/diachi/pg_hba.conf").read_text()
    file.write_text(file.read_text().replace("10.0.0.12", "10.0.0.22"))
    printed = _setup(*words, "--file", file)
    assert "~ /etc/diachi/pg_hba.conf" in printed
    assert "+hostssl all diachi 10.0.0.22/32 scram-sha-256" in printed
    assert (first / "etc/diachi/secret_key").read_text() == key
    copies = list((first / "var/backups/diachi-setup").glob("*/etc/diachi/pg_hba.conf"))
    assert [copy.read_text() for copy in copies] == [previous]


def test_a_library_that_has_a_key_keeps_it(place, tmp_path):
    root = tmp_path / "máy"
    (root / "srv/diachi").mkdir(parents=True)
    (root / "srv/diachi/secret_key").write_text("khóa cũ")
    _setup("--machine", "may-1", "--file", place / "machines.toml", "--into", root)
    assert (root / "etc/diachi/secret_key").read_text() == "khóa cũ\n"


def test_a_plan_writes_nothing_and_prints_no_key(place):
    file = place / "machines.toml"
    printed = _setup("--machine", "may-1", "--file", file)
    assert "+ /etc/diachi.conf" in printed and "$ systemctl restart diachi-site" in printed
    assert list(place.iterdir()) == [file]


def test_a_machine_without_the_keys_is_told_how_they_come(place):
    printed = _setup("--machine", "may-2", "--file", place / "machines.toml", fails=True)
    assert f"scp -rp {place}/to_copy/may-2/diachi-machines root@10.0.0.12:" in printed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("10.0.0.12", "10.0.0.300", "dòng 14: machines.may-2.address", id="address"),
        pytest.param("10.0.0.12", "10.0.0.11", "hai máy cùng địa chỉ 10.0.0.11", id="twice"),
        pytest.param('["pipeline", "web"]', '["webb"]', "dòng 15: machines.may-2.roles", id="role"),
        pytest.param('"database", ', "", "cần đúng một máy database", id="no database"),
        pytest.param("memory_gb = 16", "ram = 16", "machines.may-1.ram: không có mục", id="key"),
        pytest.param("[machines.may-2]", "[machines.may-2", "dòng 13, cột", id="no TOML"),
        pytest.param("DIACHI_COPY_SECONDS", "COPY", "dòng 21: settings.COPY", id="setting"),
        pytest.param("SECONDS = 5", 'SECONDS = "năm"', "DIACHI_COPY_SECONDS", id="value"),
        pytest.param("diachi.example.vn", "http://a", "dòng 4: hosts", id="host"),
    ],
)
def test_a_fault_is_named_by_line_and_field(place, old, new, expected):
    file = place / "machines.toml"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert expected in _setup("--machine", "may-1", "--file", file, fails=True)


@pytest.mark.needs(shutil.which("nginx"), "nginx")
def test_nginx_accepts_its_files(machines):
    first, _ = machines
    for file in (first / "etc/nginx").rglob("*"):
        if file.is_file():
            text = re.sub(r"(?<= )/(etc|var)/", rf"{first}/\1/", file.read_text())
            file.write_text(text.replace("listen [::]:", "# "))
    for folder in ("var/log/nginx", "var/cache/nginx"):
        (first / folder).mkdir(parents=True)
    (first / "nginx.conf").write_text(
        f"pid {first}/pid; error_log {first}/log; events {{ }}\n"
        f"http {{ {_HTTP_OF_DEBIAN} include {first}/etc/nginx/sites-enabled/*; }}"
    )
    result = subprocess.run(
        ["nginx", "-t", "-p", first, "-e", "log", "-c", first / "nginx.conf"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.needs(shutil.which("nft"), "nft")
def test_nftables_accepts_the_firewall(machines):
    for root in machines:
        file = root / "etc/diachi/firewall.nft"
        command = ["unshare", "--net", "--map-root-user", "nft", "--check", "--file", file]
        subprocess.run(command, check=True)


@pytest.mark.needs(shutil.which("systemd-analyze"), "systemd-analyze")
def test_systemd_accepts_the_units(machines):
    units = [str(unit) for root in machines for unit in root.glob("etc/systemd/system/*.service")]
    report = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    ).stderr
    # of systemd 252, and of programs that are not installed here
    expected = r"RestartMode|@sandbox|not executable: No such file|postgresql.service"
    assert [line for line in report.splitlines() if not re.search(expected, line)] == []


def test_a_library_on_sqlite_goes_on_until_it_is_moved(place, tmp_path):
    root = tmp_path / "máy"
    for path, text in (("srv/diachi/diachi.sqlite", ""), ("etc/diachi.conf", "DIACHI_HTTPS=1\n")):
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text(text)
    words = ("--machine", "may-1", "--file", place / "machines.toml", "--into", root)
    assert "diachi move --to /etc/diachi-moi.conf" in _setup(*words)
    assert (root / "etc/diachi.conf").read_text() == "DIACHI_HTTPS=1\n"
    assert not (root / "etc/nginx").exists()
    (root / "etc/diachi-moi.conf").replace(root / "etc/diachi.conf")
    assert "diachi move" not in _setup(*words)
    assert (root / "etc/nginx/sites-enabled/diachi").exists()


def test_a_machine_with_another_key_is_refused(tmp_path):
    (tmp_path / "srv/diachi").mkdir(parents=True)
    (tmp_path / "srv/diachi/secret_key").write_text("riêng")
    with pytest.raises(OtherKeyError):
        require_same_key(tmp_path, {"secret_key": "chung"}, tmp_path)


def test_a_network_drive_takes_the_place_of_the_object_store(place, tmp_path):
    file = place / "machines.toml"
    text = file.read_text().replace('"files", ', "")
    file.write_text(text.replace("# shared_folder", "shared_folder"))
    root = tmp_path / "máy"
    _setup("--machine", "may-1", "--file", file, "--into", root)
    links = (root / "etc/tmpfiles.d/diachi.conf").read_text()
    for name in ("masters", "derivatives", "uploads"):
        assert f"L /srv/diachi/{name} - - - - /mnt/kho-chung/{name}" in links
    for service in ("diachi-site", "diachi-watch"):
        drop_in = root / f"etc/systemd/system/{service}.service.d/shared-folder.conf"
        assert "ReadWritePaths=/mnt/kho-chung" in drop_in.read_text()
    assert "DIACHI_FILES" not in _settings(root)
    assert "u diachi 870 " in (root / "etc/sysusers.d/diachi.conf").read_text()


def test_a_replaced_file_is_copied_byte_for_byte(place, tmp_path):
    root = tmp_path / "may-1"
    settings = root / "etc/diachi.conf"
    settings.parent.mkdir(parents=True)
    settings.write_bytes(b"# Th\xb0 vi\xd6n\n")  # of an editor that does not know UTF-8
    _setup("--machine", "may-1", "--file", place / "machines.toml", "--into", root)
    (copy,) = (root / "var/backups/diachi-setup").glob("*/etc/diachi.conf")
    assert copy.read_bytes() == b"# Th\xb0 vi\xd6n\n"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
