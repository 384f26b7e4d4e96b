"""Extras that were installed once are installed again after an update and with another Python."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.plan import CHECKOUT

_PYTHON = """#!/usr/bin/env bash
case "$1 $2" in
"--version ") echo "Python $VERSION" ;;
"-m venv") rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
"-m pip") printf '%s\\n' "$*" >>pip.log; [[ $* != *"$FAILS"* ]] ;;
esac
"""
"""A Python that installs nothing, and notes what it was to install."""


@pytest.fixture
def prepare(tmp_path):
    """Return a function that prepares a checkout and returns the project as pip was given it."""
    (tmp_path / "bin").mkdir()
    for name in ("prepare-python", "voice"):
        shutil.copy(CHECKOUT / "bin" / name, tmp_path / "bin")
    (tmp_path / "requirements").mkdir()
    for name in ("build", "site", "postgresql", "scale", "meaning"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("")
    for name in ("setup.cfg", "pyproject.toml"):
        (tmp_path / name).write_text("")
    (tmp_path / "programs").mkdir()
    python = tmp_path / "programs" / "python3"
    python.write_text(_PYTHON)
    python.chmod(0o755)

    def run(extras: str = "", version: str = "3.13.5", fails: str = "nothing") -> str:
        log = tmp_path / "pip.log"
        log.write_text("")
        path = f"{python.parent}:{os.environ['PATH']}"
        environment = {"PATH": path, "VERSION": version, "FAILS": fails}
        subprocess.run(
            [tmp_path / "bin" / "prepare-python", extras],
            env=environment,
            capture_output=True,
            check=fails == "nothing",
        )
        projects = [line.partition("--editable ")[2] for line in log.read_text().splitlines()]
        return "".join(projects)

    run.folder = tmp_path
    return run


def test_extras_stay_when_python_changes(prepare):
    assert prepare("scale") == ".[scale]"
    assert prepare("meaning,postgresql") == ".[meaning,postgresql,scale]"
    assert prepare() == ""
    assert prepare(version="3.13.6") == ".[meaning,postgresql,scale]"


def test_extras_stay_when_the_release_changes(prepare):
    prepare("postgresql")
    (prepare.folder / "setup.cfg").write_text("new")
    assert prepare() == ".[postgresql]"


def test_an_installation_of_an_earlier_release_keeps_its_extras(prepare):
    prepare()
    (prepare.folder / ".venv" / "installed-test,scale").write_text("")
    (prepare.folder / ".venv" / "installed-meaning").write_text("")
    assert prepare(version="3.13.6") == ".[meaning,scale]"  # this release has no "test"


def test_an_extra_that_cannot_be_installed_is_not_remembered(prepare):
    prepare("scale")
    prepare("meaning", fails="meaning.txt")
    assert prepare(version="3.13.6") == ".[scale]"


def test_a_kill_while_python_changes_forgets_nothing(prepare):
    prepare("scale")
    prepare(version="3.13.6", fails="--require-hashes")
    assert not list(Path(prepare.folder / ".venv").glob("installed*"))
    assert prepare(version="3.13.6") == ".[scale]"


def test_a_name_that_was_deleted_is_dropped(prepare):
    prepare("meaning,scale")
    (prepare.folder / ".venv-extras").write_text("scale\n")
    assert prepare() == ".[scale]"
