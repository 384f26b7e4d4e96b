"""Several machines on one database: they share the pages, and stand in for one another."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from sqlalchemy import Engine

from library.accessions import ledger
from library.database import reading, work
from library.jobs import pauses
from library.jobs.machines import Machine, machines
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
from tests.makers import make_database, make_settings

pytestmark = [pytest.mark.scale, pytest.mark.postgresql("machines share a server")]

_PAGES = 8
_LIMIT_SECONDS = 120

Start = Callable[[str], Popen[str]]


def _papers(folder: Path) -> list[Path]:
    sheets = [PdfPage(scan(name)) for name in (PLAN, LETTER) * 2]
    return [
        papers.write_pdf(folder / "bốn trang.pdf", *sheets),
        papers.write_pdf(folder / "bốn trang nữa.pdf", *reversed(sheets)),
    ]


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an installation that processed the same deliveries on one machine."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    submit(settings, engine, *_papers(tmp_path_factory.mktemp("giao")), publish=True)
    run_pipeline(settings, engine)
    yield engine
    engine.dispose()


@pytest.fixture
def start(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[Start]:
    """Yield a function that starts a machine with its own data folder and the common stores."""
    started: list[Popen[str]] = []

    def start_machine(name: str) -> Popen[str]:
        home = tmp_path / name
        home.mkdir(exist_ok=True)
        for store in (settings.masters, settings.derivatives):
            if not (home / store.name).exists():
                (home / store.name).symlink_to(store)
        place = {"DIACHI_HOME": str(home), "DIACHI_WORKSHOP": name, "DIACHI_WORKERS": "1"}
        started.append(start_command(settings, "watch", **place))
        return started[-1]

    yield start_machine
    for process in started:
        _kill(process)


def _kill(process: Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _wait(is_so: Callable[[], object]) -> None:
    end = time.monotonic() + _LIMIT_SECONDS
    while not is_so():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.2)


def _machines(engine: Engine) -> dict[str, Machine]:
    with reading(engine) as session:
        return {machine.name: machine for machine in machines(session)}


def _settled(engine: Engine) -> bool:
    return all(row[2] in ("done", "partial") for row in register_rows(engine))


def _made(engine: Engine) -> int:
    return len(ledger_steps(engine, ledger.DELIVER))


def test_two_machines_share_the_pages_and_produce_what_one_does(
    start, settings, engine, tmp_path, alone
):
    processes = [start("xuong-1"), start("xuong-2")]
    _wait(lambda: len(_machines(engine)) == 2)
    submit(settings, engine, *_papers(tmp_path), publish=True)
    _wait(lambda: _settled(engine) and _made(engine) == _PAGES)
    assert catalogue_contents(engine) == catalogue_contents(alone)
    assert register_rows(engine) == register_rows(alone)
    _wait(lambda: sum(machine.pages_done for machine in _machines(engine).values()) == _PAGES)
    assert min(machine.pages_done for machine in _machines(engine).values()) >= 2
    assert [machine.leads for machine in _machines(engine).values()].count(True) == 1
    assert all(process.poll() is None for process in processes)


@pytest.mark.parametrize("killed_leads", [True, False])
def test_the_pages_of_a_killed_machine_are_made_elsewhere_within_a_minute(
    start, settings, engine, tmp_path, alone, killed_leads
):
    processes = {name: start(name) for name in ("xuong-1", "xuong-2")}
    _wait(lambda: sum(machine.leads for machine in _machines(engine).values()) == 1)
    _wait(lambda: len(_machines(engine)) == 2)
    submit(settings, engine, *_papers(tmp_path), publish=True)
    _wait(lambda: _made(engine) >= 1)
    leader = next(name for name, machine in _machines(engine).items() if machine.leads)
    _kill(processes[leader if killed_leads else _other(leader)])
    start_time = time.monotonic()
    _wait(lambda: _settled(engine))
    assert time.monotonic() - start_time < 60
    assert catalogue_contents(engine) == catalogue_contents(alone)
    assert _made(engine) == _PAGES


def _other(name: str) -> str:
    return {"xuong-1": "xuong-2", "xuong-2": "xuong-1"}[name]


def test_a_pause_holds_on_all_machines(start, settings, engine, tmp_path):
    for name in ("xuong-1", "xuong-2"):
        start(name)
    _wait(lambda: len(_machines(engine)) == 2)
    with work(engine) as session:
        pauses.pause(session, "lan")
    submit(settings, engine, *_papers(tmp_path), publish=True)
    time.sleep(4)
    assert not ledger_steps(engine)
    with work(engine) as session:
        pauses.resume(session, "lan")
    _wait(lambda: _settled(engine))


def test_a_machine_that_is_shut_down_leaves_the_list(start, engine):
    process = start("xuong-1")
    _wait(lambda: "xuong-1" in _machines(engine))
    process.terminate()
    _, message = process.communicate(timeout=30)
    assert not _machines(engine), message


def test_two_machines_of_one_name_do_not_work_together(start, engine):
    start("xuong-1")
    _wait(lambda: "xuong-1" in _machines(engine))
    _, message = start("xuong-1").communicate(timeout=60)
    assert "cùng tên “xuong-1”" in message
