"""Tests that a kill in the middle of any stage changes no result."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import pytest
from sqlalchemy import Engine, select

from ingest.stages import DELIVERY_PIPELINE, OVERLAY_PIPELINE, PAGE_PIPELINE, SURVEY_PIPELINE
from library.accessions.register import deposit, enter
from library.catalogue.models import Item, Page
from library.database import work
from library.page_arrangement import actions, overlays
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import (
    catalogue_contents,
    ledger_steps,
    register_rows,
    run_pipeline,
    start_command,
    submit,
)
from tests.ingest.papers import LETTER, PdfPage, scan
from tests.ingest.parcels import write_zip
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow

_STAGES = [
    stage.name
    for stage in (*DELIVERY_PIPELINE, *OVERLAY_PIPELINE, *SURVEY_PIPELINE, *PAGE_PIPELINE)
]
_MEND = OVERLAY_PIPELINE[0].name


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a scan of two pages, and an archive in which nothing can be opened."""
    folder = tmp_path_factory.mktemp("giao")
    box = {"đĩa.txt": b"\0" * 10, "hỏng.pdf": b"%PDF-1.4 half"}
    return [
        papers.write_pdf(
            folder / "sổ.pdf", PdfPage(scan(LETTER)), PdfPage(scan(LETTER).rotate(180))
        ),
        write_zip(folder / "hộp.zip", box),
    ]


@pytest.fixture(scope="module")
def rescan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a rescanned page."""
    folder = tmp_path_factory.mktemp("quét lại")
    papers.write_scan(folder / "lại.png")
    return folder / "lại.png"


def _house(home: Path, delivered: list[Path]) -> tuple[Settings, Engine]:
    settings = make_settings(home)  # one worker goes on where two were killed
    engine = make_database(settings)
    submit(settings, engine, *delivered, publish=True)
    return settings, engine


def _mend(settings: Settings, engine: Engine, rescan: Path) -> None:
    """Submit a rescan of the first page."""
    delivery = deposit(ContentStore(settings.masters), rescan.name, (rescan,))
    with work(engine) as session:
        item = session.scalars(select(Item)).one()
        page = session.scalar(select(Page.id).where(Page.number == 1))
        entered = enter(session, delivery, collection="van-ban", by=BY)
        overlays.request_replacement(actions.load_arrangement(session, item, BY), [page], entered)


def _all_of(settings: Settings, engine: Engine) -> dict[str, object]:
    return {
        "derivatives": set(ContentStore(settings.derivatives).digests()),
        "masters": set(ContentStore(settings.masters).digests()),
        "shelves": catalogue_contents(engine),
        "register": register_rows(engine),
        "steps": {(step.key, step.output, step.message) for step in ledger_steps(engine)},
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, delivered, rescan) -> Iterator[dict[str, dict[str, object]]]:
    """Return the contents of an undisturbed installation, before and after the rescan."""
    settings, engine = _house(tmp_path_factory.mktemp("nhà"), delivered)
    run_pipeline(settings, engine)
    original = _all_of(settings, engine)
    _mend(settings, engine, rescan)
    run_pipeline(settings, engine)
    yield {"before": original, "after": _all_of(settings, engine)}
    engine.dispose()


def _kill_in(process: Popen[str], engine: Engine, stage: str, count: int) -> None:
    """Wait until a run reaches a stage, and kill it with all its workers."""
    names = ["", *_STAGES]
    earlier = names[names.index(stage) - 1]
    while earlier and len(ledger_steps(engine, earlier)) < count:
        try:
            process.wait(timeout=0.01)
        except TimeoutExpired:
            continue
        break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("stage", _STAGES)
def test_a_kill_in_any_stage_changes_no_result(tmp_path, delivered, rescan, undisturbed, stage):
    settings, engine = _house(tmp_path / "nhà", delivered)
    wanted = undisturbed["before"]
    if stage == _MEND:
        run_pipeline(settings, engine)
        _mend(settings, engine, rescan)
        wanted = undisturbed["after"]
    count = 2 if stage == _MEND else 1
    _kill_in(start_command(settings, "run"), engine, stage, count)
    run_pipeline(settings, engine)
    contents = _all_of(settings, engine)
    assert {name for name in contents if contents[name] != wanted[name]} == set()
    engine.dispose()
