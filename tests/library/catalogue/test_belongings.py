"""Every table is declared, with columns that it has."""

from library.catalogue.belongings import ALL, belongings, of_items
from library.tables import metadata

_STAY = {
    "copy_seat": "who reads at the moment",
    "likeness_verdict": "a decision on two deliveries",
    "line_answer": "private: it enters no copy",
    "work_batch_document": "a plan of the library, which another one may not have",
}
"""Tables of records that the database deletes with an item, and that no copy of it brings back."""


def test_every_table_is_declared():
    """A new table says here what backups, put-back, packs, moves and deletion do with it."""
    assert belongings().keys() == metadata.tables.keys()


def test_declared_columns_exist_and_each_of_a_shipped_table_goes_or_stays():
    for declared in belongings().values():
        keeps = set() if declared.keeps == ALL else {*declared.keeps.split()}
        names = {*declared.key.split(), *declared.shipped, *declared.staying, *keeps}
        columns = {*declared.table.c.keys()}
        assert names | {*declared.named_tables} <= columns, declared.name
        assert not declared.ships or {*declared.shipped, *declared.staying} == columns
        assert not {*declared.shipped} & {*declared.staying}


def test_rows_are_written_after_those_that_they_name():
    written = []
    for of_item in of_items():
        names = {*of_item.named_tables.values()} - {of_item.name}
        assert not names & {later.name for later in of_items()} - {*written}, of_item.name
        written.append(of_item.name)


def test_what_the_database_deletes_with_an_item_comes_back_with_it():
    owned = {of_item.name for of_item in of_items()}
    deleted = {
        table.name
        for table in metadata.tables.values()
        for key in table.foreign_keys
        if key.ondelete == "CASCADE" and key.column.table.name in owned
        if not belongings()[table.name].made_again
    }
    assert deleted - owned == _STAY.keys()
