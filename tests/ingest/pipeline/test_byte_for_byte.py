"""Whatever is killed, and whenever: in the end all is as if nothing had happened."""

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
from library.triage.models import PageLikeness, SurveyedPage
from tests.ingest import papers
from tests.ingest.days import hand_in, register, shelves, start, steps, work_through
from tests.ingest.papers import LETTER, PLAN, Sheet, scan
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow

_KILLS = 12
_LATEST = 6.0
"""Seconds after its start at which a run is killed at the latest."""


def _papers(folder: Path) -> list[Path]:
    """Make pages of every kind: read, blank, born digital, on their head, broken, seen twice."""
    pictures = folder / "ảnh"
    pictures.mkdir()
    papers.write_scan(pictures / "1.png")
    papers.write_scan(pictures / "2.tif", LETTER, compression="tiff_lzw")
    (pictures / "3.jpg").write_bytes(b"\xff\xd8\xff\xe0 half a photograph")
    sheets = [Sheet(scan()), Sheet(papers.blank()), Sheet(lines=papers.PLAIN_TEXT), Sheet(scan())]
    on_its_head = [Sheet(scan(name).rotate(180)) for name in (PLAN, LETTER) * 4]
    return [
        papers.write_pdf(folder / "đủ loại.pdf", *sheets),
        papers.write_pdf(folder / "ngược.pdf", *on_its_head),
        papers.write_encrypted_pdf(folder / "khoá.pdf"),
        pictures,
    ]


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give what is handed in everywhere: no two encrypted files are made alike."""
    return _papers(tmp_path_factory.mktemp("giao"))


def _house(home: Path, delivered: list[Path]) -> tuple[Settings, Engine]:
    settings = make_settings(home, workers="2")
    engine = make_database(settings)
    hand_in(settings, engine, *delivered, publish=True)
    return settings, engine


@pytest.fixture(scope="module")
def undisturbed(
    tmp_path_factory: pytest.TempPathFactory, delivered: list[Path]
) -> Iterator[dict[str, object]]:
    """Give all that an installation holds in which nothing happened."""
    settings, engine = _house(tmp_path_factory.mktemp("nhà"), delivered)
    work_through(settings, engine)
    yield _all_of(settings, engine)
    engine.dispose()


def _all_of(settings: Settings, engine: Engine) -> dict[str, object]:
    """Return everything that is kept, without ids and moments."""
    return {
        "derivatives": set(ContentStore(settings.derivatives).digests()),
        "shelves": shelves(engine),
        "register": register(engine),
        "steps": {(step.key, step.output, step.message) for step in steps(engine)},
        "looks": _looks(engine),
    }


def _looks(engine: Engine) -> tuple[object, ...]:
    with reading(engine) as session:
        pages = list(session.scalars(select(SurveyedPage)))
        names = {page.id: (page.accession_id, page.number) for page in pages}
        pairs = list(session.scalars(select(PageLikeness)))
    return (
        {(*names[page.id], page.blank, page.thumbnail, page.folio) for page in pages},
        {(names[pair.newer_id], names[pair.older_id]) for pair in pairs},
    )


def _done(engine: Engine) -> set[tuple[object, ...]]:
    return {(step.key, step.at) for step in steps(engine) if step.output is not None}


def _run_and_kill(settings: Settings, seconds: float) -> None:
    process = start(settings, "run")
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_killed_again_and_again_it_comes_out_the_same_and_nothing_is_done_twice(
    tmp_path, delivered, undisturbed
):
    settings, engine = _house(tmp_path / "nhà", delivered)
    moments = random.Random(1866)
    for _ in range(_KILLS):
        before = _done(engine)
        _run_and_kill(settings, moments.uniform(1.0, _LATEST))
        assert before <= _done(engine)
    before = _done(engine)
    work_through(settings, engine)
    assert before <= _done(engine)
    found = _all_of(settings, engine)
    assert {name for name in found if found[name] != undisturbed[name]} == set()
    engine.dispose()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of a few hundred kilobytes; only root can make one."""
    place = tmp_path / "đĩa"
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=200k", "tmpfs", place], capture_output=True
    )
    if not made or made.returncode:
        pytest.skip("no disk can be made here")
    yield place
    subprocess.run(["umount", place], check=True)


def test_a_disk_that_fills_up_in_the_middle_changes_nothing_of_what_comes_out(
    tmp_path, delivered, undisturbed, small_disk
):
    settings, engine = _house(tmp_path / "nhà", delivered)
    shutil.rmtree(settings.derivatives)
    settings.derivatives.symlink_to(small_disk)
    stops = 0
    for kilobytes in range(200, 800, 150):
        subprocess.run(["mount", "-o", f"remount,size={kilobytes}k", small_disk], check=True)
        _, told = start(settings, "run").communicate(timeout=120)
        stops += "Xưởng tạm dừng ở đây" in told
    assert stops
    subprocess.run(["mount", "-o", "remount,size=1g", small_disk], check=True)
    work_through(settings, engine)
    found = _all_of(settings, engine)
    assert {name for name in found if found[name] != undisturbed[name]} == set()
    engine.dispose()
