"""The power is cut in the middle of every stage, one after the other: it comes out the same."""

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import pytest
from sqlalchemy import Engine, select

from ingest.stages import DELIVERY_PIPELINE, MENDING_PIPELINE, PAGE_PIPELINE, SURVEY_PIPELINE
from library.accessions.register import deposit, enter
from library.catalogue.models import Item, Page
from library.database import work
from library.page_arrangement import overlays, undo_log
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import hand_in, register, shelves, start, steps, work_through
from tests.ingest.papers import LETTER, Sheet, scan
from tests.ingest.parcels import write_zip
from tests.makers import BY, make_database, make_settings

pytestmark = pytest.mark.slow

_STAGES = [
    stage.name
    for stage in (*DELIVERY_PIPELINE, *MENDING_PIPELINE, *SURVEY_PIPELINE, *PAGE_PIPELINE)
]
_MEND = MENDING_PIPELINE[0].name


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give a scan in two pages, and a box with nothing in it that could be opened."""
    folder = tmp_path_factory.mktemp("giao")
    box = {"đĩa.txt": b"\0" * 10, "hỏng.pdf": b"%PDF-1.4 half"}
    return [
        papers.write_pdf(folder / "sổ.pdf", Sheet(scan(LETTER)), Sheet(scan(LETTER).rotate(180))),
        write_zip(folder / "hộp.zip", box),
    ]


@pytest.fixture(scope="module")
def rescan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a page that was scanned again."""
    folder = tmp_path_factory.mktemp("quét lại")
    papers.write_scan(folder / "lại.png")
    return folder / "lại.png"


def _house(home: Path, delivered: list[Path]) -> tuple[Settings, Engine]:
    settings = make_settings(home)  # one worker goes on where two were killed
    engine = make_database(settings)
    hand_in(settings, engine, *delivered, publish=True)
    return settings, engine


def _mend(settings: Settings, engine: Engine, rescan: Path) -> None:
    """Hand in a rescan of the first page."""
    delivery = deposit(ContentStore(settings.masters), rescan.name, (rescan,))
    with work(engine) as session:
        item = session.scalars(select(Item)).one()
        page = session.scalar(select(Page.id).where(Page.number == 1))
        entered = enter(session, delivery, collection="van-ban", by=BY)
        overlays.ask_to_replace(undo_log.table(session, item, BY), [page], entered)


def _all_of(settings: Settings, engine: Engine) -> dict[str, object]:
    return {
        "derivatives": set(ContentStore(settings.derivatives).digests()),
        "masters": set(ContentStore(settings.masters).digests()),
        "shelves": shelves(engine),
        "register": register(engine),
        "steps": {(step.key, step.output, step.message) for step in steps(engine)},
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, delivered, rescan) -> Iterator[dict[str, dict[str, object]]]:
    """Give all that is kept where nothing happened, before and after the rescan."""
    settings, engine = _house(tmp_path_factory.mktemp("nhà"), delivered)
    work_through(settings, engine)
    before = _all_of(settings, engine)
    _mend(settings, engine, rescan)
    work_through(settings, engine)
    yield {"before": before, "after": _all_of(settings, engine)}
    engine.dispose()


def _kill_in(process: Popen[str], engine: Engine, stage: str, done: int) -> None:
    """Let a run come to a stage, and kill it there with all its workers."""
    names = ["", *_STAGES]
    earlier = names[names.index(stage) - 1]
    while earlier and len(steps(engine, earlier)) < done:
        try:
            process.wait(timeout=0.01)
        except TimeoutExpired:
            continue
        break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("stage", _STAGES)
def test_killed_in_a_stage_it_comes_out_the_same(tmp_path, delivered, rescan, undisturbed, stage):
    settings, engine = _house(tmp_path / "nhà", delivered)
    wanted = undisturbed["before"]
    if stage == _MEND:
        work_through(settings, engine)
        _mend(settings, engine, rescan)
        wanted = undisturbed["after"]
    done = 2 if stage == _MEND else 1
    _kill_in(start(settings, "run"), engine, stage, done)
    work_through(settings, engine)
    found = _all_of(settings, engine)
    assert {name for name in found if found[name] != wanted[name]} == set()
    engine.dispose()
