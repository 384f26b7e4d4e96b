"""Tests of a full disk at every kind of write: a message, no loss, and the same result."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.accessions import register as books
from library.errors import DiskNearlyFullError
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import catalogue_contents, register_rows, run_pipeline, start_command, submit
from tests.ingest.papers import LETTER, PdfPage, scan
from tests.makers import make_database, make_settings

_KILOBYTE = 1 << 10


class Disk:
    """A small separate disk."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def make(self, kilobytes: int) -> None:
        """Resize the disk."""
        command = ["mount", "-o", f"remount,size={kilobytes}k", self.place]
        subprocess.run(command, check=True, capture_output=True)

    @property
    def used(self) -> int:
        """Used space in kilobytes."""
        return shutil.disk_usage(self.place).used // _KILOBYTE


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return a mounted disk of half a gigabyte, which only root can create."""
    place = tmp_path / "đĩa"
    place.mkdir()
    mount = shutil.which("mount")
    command = [mount, "-t", "tmpfs", "-o", "size=500m", "tmpfs", place]
    if not mount or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    yield Disk(place)
    subprocess.run(["umount", "-l", place], check=True)


def test_a_master_without_disk_space_leaves_no_files_and_is_accepted_later(disk, tmp_path):
    path = tmp_path / "nặng.tif"
    path.write_bytes(bytes(range(256)) * 4096)
    masters = ContentStore(disk.place / "masters")
    disk.make(300)
    with pytest.raises(DiskNearlyFullError, match="Đĩa gần đầy"):
        books.deposit(masters, "nặng.tif", (path,))
    assert [path for path in disk.place.rglob("*") if path.is_file()] == []
    disk.make(2000)
    (file,) = books.deposit(masters, "nặng.tif", (path,)).files
    assert masters.is_sound(file.digest)


def test_intake_stops_before_the_disk_is_full(disk, tmp_path):
    settings = make_settings(disk.place, free_mb="600")
    engine = make_database(settings)
    (receipt,) = submit(settings, engine, papers.write_scan(tmp_path / "a.png"))
    assert "Đĩa gần đầy" in receipt.message
    assert (register_rows(engine), list(ContentStore(settings.masters).digests())) == ([], [])
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("room", [40, 120, 300])
def test_a_disk_full_under_database_masters_and_derivatives_changes_nothing(
    disk, tmp_path, tmp_path_factory, room
):
    sheets = [PdfPage(scan(LETTER)), PdfPage(scan(LETTER).rotate(180))]
    path = papers.write_pdf(tmp_path / "sổ.pdf", *sheets)
    homes = (tmp_path_factory.mktemp("nhà"), disk.place)
    houses = [make_settings(home, workers="2", free_mb="0") for home in homes]
    engines = [make_database(settings) for settings in houses]
    for settings, engine in zip(houses, engines, strict=True):
        submit(settings, engine, path, publish=True)
    run_pipeline(houses[0], engines[0])
    disk.make(disk.used + room)
    for _ in range(2):
        _, errors = start_command(houses[1], "run").communicate(timeout=120)
        assert "Traceback" not in errors
    assert register_rows(engines[1]) != register_rows(engines[0])
    disk.make(500_000)
    run_pipeline(houses[1], engines[1])
    assert catalogue_contents(engines[1]) == catalogue_contents(engines[0])
    assert register_rows(engines[1]) == register_rows(engines[0])
    for engine in engines:
        engine.dispose()
