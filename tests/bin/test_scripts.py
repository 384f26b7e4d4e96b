"""The scripts that make runs are executable and report errors early."""

import os
import re
import socket
import subprocess
from collections.abc import Sequence
from pathlib import Path

import click
import pytest

from library.cli import main
from tests.architecture.plan import CHECKOUT

_SCRIPTS = sorted(
    path
    for folder in ("bin", ".ci", "deploy/station")
    for path in (CHECKOUT / folder).iterdir()
    if path.is_file() and path.read_text(encoding="utf-8").startswith("#!")
)


_COMMAND = re.compile(r"(?:^|[\s(&/])diachi ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?", re.MULTILINE)


def _exists(words: Sequence[str]) -> bool:
    """Return True if these words, as far as they go, name a command of diachi."""
    command = main
    for word in words:
        if not isinstance(command, click.Group):
            return True  # the word is an argument
        command = command.get_command(click.Context(command), word)
    return command is not None


@pytest.fixture
def taken_port():
    """Yield a port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _run(*command: object, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(argument) for argument in command],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda path: path.name)
def test_every_script_is_executable(script):
    assert os.access(script, os.X_OK)


def test_bash_scripts_have_valid_syntax():
    shell_scripts = [
        path for path in _SCRIPTS if "bash" in path.read_text(encoding="utf-8").split("\n")[0]
    ]
    assert [_run("bash", "-n", script).stderr for script in shell_scripts] == [""] * len(
        shell_scripts
    )


def test_every_command_that_a_script_calls_exists():
    scripts = [path for path in _SCRIPTS if path.suffix != ".py"]
    words = [
        tuple(filter(None, match))
        for path in scripts
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("#")
        for match in _COMMAND.findall(line)
    ]
    assert ("staff", "add") in words
    assert [call for call in words if not _exists(call)] == []


def test_a_taken_port_is_reported_at_once(taken_port):
    process = _run("bin/run", DIACHI_PORT=str(taken_port))
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr.startswith(f"✗ Cổng {taken_port} đang có chương trình khác dùng.")


def test_a_release_needs_its_tag():
    process = _run("bin/release", "v0.0.0")
    assert (process.returncode, process.stderr.startswith("✗ Không có nhãn “v0.0.0”.")) == (1, True)


@pytest.mark.postgresql("needs its programs")
@pytest.mark.slow
@pytest.mark.parametrize("outcome", [0, 3])
def test_the_private_server_is_removed_whatever_the_outcome(outcome):
    script = f'psql -qc "SELECT 1" "${{TEST_DATABASE_URL/+psycopg/}}" && exit {outcome}'
    script = f'echo "${{TEST_DATABASE_URL#*host=}}"; {script}'
    process = _run("bin/with-postgresql", "bash", "-c", script)
    folder, *answer = process.stdout.splitlines()
    assert (process.returncode, "(1 row)" in answer) == (outcome, True), process.stderr
    assert not Path(folder).exists()


def test_make_without_a_target_lists_every_target_with_its_help():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    explained = re.findall(r"^  make ([a-z-]+) +\S", _run("make").stdout, re.MULTILINE)
    assert explained == targets


def test_the_tests_of_a_real_cluster_are_run_on_it():
    makefile = (CHECKOUT / "Makefile").read_text()
    command = next(line for line in makefile.splitlines() if "bin/with-opensearch-nodes" in line)
    chosen = [CHECKOUT / word for word in command.split() if word.startswith("tests/")]
    tests = (CHECKOUT / "tests").rglob("test_*.py")
    of_nodes = [test for test in tests if 'environ.get("OPENSEARCH_' + "NODES" in test.read_text()]
    assert of_nodes
    assert [test for test in of_nodes if not any(map(test.is_relative_to, chosen))] == []
