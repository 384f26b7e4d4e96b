"""The scripts behind make can be run, and say what is wrong before anything long begins."""

import os
import re
import socket
import subprocess

import pytest

from tests.architecture.plan import CHECKOUT

_SCRIPTS = sorted(
    path
    for folder in ("bin", ".ci")
    for path in (CHECKOUT / folder).iterdir()
    if path.read_text(encoding="utf-8").startswith("#!")
)


@pytest.fixture
def taken_port():
    """Give a port on which something listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def _run(*command: object, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(word) for word in command],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.parametrize("script", _SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_run(script):
    assert os.access(script, os.X_OK)


def test_the_shell_understands_its_scripts():
    shell = [path for path in _SCRIPTS if "bash" in path.read_text(encoding="utf-8").split("\n")[0]]
    assert [_run("bash", "-n", script).stderr for script in shell] == [""] * len(shell)


def test_a_taken_port_is_told_at_once(taken_port):
    told = _run("bin/run", DIACHI_PORT=str(taken_port))
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.startswith(f"✗ Cổng {taken_port} đang có chương trình khác dùng.")


def test_make_alone_lists_every_target_with_a_line_of_help():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)
    helped = re.findall(r"^  make ([a-z-]+) +\S", _run("make").stdout, re.MULTILINE)
    assert helped == targets
