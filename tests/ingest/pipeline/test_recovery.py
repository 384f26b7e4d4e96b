"""What is left after a power cut, a killed worker, or two runs at once."""

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import active_children
from pathlib import Path
from subprocess import Popen, TimeoutExpired

import pytest
from sqlalchemy import Engine

from ingest.limits import workshop
from ingest.pipeline import runner
from ingest.pipeline.progress_display import Progress
from library.accessions import ledger
from library.settings import Settings
from tests.ingest import papers
from tests.ingest.days import hand_in, register, shelves, start, steps, work_through
from tests.ingest.papers import LETTER, PLAN, Sheet, scan
from tests.ingest.parcels import rtf, write_zip
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


def _papers(folder: Path) -> list[Path]:
    sheets = [Sheet(scan(name)) for name in (PLAN, LETTER, PLAN)]
    return [
        papers.write_pdf(folder / "ba trang.pdf", *sheets),
        papers.write_scan(folder / "một trang.png", LETTER),
        papers.write_pdf(folder / "ba trang nữa.pdf", *sheets),
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give an installation in which the same things were done without an accident."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    hand_in(settings, engine, *_papers(tmp_path_factory.mktemp("giao")), publish=True)
    work_through(settings, engine)
    yield engine
    engine.dispose()


def _wait_for(process: Popen[str], engine: Engine, stage: str, count: int) -> None:
    """Let a run go on until a stage is in the ledger often enough, or the run is over."""
    while len(steps(engine, stage)) < count:
        try:
            process.wait(timeout=0.02)
        except TimeoutExpired:
            continue
        return


def _cut_the_power(process: Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.fixture(params=[("prepare", 1), ("recognise", 1), ("deliver", 3)])
def cut(request, settings: Settings, engine: Engine, tmp_path: Path) -> Engine:
    """Give an installation whose run was killed at some moment and started again."""
    hand_in(settings, engine, *_papers(tmp_path), publish=True)
    process = start(settings, "run", "--json")
    _wait_for(process, engine, *request.param)
    _cut_the_power(process)
    work_through(settings, engine)
    return engine


@pytest.mark.slow
@pytest.mark.parametrize("opened", [1, 2])
def test_a_power_cut_while_a_box_is_unpacked_changes_nothing(tmp_path_factory, opened):
    box = {"thư 1.pdf": papers.pdf_of(Sheet(lines=papers.PLAIN_TEXT)), "thư 2.rtf": rtf()}
    path = write_zip(tmp_path_factory.mktemp("giao") / "hộp.zip", box)
    seen = []
    for cut in (False, True):
        settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
        engine = make_database(settings)
        hand_in(settings, engine, path, publish=True)
        if cut:
            process = start(settings, "run", "--json")
            _wait_for(process, engine, "unpack", opened)
            _cut_the_power(process)
        work_through(settings, engine)
        seen.append((shelves(engine), register(engine)))
        engine.dispose()
    assert seen[0] == seen[1]


def test_a_power_cut_changes_nothing_of_what_comes_out(cut, undisturbed):
    assert shelves(cut) == shelves(undisturbed)
    assert register(cut) == register(undisturbed)
    assert len(steps(cut, "recognise")) == 4


def test_what_was_recognised_before_a_power_cut_is_not_recognised_again(settings, engine, tmp_path):
    hand_in(settings, engine, *_papers(tmp_path))
    process = start(settings, "run", "--json")
    _wait_for(process, engine, "recognise", 2)
    _cut_the_power(process)
    before = {(step.key, step.at) for step in steps(engine, "recognise")}
    work_through(settings, engine)
    assert before <= {(step.key, step.at) for step in steps(engine, "recognise")}


def test_two_runs_at_once_do_everything_once_and_both_tell(settings, engine, tmp_path):
    hand_in(settings, engine, *_papers(tmp_path))
    with workshop(settings, when_taken=pytest.fail):
        runs = [start(settings, "run", "--json") for _ in range(2)]
        assert all("đang chờ đến lượt" in run.stderr.readline() for run in runs)
    told = [_told(run) for run in runs]
    assert told[0] == told[1]
    assert len(steps(engine, "recognise")) == 4


def _told(run: Popen[str]) -> set[tuple[str, str]]:
    out, _ = run.communicate(timeout=60)
    lines = [json.loads(line) for line in out.splitlines()]
    return {(line["source"], line["status"]) for line in lines}


@dataclass(slots=True)
class _Killer:
    """Kills the worker that recognises the first page, once."""

    engine: Engine
    killed: bool = False

    def tick(self) -> None:
        """Strike when the page was prepared and not yet recognised."""
        prepared = {step.accession_id for step in steps(self.engine, "prepare")}
        if self.killed or prepared != {1}:
            return
        self.killed = True
        for child in active_children():
            os.kill(child.pid, signal.SIGKILL)


def test_a_worker_that_is_killed_takes_no_page_with_it(settings, engine, tmp_path):
    papers.noise(2000, 2600).save(tmp_path / "lâu.png", dpi=(200, 200))
    papers.write_scan(tmp_path / "lành.png")
    hand_in(settings, engine, tmp_path / "lâu.png", tmp_path / "lành.png")
    told, killer = {}, _Killer(engine)
    runner.run(
        settings,
        engine,
        tell=lambda outcome: told.update({outcome.source: outcome.status}),
        progress=Progress(),
        tick=killer.tick,
    )
    assert told == {"lâu.png": "done", "lành.png": "done"}


def test_a_page_that_takes_too_long_is_given_up(settings, engine, tmp_path):
    hasty = replace(settings, page_seconds=1)
    papers.noise(3000, 4000).save(tmp_path / "chậm.png", dpi=(300, 300))
    hand_in(hasty, engine, tmp_path / "chậm.png")
    outcome = work_through(hasty, engine)["chậm.png"]
    assert outcome.message.startswith("Xử lý quá 1 giây")
    assert [step.message for step in steps(engine, ledger.GIVEN_UP)] == [outcome.message]
