"""The files of deploy/ for several machines name what exists."""

import json
import re
import shutil
import subprocess
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from tests.architecture.plan import CHECKOUT

_DEPLOY = CHECKOUT / "deploy"


def _named(text: str) -> set[str]:
    return set(re.findall(r"\bDIACHI_[A-Z0-9_]+", text))


def test_the_settings_in_the_files_exist():
    settings = _named((CHECKOUT / "docs/settings.md").read_text())
    for file in ("compose.yaml", "diachi.conf", "nginx-many.conf", "gunicorn.conf.py"):
        assert _named((_DEPLOY / file).read_text()) <= settings, file


def test_the_services_of_the_compose_file_know_each_other():
    parts = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
    for service in parts["services"].values():
        assert set(service.get("depends_on", ())) <= parts["services"].keys()
        assert set(service.get("secrets", ())) <= parts["secrets"].keys()
        volumes = {volume.partition(":")[0] for volume in service.get("volumes", ())}
        assert {volume for volume in volumes if "/" not in volume} <= parts["volumes"].keys()
    names = [
        service["environment"]["DIACHI_WORKSHOP"]
        for service in parts["services"].values()
        if "DIACHI_WORKSHOP" in service.get("environment", {})
    ]
    assert len(names) == len(set(names)) == 2


def _is_copied(path: str) -> bool:
    """Return True if .containerignore lets a file into the image: the last pattern decides."""
    parts = path.split("/")
    prefixes = ["/".join(parts[: length + 1]) for length in range(len(parts))]
    is_ignored = False
    for line in (CHECKOUT / ".containerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern = line.lstrip("!").removeprefix("**/")
            names = parts if "**/" in line else prefixes
            if any(fnmatchcase(name, pattern) for name in names):
                is_ignored = not line.startswith("!")
    return not is_ignored


@pytest.mark.parametrize(
    "path",
    [
        *(".git/config", "var/diachi.sqlite", "var/secret_key", ".env", "deploy/secrets/pgpass"),
        *("deploy/secrets/secret_key", "build/x.whl", ".venv/bin/python", "tests/conftest.py"),
        "library/__pycache__/cli.cpython-313.pyc",
    ],
)
def test_the_image_holds_no_secret_no_data_and_no_rubbish(path):
    assert not _is_copied(path)
    assert (CHECKOUT / ".dockerignore").readlink().name == ".containerignore"


def test_the_image_holds_all_that_is_installed():
    rooms = (
        "app",
        "ingest",
        "kit",
        "library",
        "points",
        "scale",
        "search_index",
        "requirements",
        "bin",
    )
    files = [path for room in rooms for path in (CHECKOUT / room).rglob("*") if path.is_file()]
    copied = {path for path in files if _is_copied(path.relative_to(CHECKOUT).as_posix())}
    assert {path for path in files if "__pycache__" not in path.parts} == copied
    for name in ("Makefile", "setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        assert _is_copied(name)
    assert _is_copied("deploy/gunicorn.conf.py")
    assert _is_copied("collections/bao-chi/profile.toml")


def test_git_ignores_the_secrets_of_the_containers():
    assert "/deploy/secrets/" in (CHECKOUT / ".gitignore").read_text().splitlines()


def test_the_address_of_nginx_is_outside_the_pool_of_the_others():
    parts = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())
    (pool,) = parts["networks"]["default"]["ipam"]["config"]
    nginx = ip_address(parts["services"]["nginx"]["networks"]["default"]["ipv4_address"])
    site = parts["services"]["site-1"]["environment"]
    assert nginx in ip_network(pool["subnet"])
    assert nginx not in ip_network(pool["ip_range"])
    assert (site["DIACHI_TRUSTED_PROXY"], site["DIACHI_HTTPS"]) == (str(nginx), "1")


def test_the_secrets_of_the_containers_are_made_once_and_closed_to_others(tmp_path):
    script = shutil.copy(_DEPLOY / "compose-secrets", tmp_path)
    subprocess.run([script], check=True)
    folder = tmp_path / "secrets"
    texts = {file.name: file.read_text() for file in folder.iterdir()}
    subprocess.run([script], check=True)
    assert {file.name: file.read_text() for file in folder.iterdir()} == texts
    files = yaml.safe_load((_DEPLOY / "compose.yaml").read_text())["secrets"].values()
    assert {Path(entry["file"]).name for entry in files} == texts.keys()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "pgpass").stat().st_mode & 0o777 == 0o600  # libpq reads no other
    assert texts["pgpass"] == f"*:*:*:diachi:{texts['postgres_password']}\n"
    (identity,) = json.loads(texts["s3_identities.json"])["identities"]
    assert [*identity["credentials"][0].values()] == texts["s3_keys"].split()


def test_the_account_of_the_image_is_that_of_its_secrets():
    uid = re.search(r"--uid (\d+)", (_DEPLOY / "Containerfile").read_text())[1]
    assert f"chown {uid}:{uid} " in (_DEPLOY / "compose-secrets").read_text()
