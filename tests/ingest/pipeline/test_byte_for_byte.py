"""Tests that killed runs and full disks do not change any result."""

import os
import random
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from library.database import reading
from library.settings import Settings
from library.storage.content_store import ContentStore
from library.triage.models import PageSimilarity, SurveyedPage
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

pytestmark = pytest.mark.slow

_KILLS = 12
_LATEST = 6.0
"""Latest time in seconds after the start at which a run is killed."""


def _papers(folder: Path) -> list[Path]:
    """Write files of every kind: scans, blank, born digital, upside down, broken, duplicate."""
    pictures = folder / "ảnh"
    pictures.mkdir()
    papers.write_scan(pictures / "1.png")
    papers.write_scan(pictures / "2.tif", LETTER, compression="tiff_lzw")
    (pictures / "3.jpg").write_bytes(b"\xff\xd8\xff\xe0 half a photograph")
    sheets = [
        PdfPage(scan()),
        PdfPage(papers.blank()),
        PdfPage(lines=papers.PLAIN_TEXT),
        PdfPage(scan()),
    ]
    on_its_head = [PdfPage(scan(name).rotate(180)) for name in (PLAN, LETTER) * 4]
    return [
        papers.write_pdf(folder / "đủ loại.pdf", *sheets),
        papers.write_pdf(folder / "ngược.pdf", *on_its_head),
        papers.write_encrypted_pdf(folder / "khóa.pdf"),
        pictures,
    ]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return the files submitted to all installations; encrypted files differ if written twice."""
    return _papers(tmp_path_factory.mktemp("giao"))


def _installation(home: Path, delivered: list[Path]) -> tuple[Settings, Engine]:
    settings = make_settings(home, workers="2")
    engine = make_database(settings)
    submit(settings, engine, *delivered, publish=True)
    return settings, engine


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, delivered: list[Path]
) -> Iterator[dict[str, object]]:
    """Return the contents of an installation without an accident."""
    settings, engine = _installation(tmp_path_factory.mktemp("nhà"), delivered)
    run_pipeline(settings, engine)
    yield _all_contents(settings, engine)
    engine.dispose()


def _all_contents(settings: Settings, engine: Engine) -> dict[str, object]:
    """Return all stored contents, without ids and times."""
    return {
        "derivatives": set(ContentStore(settings.derivatives).digests()),
        "shelves": catalogue_contents(engine),
        "register": register_rows(engine),
        "steps": {(step.key, step.output, step.message) for step in ledger_steps(engine)},
        "looks": _surveys(engine),
    }


def _surveys(engine: Engine) -> tuple[object, ...]:
    with reading(engine) as session:
        pages = list(session.scalars(select(SurveyedPage)))
        names = {page.id: (page.accession_id, page.number) for page in pages}
        pairs = list(session.scalars(select(PageSimilarity)))
    return (
        {(*names[page.id], page.blank, page.thumbnail, page.folio) for page in pages},
        {(names[pair.newer_id], names[pair.older_id]) for pair in pairs},
    )


def _finished_steps(engine: Engine) -> set[tuple[object, ...]]:
    return {(step.key, step.at) for step in ledger_steps(engine) if step.output is not None}


def _run_and_kill(settings: Settings, seconds: float) -> None:
    process = start_command(settings, "run")
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_repeated_kills_change_no_result_and_repeat_no_step(tmp_path, delivered, undisturbed):
    settings, engine = _installation(tmp_path / "nhà", delivered)
    moments = random.Random(1866)
    for _ in range(_KILLS):
        previous = _finished_steps(engine)
        _run_and_kill(settings, moments.uniform(1.0, _LATEST))
        assert previous <= _finished_steps(engine)
    previous = _finished_steps(engine)
    run_pipeline(settings, engine)
    assert previous <= _finished_steps(engine)
    contents = _all_contents(settings, engine)
    assert {name for name in contents if contents[name] != undisturbed[name]} == set()
    engine.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a mounted disk of a few hundred kilobytes, which only root can create."""
    place = tmp_path / "đĩa"
    place.mkdir()
    mount = shutil.which("mount")
    mounted = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=200k", "tmpfs", place], capture_output=True
    )
    if not mounted or mounted.returncode:
        pytest.skip("no disk can be made here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_fills_up_during_processing_changes_no_result(
    tmp_path, delivered, undisturbed, small_disk
):
    settings, engine = _installation(tmp_path / "nhà", delivered)
    shutil.rmtree(settings.derivatives)
    settings.derivatives.symlink_to(small_disk)
    stops = 0
    for kilobytes in range(200, 800, 150):
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", small_disk], check=True)
        _, errors = start_command(settings, "run").communicate(timeout=120)
        stops += "Xưởng tạm dừng ở đây" in errors
    assert stops
    subprocess.run(["mount", "-o", "remount,size=1g", small_disk], check=True)
    run_pipeline(settings, engine)
    contents = _all_contents(settings, engine)
    assert {name for name in contents if contents[name] != undisturbed[name]} == set()
    engine.dispose()
