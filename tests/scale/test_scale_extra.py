"""The libraries of the extra for several machines are used only by those who ask for them."""

import os
import subprocess
import sys

import pytest

from tests.architecture.plan import CHECKOUT

_PROGRAM = """
import sys
import search_index.cli, search_index.index.writer
assert not {"opensearchpy", "psycopg", "urllib3"} & sys.modules.keys()
sys.modules["opensearchpy"] = None
from library.errors import ScaleNotInstalledError
from search_index.engine import engine_named
try:
    engine_named("opensearch")
except ScaleNotInstalledError as error:
    print(error)
"""

_HIDE_THE_LIBRARIES = """
from importlib.machinery import PathFinder
find = PathFinder.find_spec
hidden = {"opensearchpy", "dbos", "obstore", "psycopg", "moto"}
PathFinder.find_spec = classmethod(
    lambda _, name, *where: None if name in hidden else find(name, *where)
)
"""


@pytest.mark.slow
def test_opensearch_without_its_library_names_the_command_that_installs_it():
    command = [sys.executable, "-c", _PROGRAM]
    process = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "make scale" in process.stdout


@pytest.mark.slow
def test_the_quick_tests_can_be_collected_without_its_libraries(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(_HIDE_THE_LIBRARIES)
    options = ("-q", "-n", "0", "--collect-only")
    process = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "tests/scale", "tests/search_index"],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert process.returncode == 0, process.stdout[-3000:]
