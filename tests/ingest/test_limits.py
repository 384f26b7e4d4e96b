"""Tests of processing on a full disk: it stops, damages nothing, and continues later."""

import errno
import pickle
import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from ingest.limits import is_disk_full_error, raise_if_disk_full
from ingest.problems import NoRoomToWorkError
from library.accessions.models import AccessionState
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.days import register_rows, run_pipeline, submit

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
def test_a_full_disk_is_recognised_also_in_errors_from_workers(error, lacking):
    assert is_disk_full_error(pickle.loads(pickle.dumps(error))) is lacking  # noqa: S301


def test_a_full_disk_does_not_fail_the_page(settings):
    with pytest.raises(NoRoomToWorkError, match="tự làm tiếp khi có chỗ"):
        raise_if_disk_full(settings, OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.slow
def test_processing_stops_on_a_full_disk_and_continues_with_space(settings, engine, tmp_path):
    submit(settings, engine, papers.write_scan(tmp_path / "a.png"))
    with pytest.raises(NoRoomToWorkError):
        run_pipeline(replace(settings, free_mb=1 << 40), engine)
    (waiting,) = register_rows(engine)
    assert waiting[2] in (AccessionState.WAITING, AccessionState.WORKING)
    assert run_pipeline(settings, engine)["a.png"].status == "done"


def test_an_incomplete_file_is_removed(tmp_path):
    class Full(ContentStore):
        def _finish(self, half, digest):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        Full(tmp_path).put(b"trang")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
