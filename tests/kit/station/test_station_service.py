"""The service of a station: it indexes what came, and runs once."""

import pytest

from kit.station import cli
from kit.station.problems import ServiceRunsError
from library.catalogue import index_queue
from library.database import reading
from library.process.locks import FileLock
from tests.kit.station.packs import item_record


def _waiting(engine):
    with reading(engine) as session:
        return index_queue.size(session)


def test_the_service_indexes_what_a_pack_brought(settings, station, take, monkeypatch):
    monkeypatch.setattr(cli, "_TURN_SECONDS", 0)
    take([item_record("lut", "Trận lụt")])
    assert _waiting(station) == 1

    def beat():
        if _waiting(station) == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cli.run(settings, station, beat)
    assert _waiting(station) == 0


def test_two_services_do_not_work_at_once(settings, station):
    lock = FileLock(settings.home / "ingest.lock")
    assert lock.take()
    with pytest.raises(ServiceRunsError):
        cli.run(settings, station, lambda: None)
    lock.release()
