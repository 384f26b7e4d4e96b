"""The gate runs its parts under limits; a test that fails only among others is listed, not red."""

import importlib.util
import subprocess

import pytest

from tests.architecture.plan import CHECKOUT


@pytest.fixture
def run_parts():
    """Return the module bin/run_parts.py, freshly loaded."""
    path = CHECKOUT / "bin" / "run_parts.py"
    spec = importlib.util.spec_from_file_location("run_parts", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def gate(run_parts, monkeypatch):
    """Return a function that runs a gate of small commands and returns the states of its parts."""
    part = run_parts.Part
    parts = {"ALWAYS": (part("always", 1, ("true",)),)}
    parts["ROTATING"] = ((part("first", 1, ("true",)),), (part("second", 1, ("false",)),))
    parts["ALL"] = (*parts["ALWAYS"], *(turn[0] for turn in parts["ROTATING"]))
    for name, value in parts.items():
        monkeypatch.setattr(run_parts, name, value)
    return lambda commits: {row.name: row.state for row in run_parts.run_gate(commits)}


def test_the_gate_takes_the_long_parts_in_turn(gate, capsys):
    assert gate(4) == {"always": "green", "first": "green"}
    assert "Not run: second (make test-all runs every part)" in capsys.readouterr().out
    assert gate(5) == {"always": "green", "second": "red: exit 1"}


def test_a_late_gate_leaves_the_long_part_out_and_says_so(gate, run_parts, monkeypatch, capsys):
    monkeypatch.setattr(run_parts, "_ROTATION_MINUTES", 0)
    assert gate(4) == {"always": "green"}
    assert "first is left out: 0 minutes have passed" in capsys.readouterr().out


def test_a_part_that_hangs_ends_at_its_limit(run_parts, monkeypatch):
    monkeypatch.setattr(run_parts, "_KILL_SECONDS", 1)
    result = run_parts.run(run_parts.Part("hanging", 1 / 600, ("sleep", "60")))
    assert result.state == "red: time limit"


def test_all_parts_are_run_and_only_the_red_ones_again(gate, run_parts, tmp_path):
    results_file = tmp_path / "parts" / "tree.json"
    states = [row.state for row in run_parts.run_all(results_file)]
    assert states == ["green", "green", "red: exit 1"]
    run_parts.ALL = tuple(run_parts.Part(part.name, 1, ("true",)) for part in run_parts.ALL[2:])
    assert [row.state for row in run_parts.run_all(results_file)] == ["green"]
    assert results_file.read_text().count('"green"') == 3


def test_the_table_has_a_line_for_each_part_and_the_sums(run_parts):
    results = [run_parts.Result("quick", "green", 300, 590), run_parts.Result("scale", "red", 2, 3)]
    assert run_parts.table(results).splitlines() == [
        "  quick                 300 s    590 CPU s  green",
        "  scale                   2 s      3 CPU s  red",
        "  sum                   302 s    593 CPU s",
    ]


_TESTS = """
from pathlib import Path

def test_steady():
    pass

def test_alone():
    mark = Path(__file__).with_name("mark")
    was_there = mark.exists()
    mark.touch()
    assert was_there

def test_red():
    assert {always}
"""


def _run_twice(tmp_path, always: bool) -> subprocess.CompletedProcess:
    path = tmp_path / "test_example.py"
    path.write_text(_TESTS.format(always=always))
    command = [
        CHECKOUT / "bin" / "pytest-twice",
        "-q",
        "-n",
        "1",
        "-c",
        CHECKOUT / "setup.cfg",
        path,
    ]
    return subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)


@pytest.mark.slow
def test_a_test_that_passes_alone_is_listed_as_unsteady(tmp_path):
    process = _run_twice(tmp_path, always=True)
    assert process.returncode == 0, process.stdout
    (line,) = process.stdout.partition("== unsteady tests")[2].splitlines()[1:]
    assert line.startswith("FAILED ")
    assert "::test_alone - assert False" in line


@pytest.mark.slow
def test_a_test_that_fails_again_makes_the_run_red(tmp_path):
    process = _run_twice(tmp_path, always=False)
    assert process.returncode == 1
    assert "1 failed, 1 passed" in process.stdout
