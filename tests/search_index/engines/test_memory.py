"""Updates of the index leave no memory behind."""

import subprocess
import sys

import pytest

from library.process.memory import return_free_memory, share_arenas

_UPDATES = """
import sys
from pathlib import Path
from library.process.memory import share_arenas
from search_index.engines import tantivy_engine
from tests.search_index.makers import page

from library.process.memory import return_free_memory

def anonymous_kilobytes():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Anonymous"))

share_arenas()
folder = Path(sys.argv[1]) / "index"
tantivy_engine.create(folder)
for number in range(30):
    writer = tantivy_engine.open_writer(folder)
    writer.put([page(f"p{number}-{n}", "Chợ Kỳ Lừa họp sáu phiên " * 90) for n in range(40)])
    writer.save()
    writer.close()
    del writer
    return_free_memory()
    if number == 9:
        settled = anonymous_kilobytes()
print(anonymous_kilobytes() - settled)
"""


def test_a_process_goes_on_after_both_calls():
    share_arenas()
    return_free_memory()
    assert bytes(1 << 20)[-1] == 0


@pytest.mark.slow
def test_memory_does_not_grow_with_each_update_of_the_index(tmp_path):
    command = [sys.executable, "-c", _UPDATES, str(tmp_path)]
    process = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(process.stdout) < 15_000  # without the calls 20,000 to 40,000
