"""The libraries of the extra for several machines are used only by those who ask for them."""

import subprocess
import sys

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


def test_opensearch_without_its_library_names_the_command_that_installs_it():
    command = [sys.executable, "-c", _PROGRAM]
    process = subprocess.run(command, capture_output=True, check=True, text=True)
    assert "make scale" in process.stdout
