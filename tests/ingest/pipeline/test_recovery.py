"""Tests of recovery from power cuts, killed workers and concurrent runs."""

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

from ingest.pipeline import runner
from ingest.pipeline.pools import LocalPool
from ingest.pipeline.progress_display import Progress
from library.accessions import ledger
from library.errors import LibraryError
from library.process.locks import ROUND, installation_lock, only_one
from library.settings import Settings
from tests.ingest import papers
from tests.ingest.days import (
    catalogue_contents,
    ledger_steps,
    register_rows,
    run_pipeline,
    start_command,
    submit,
)
from tests.ingest.papers import LETTER, PLAN, PdfPage, scan
from tests.ingest.parcels import rtf, write_zip
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


def _papers(folder: Path) -> list[Path]:
    sheets = [PdfPage(scan(name)) for name in (PLAN, LETTER, PLAN)]
    return [
        papers.write_pdf(folder / "ba trang.pdf", *sheets),
        papers.write_scan(folder / "một trang.png", LETTER),
        papers.write_pdf(folder / "ba trang nữa.pdf", *sheets),
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an installation that processed the same deliveries without an accident."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    submit(settings, engine, *_papers(tmp_path_factory.mktemp("giao")), publish=True)
    run_pipeline(settings, engine)
    yield engine
    engine.dispose()


def _wait_for(process: Popen[str], engine: Engine, stage: str, count: int) -> None:
    """Wait until the ledger has `count` steps of a stage, or the run ends."""
    while len(ledger_steps(engine, stage)) < count:
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
    """Return an installation whose run was killed in a stage and started again."""
    submit(settings, engine, *_papers(tmp_path), publish=True)
    process = start_command(settings, "run", "--json")
    _wait_for(process, engine, *request.param)
    _cut_the_power(process)
    run_pipeline(settings, engine)
    return engine


@pytest.mark.slow
@pytest.mark.parametrize("opened", [1, 2])
def test_a_power_cut_while_an_archive_is_unpacked_changes_nothing(tmp_path_factory, opened):
    box = {"thư 1.pdf": papers.pdf_of(PdfPage(lines=papers.PLAIN_TEXT)), "thư 2.rtf": rtf()}
    path = write_zip(tmp_path_factory.mktemp("giao") / "hộp.zip", box)
    seen = []
    for cut in (False, True):
        settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
        engine = make_database(settings)
        submit(settings, engine, path, publish=True)
        if cut:
            process = start_command(settings, "run", "--json")
            _wait_for(process, engine, "unpack", opened)
            _cut_the_power(process)
        run_pipeline(settings, engine)
        seen.append((catalogue_contents(engine), register_rows(engine)))
        engine.dispose()
    assert seen[0] == seen[1]


def test_a_power_cut_changes_no_result(cut, undisturbed):
    assert catalogue_contents(cut) == catalogue_contents(undisturbed)
    assert register_rows(cut) == register_rows(undisturbed)
    assert len(ledger_steps(cut, "recognise")) == 4


def test_pages_recognised_before_a_power_cut_are_not_recognised_again(settings, engine, tmp_path):
    submit(settings, engine, *_papers(tmp_path))
    process = start_command(settings, "run", "--json")
    _wait_for(process, engine, "recognise", 2)
    _cut_the_power(process)
    old_steps = {(step.key, step.at) for step in ledger_steps(engine, "recognise")}
    run_pipeline(settings, engine)
    assert old_steps <= {(step.key, step.at) for step in ledger_steps(engine, "recognise")}


def test_two_concurrent_runs_do_everything_once_and_both_report_it(settings, engine, tmp_path):
    submit(settings, engine, *_papers(tmp_path))
    with only_one(installation_lock(engine, ROUND, settings.home / "ingest.lock"), LibraryError):
        runs = [start_command(settings, "run", "--json") for _ in range(2)]
        assert all("đang chờ đến lượt" in run.stderr.readline() for run in runs)
    outcomes = [_printed_outcomes(run) for run in runs]
    assert outcomes[0] == outcomes[1]
    assert len(ledger_steps(engine, "recognise")) == 4


def _printed_outcomes(run: Popen[str]) -> set[tuple[str, str]]:
    out, _ = run.communicate(timeout=60)
    lines = [json.loads(line) for line in out.splitlines()]
    return {(line["source"], line["status"]) for line in lines}


@dataclass(slots=True)
class _Killer:
    """Kills the worker that recognises the first page, once only."""

    engine: Engine
    killed: bool = False

    def tick(self) -> None:
        """Kill the worker when the page is prepared and not yet recognised."""
        prepared = {step.accession_id for step in ledger_steps(self.engine, "prepare")}
        if self.killed or prepared != {1}:
            return
        self.killed = True
        for child in active_children():
            os.kill(child.pid, signal.SIGKILL)


def test_a_killed_worker_loses_no_page(settings, engine, tmp_path):
    papers.noise(2000, 2600).save(tmp_path / "lâu.png", dpi=(200, 200))
    papers.write_scan(tmp_path / "lành.png")
    submit(settings, engine, tmp_path / "lâu.png", tmp_path / "lành.png")
    statuses, killer = {}, _Killer(engine)
    runner.run(
        settings,
        engine,
        pools=lambda: LocalPool(settings),
        report=lambda outcome: statuses.update({outcome.source: outcome.status}),
        progress=Progress(),
        tick=killer.tick,
    )
    assert statuses == {"lâu.png": "done", "lành.png": "done"}


def test_a_page_that_takes_too_long_is_given_up(settings, engine, tmp_path):
    hasty = replace(settings, page_seconds=1)
    papers.noise(3000, 4000).save(tmp_path / "chậm.png", dpi=(300, 300))
    submit(hasty, engine, tmp_path / "chậm.png")
    outcome = run_pipeline(hasty, engine)["chậm.png"]
    assert outcome.message.startswith("Xử lý quá 1 giây")
    assert [step.message for step in ledger_steps(engine, ledger.GIVEN_UP)] == [outcome.message]
