"""Made exports of other software are imported and undone whole."""

import pytest

from bench import foreign_imports
from library.exchange.record_reader import read_records
from tests.makers import make_profile


@pytest.mark.parametrize("software", foreign_imports.EXPORTS)
def test_a_made_export_has_titles_authors_and_subjects(software):
    name, make = foreign_imports.EXPORTS[software]
    rows = read_records(make(3), name, make_profile()).rows
    assert len(rows) == 3
    assert all(row.told["title"] and row.told["creator"] and row.other["subject"] for row in rows)


def test_all_records_are_imported_and_undone(engine):
    rows = list(foreign_imports.measure(engine, 3))
    assert [row.what.split()[0] for row in rows] == ["3"] * 2 * len(foreign_imports.EXPORTS)
