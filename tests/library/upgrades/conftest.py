"""Fixtures of the tests of upgrades: a library, and the command line that works on it."""

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from library import schema_version
from library.cli import main
from library.database import work
from tests.makers import make_accession, make_environment, make_item


@pytest.fixture
def diachi(settings):
    """Return a function that runs the command line on the library."""

    def run(*words: object) -> Result:
        environment = make_environment(settings.home)
        return CliRunner(env=environment).invoke(main, [str(word) for word in words])

    return run


@pytest.fixture
def older(engine: Engine) -> Engine:
    """A library with one item, of the version before the last ones."""
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa", texts=("Chợ họp sáu phiên mỗi tháng ở phố",))
        make_accession(session)
    schema_version.downgrade(engine, "0050")
    engine.dispose()
    return engine
