"""The disk fills up wherever something is written: a sentence, no loss, and the same result."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from library.accessions import register as books
from library.errors import DiskNearlyFullError
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import hand_in, register, shelves, start, work_through
from tests.ingest.papers import LETTER, Sheet, scan
from tests.makers import make_database, make_settings

_KILOBYTE = 1 << 10


class Disk:
    """A small disk of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def make(self, kilobytes: int) -> None:
        """Give the disk so much room, whether more or less than before."""
        told = ["mount", "-o", f"remount,size={kilobytes}k", self.place]
        subprocess.run(told, check=True, capture_output=True)

    @property
    def used(self) -> int:
        """How many kilobytes are written on it."""
        return shutil.disk_usage(self.place).used // _KILOBYTE


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Give a disk of half a gigabyte; only root can make one."""
    place = tmp_path / "đĩa"
    place.mkdir()
    mount = shutil.which("mount")
    told = [mount, "-t", "tmpfs", "-o", "size=500m", "tmpfs", place]
    if not mount or subprocess.run(told, capture_output=True).returncode:
        pytest.skip("no disk can be made here")
    yield Disk(place)
    subprocess.run(["umount", "-l", place], check=True)


def test_a_master_that_finds_no_room_leaves_nothing_and_is_taken_later(disk, tmp_path):
    path = tmp_path / "nặng.tif"
    path.write_bytes(bytes(range(256)) * 4096)
    masters = ContentStore(disk.place / "masters")
    disk.make(300)
    with pytest.raises(DiskNearlyFullError, match="Đĩa gần đầy"):
        books.deposit(masters, "nặng.tif", (path,))
    assert [left for left in disk.place.rglob("*") if left.is_file()] == []
    disk.make(2000)
    (file,) = books.deposit(masters, "nặng.tif", (path,)).files
    assert masters.is_sound(file.digest)


def test_nothing_is_taken_in_before_it_hurts(disk, tmp_path):
    settings = make_settings(disk.place, free_mb="600")
    engine = make_database(settings)
    (receipt,) = hand_in(settings, engine, papers.write_scan(tmp_path / "a.png"))
    assert "Đĩa gần đầy" in receipt.message
    assert (register(engine), list(ContentStore(settings.masters).digests())) == ([], [])
    engine.dispose()


@pytest.mark.slow
@pytest.mark.parametrize("room", [40, 120, 300])
def test_a_disk_full_under_database_masters_and_derivatives_changes_nothing(
    disk, tmp_path, tmp_path_factory, room
):
    sheets = [Sheet(scan(LETTER)), Sheet(scan(LETTER).rotate(180))]
    path = papers.write_pdf(tmp_path / "sổ.pdf", *sheets)
    homes = (tmp_path_factory.mktemp("nhà"), disk.place)
    houses = [make_settings(home, workers="2", free_mb="0") for home in homes]
    engines = [make_database(settings) for settings in houses]
    for settings, engine in zip(houses, engines, strict=True):
        hand_in(settings, engine, path, publish=True)
    work_through(houses[0], engines[0])
    disk.make(disk.used + room)
    for _ in range(2):
        _, told = start(houses[1], "run").communicate(timeout=120)
        assert "Traceback" not in told
    assert register(engines[1]) != register(engines[0])
    disk.make(500_000)
    work_through(houses[1], engines[1])
    assert shelves(engines[1]) == shelves(engines[0])
    assert register(engines[1]) == register(engines[0])
    for engine in engines:
        engine.dispose()
