"""Lost records are named in words of the library."""

import pytest

from library.database import work
from library.upgrades.cli import TableDifference, differences
from library.upgrades.problems import UpgradeCheckError
from library.upgrades.upgrade import require_sound, row_counts
from tests.makers import make_item


def test_a_difference_is_a_sentence():
    sentence = TableDifference("item", added=2, removed=1).sentence
    assert sentence == "biểu ghi: 2 thêm mới, 1 đã xoá, sẽ trở lại"


def test_a_database_does_not_differ_from_itself(engine):
    with work(engine) as session:
        make_item(session)
    with engine.connect() as newer, engine.connect() as older:
        assert list(differences(newer, older)) == []


def test_a_migration_that_loses_a_row_does_not_pass(engine):
    with engine.connect() as connection:
        counts = {**row_counts(connection), "item": 3}
        with pytest.raises(UpgradeCheckError, match="biểu ghi: còn 0, lẽ ra 3"):
            require_sound(connection, counts, broken_before=0)
