"""A library on one machine needs nothing of `scale/`: without its folder all else works."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.plan import CHECKOUT

_FORGET_THE_CHECKOUT = """
import sys
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
"""
"""Otherwise Python would find the removed folder where the project is installed."""

_LEFT_OUT = (".git", ".venv", "var", "scale", "__pycache__", ".ruff_cache")
_RUN = (
    *("tests/journeys", "tests/library/storage", "tests/library/test_cli.py"),
    *("tests/library/test_installation.py", "tests/library/test_doctor.py"),
    *("tests/search_index/index", "tests/search_index/test_cli.py", "tests/ingest/pipeline"),
    *("tests/app/office/test_system_health.py", "tests/app/monitoring"),
)


@pytest.fixture(scope="module")
def without_scale(tmp_path_factory) -> Path:
    """Return a copy of the checkout without the folder and its tests."""
    copy = tmp_path_factory.mktemp("một máy") / "diachi"
    shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*_LEFT_OUT))
    (copy / "sitecustomize.py").write_text(_FORGET_THE_CHECKOUT)
    return copy


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        (sys.executable, *command),
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_library_on_one_machine_needs_nothing_of_scale(without_scale):
    answer = _run(without_scale, "-m", "pytest", "-q", "-n", "0", "-m", "not slow", *_RUN)
    assert answer.returncode == 0, answer.stdout[-3000:]


@pytest.mark.slow
def test_its_commands_and_engines_are_not_offered_without_it(without_scale):
    commands = _run(without_scale, "-m", "library", "--help").stdout
    assert "  backup " in commands
    assert "  move " not in commands
    code = "from search_index.engine import engine_named; engine_named('opensearch')"
    assert "ScaleNotInstalledError" in _run(without_scale, "-c", code).stderr
