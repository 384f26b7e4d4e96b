"""A full disk stops the work, spoils nothing, and lets it go on."""

import errno
import pickle
import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from ingest.limits import blame_the_disk, lacks_room
from ingest.problems import NoRoomToWorkError
from library.accessions.models import AccessionState
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import hand_in, register, work_through

_FULL = OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))
_LOCKED = OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))


@pytest.mark.parametrize(
    ("error", "lacking"),
    [
        pytest.param(OSError(errno.ENOSPC, "No space left on device"), True, id="file"),
        pytest.param(OSError(errno.EDQUOT, "Disk quota exceeded"), True, id="quota"),
        pytest.param(_FULL, True, id="database"),
        pytest.param(_LOCKED, False, id="another trouble of the database"),
        pytest.param(OSError(errno.EACCES, "Permission denied"), False, id="a locked folder"),
        pytest.param(ValueError("full"), False, id="something else"),
    ],
)
def test_a_lack_of_room_is_known_also_when_a_worker_tells_it(error, lacking):
    assert lacks_room(pickle.loads(pickle.dumps(error))) is lacking  # noqa: S301


def test_what_failed_for_lack_of_room_is_no_fault_of_the_page(settings):
    with pytest.raises(NoRoomToWorkError, match="tự làm tiếp khi có chỗ"):
        blame_the_disk(settings, OSError(errno.ENOSPC, "No space left on device"))


def test_the_work_stops_in_the_middle_and_goes_on_when_there_is_room(settings, engine, tmp_path):
    hand_in(settings, engine, papers.write_scan(tmp_path / "a.png"))
    with pytest.raises(NoRoomToWorkError):
        work_through(replace(settings, free_mb=1 << 40), engine)
    (waiting,) = register(engine)
    assert waiting[2] in (AccessionState.WAITING, AccessionState.WORKING)
    assert work_through(settings, engine)["a.png"].status == "done"


def test_what_could_not_be_written_whole_takes_no_room(tmp_path):
    class Full(ContentStore):
        def _finish(self, half, digest):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        Full(tmp_path).put(b"trang")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
