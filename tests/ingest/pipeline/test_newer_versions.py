"""A stage that should come out differently is done again with what follows it, nothing else."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.stages import DELIVERY_PIPELINE, PAGE_PIPELINE
from library.accessions import ledger
from library.database import work
from library.jobs import orders
from library.settings import Settings
from tests.ingest import papers
from tests.ingest.days import hand_in, start, steps, work_through
from tests.ingest.papers import Sheet
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow

_PAGES = 2

_RAISES = """
import ingest.stage
made = ingest.stage.stage

def raised(*, version):
    return lambda act: made(version=version + 100 * (act.__name__ == "{name}"))(act)

ingest.stage.stage = raised
"""
"""Python runs it at the start of every process of the workshop: a later edition of the house."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Engine]]:
    """Give an installation in which a delivery of two pages was worked through."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    path = tmp_path_factory.mktemp("giao") / "hai trang.pdf"
    papers.write_pdf(path, *(Sheet(lines=papers.PLAIN_TEXT) for _ in range(_PAGES)))
    hand_in(settings, engine, path)
    work_through(settings, engine)
    yield settings, engine
    engine.dispose()


def _work_in_a_later_edition(house: tuple[Settings, Engine], name: str, folder: Path) -> Counter:
    """Order the delivery to be worked on again, and count the steps that were done."""
    settings, engine = house
    before = {step.id for step in steps(engine)}
    with work(engine) as session:
        orders.retry(session, "2026-00001", BY)
    (folder / "sitecustomize.py").write_text(_RAISES.format(name=name))
    places = os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", "")))
    start(settings, "run", PYTHONPATH=places).communicate()
    return Counter(step.stage for step in steps(engine) if step.id not in before)


def _from(pipeline: tuple[object, ...], name: str) -> list[str]:
    names = [stage.name for stage in pipeline]
    return names[names.index(name) :]


@pytest.mark.parametrize("name", ["recognise", "derive", "imprint"])
def test_a_newer_stage_of_pages_is_done_again_with_what_follows(house, name, tmp_path):
    redone = [*_from(PAGE_PIPELINE, name), ledger.DELIVER]
    assert _work_in_a_later_edition(house, name, tmp_path) == dict.fromkeys(redone, _PAGES)


def test_a_newer_stage_of_deliveries_touches_no_page_that_comes_out_the_same(house, tmp_path):
    redone = _from(DELIVERY_PIPELINE, "separate")
    assert _work_in_a_later_edition(house, "separate", tmp_path) == dict.fromkeys(redone, 1)
