"""A core field is one row of the registry and a column: everything else follows."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from library.catalogue.description.field_registry import FIELDS
from library.catalogue.models import Item

_CHECKOUT = Path(__file__).parents[4]
_SCALE = "1:25.000"


@pytest.mark.slow
def test_a_new_row_and_column_reach_forms_lists_records_and_the_search(tmp_path):
    command = [sys.executable, "-m", "tests.library.catalogue.description.add_field", str(tmp_path)]
    process = subprocess.run(command, cwd=_CHECKOUT, capture_output=True, check=True, timeout=60)
    assert json.loads(process.stdout) == {
        "label": "Tỷ lệ bản đồ",
        "typed": _SCALE,
        "stored": _SCALE,
        "record": _SCALE,
        "in the list that is exported": True,
        "spreadsheet": _SCALE,
        "marc": _SCALE,
        "dublin core": _SCALE,
        "json lines": _SCALE,
        "found by a search": True,
    }


def test_every_column_of_the_registry_is_a_column_of_items():
    columns = {field.name for field in FIELDS if field.column}
    assert columns - set(Item.__mapper__.attrs.keys()) == set()


def test_names_and_dublin_core_positions_are_unique():
    names = [field.name for field in FIELDS]
    positions = [field.dublin_core.order for field in FIELDS if field.dublin_core]
    assert (len(set(names)), len(set(positions))) == (len(names), len(positions))
