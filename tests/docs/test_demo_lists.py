"""Description lists of the demo documents."""

import csv
from pathlib import Path

_DEMO = Path(__file__).parents[2] / "demo"


def test_a_comma_in_a_title_makes_no_further_cell():
    for path in _DEMO.rglob("metadata.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            assert len({len(row) for row in csv.reader(lines)}) == 1, path
