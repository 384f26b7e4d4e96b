"""Fixtures of the tests of upgrades: a library, and the command line that works on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from library.cli import main
from library.database import work
from tests.makers import make_accession, make_environment, make_item
from tests.newer_code import newer_code

_STATEMENTS = (
    'op.add_column("item", sa.Column("note", sa.String()))',
    'op.create_table("note", sa.Column("id", sa.Integer(), primary_key=True))',
)


@pytest.fixture
def diachi(settings):
    """Return a function that runs the command line on the library."""

    def run(*words: object) -> Result:
        environment = make_environment(settings.home)
        return CliRunner(env=environment).invoke(main, [str(word) for word in words])

    return run


@pytest.fixture
def newer_migrations(tmp_path: Path) -> Iterator[Path]:
    """Make this process newer code, and yield the folder of its migrations."""
    with newer_code(tmp_path, *_STATEMENTS) as migrations:
        yield migrations


@pytest.fixture
def older(engine: Engine, newer_migrations: Path) -> Engine:
    """A library with one item, of the version before that of the code."""
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa", texts=("Chợ họp sáu phiên mỗi tháng ở phố",))
        make_accession(session)
    engine.dispose()
    return engine
