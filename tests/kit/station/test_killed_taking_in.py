"""A station whose power fails at any moment of taking in: the one edition or the other, whole."""

import random
import subprocess
import sys
from itertools import count

import pytest
from sqlalchemy import func, select

from kit.station.state import served_edition
from kit.station.taking_in import take_in
from library.catalogue.models import Page
from library.database import reading
from library.storage.stores import derivative_store
from search_index.index import sync
from tests.architecture.plan import CHECKOUT
from tests.kit.station.packs import held_by, item_record, make_pack, page_record, rows_of
from tests.makers import make_environment

pytestmark = pytest.mark.slow

_CHILD = """
import sys
from pathlib import Path
from kit.station.taking_in import take_in
from library.installation import open_installation
from library.settings import read_settings
settings = read_settings()
engine = open_installation(settings)
print("ready", flush=True)
take_in(settings, engine, Path(sys.argv[1]), "stick", lambda text: print(text, flush=True))
"""
_ROUNDS = 8
_ITEMS = 60


def _records(words):
    for number in range(_ITEMS):
        item_id = f"bao-{number}"
        yield item_record(item_id, f"Báo số {number}", page_count=10)
        for page in range(1, 11):
            yield page_record(item_id, page, f"{words} trang {page} " * 40)


def _killed_after(settings, folder, seconds):
    """Take the pack in, and kill the process after this time; return True if it had ended."""
    environment = {**make_environment(settings.home), "DIACHI_STATION": "1", "PYTHONPATH": "."}
    command = [sys.executable, "-c", _CHILD, str(folder)]
    with subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "ready\n"
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            return False
        return True


def _pages(engine):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(Page))


@pytest.mark.sqlite("a station's database is SQLite")
def test_a_kill_at_any_moment_leaves_one_edition_whole(settings, station, take, tmp_path):
    old = list(_records("lụt"))
    take(old)
    old_rows, moments = rows_of(station), random.Random(40)
    new = [record for record in _records("hạn hán") if record.kind == "page"]
    files = [f"ảnh {number}".encode() * 3000 for number in range(40)]
    folder = tmp_path / "usb" / "goi-2"
    make_pack(folder, new, held=held_by(*old), number=2, files=files)
    for round_number in count():
        if _killed_after(settings, folder, moments.uniform(0, 1.5)):
            break
        rows = rows_of(station)
        is_new = '"2"' in "".join(rows["held_edition"])
        assert is_new or rows == old_rows
        if is_new or round_number > _ROUNDS:
            break
    edition = take_in(settings, station, folder, "stick")
    assert edition.number == 2
    sync.drain(settings, station)
    assert sync.check(settings, station) == 0
    assert _pages(station) == _ITEMS * 10
    with reading(station) as session:
        assert served_edition(session).number == 2
    assert list(derivative_store(settings).digests()) == []
