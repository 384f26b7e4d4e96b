"""Tables and columns that go into packs, and those that never do."""

import pytest

from kit.packs.contents import KINDS, NEVER
from library.tables import metadata

SHIPPED = [shipped for tables in KINDS.values() for shipped in tables]


def test_each_table_goes_or_is_named_as_one_that_never_does():
    assert NEVER | {shipped.name for shipped in SHIPPED} == set(metadata.tables)


def test_no_table_that_goes_is_named_as_one_that_never_does():
    assert not NEVER & {shipped.name for shipped in SHIPPED}


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.name)
def test_each_column_goes_or_stays(shipped):
    columns = {column.name for column in shipped.table.__table__.columns}
    assert {*shipped.columns, *shipped.stays} == columns
    assert not set(shipped.columns) & set(shipped.stays)


@pytest.mark.parametrize("shipped", SHIPPED, ids=lambda shipped: shipped.name)
def test_what_a_station_fills_in_are_columns_that_stay(shipped):
    assert set(shipped.fillers) <= set(shipped.stays)


_NEVER_GO = ("_by", "reason", "as_read", "price", "contact", "password", "code", "accession")


def test_no_names_of_staff_and_no_secrets_go():
    columns = {f"{s.name}.{name}" for s in SHIPPED for name in s.columns}
    doubtful = {name for name in columns if any(word in name for word in _NEVER_GO)}
    assert doubtful == {"access_point.code", "opening_exception.reason"}  # both are for readers
