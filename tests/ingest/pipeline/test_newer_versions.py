"""Tests that a newer stage is repeated with all later stages, and nothing else."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ingest.pipeline import service
from ingest.pipeline.service import OutdatedDeliveries
from ingest.stages import DELIVERY_PIPELINE, PAGE_PIPELINE
from library.accessions import ledger
from library.database import work
from library.jobs import orders
from library.settings import Settings
from tests.ingest import papers
from tests.ingest.days import ledger_steps, run_pipeline, start_command, submit
from tests.ingest.papers import PdfPage
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
"""Start-up code of every pipeline process, which raises the version of one stage."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Settings, Engine]]:
    """Return an installation that processed a delivery of two pages."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    path = tmp_path_factory.mktemp("giao") / "hai trang.pdf"
    papers.write_pdf(path, *(PdfPage(lines=papers.PLAIN_TEXT) for _ in range(_PAGES)))
    submit(settings, engine, path)
    run_pipeline(settings, engine)
    yield settings, engine
    engine.dispose()


def _queue_as_outdated(engine: Engine, name: str) -> None:
    """Queue the delivery as the service does when one of its stages has a newer version."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(service._PAGE_VERSIONS, name, 1_000)
        assert OutdatedDeliveries(engine).requeue_some() == 1


def _retry(engine: Engine, _: str) -> None:
    with work(engine) as session:
        orders.retry(session, "2026-00001", BY)


def _run_with_newer_stage(
    house: tuple[Settings, Engine],
    name: str,
    folder: Path,
    queue: Callable[[Engine, str], None] = _retry,
) -> Counter:
    """Queue the delivery, process it with a newer stage, and count the new steps by stage."""
    settings, engine = house
    old_ids = {step.id for step in ledger_steps(engine)}
    queue(engine, name)
    (folder / "sitecustomize.py").write_text(_RAISES.format(name=name))
    places = os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", "")))
    start_command(settings, "run", PYTHONPATH=places).communicate()
    return Counter(step.stage for step in ledger_steps(engine) if step.id not in old_ids)


def _from(pipeline: tuple[object, ...], name: str) -> list[str]:
    names = [stage.name for stage in pipeline]
    return names[names.index(name) :]


@pytest.mark.parametrize("name", ["recognise", "derive", "imprint"])
def test_a_newer_page_stage_is_repeated_with_all_later_stages(house, name, tmp_path):
    redone = [*_from(PAGE_PIPELINE, name), ledger.DELIVER]
    assert _run_with_newer_stage(house, name, tmp_path) == dict.fromkeys(redone, _PAGES)


def test_a_page_is_repeated_without_an_order_of_staff(house, tmp_path):
    redone = [*_from(PAGE_PIPELINE, "tidy"), ledger.DELIVER]
    newer = _run_with_newer_stage(house, "tidy", tmp_path, queue=_queue_as_outdated)
    assert newer == dict.fromkeys(redone, _PAGES)


def test_a_newer_delivery_stage_repeats_no_unchanged_page(house, tmp_path):
    redone = _from(DELIVERY_PIPELINE, "separate")
    assert _run_with_newer_stage(house, "separate", tmp_path) == dict.fromkeys(redone, 1)
