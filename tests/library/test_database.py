"""Transactions are atomic and wait for each other."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from library.accessions.models import Accession
from library.catalogue.models import Item, Page
from library.database import open_database, reading, work
from library.errors import SettingError
from tests.makers import make_accession, make_item


def _count(engine, table):
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table))


def test_successful_work_is_committed(engine):
    with work(engine) as session:
        make_item(session)
    assert _count(engine, Item) == 1


def test_failed_work_is_rolled_back(engine):
    with pytest.raises(ZeroDivisionError), work(engine) as session:
        make_item(session)
        1 / 0  # noqa: B018
    assert _count(engine, Item) == 0


def test_reading_commits_nothing(engine):
    with reading(engine) as session:
        make_item(session)
    assert _count(engine, Item) == 0


def test_readers_do_not_wait_for_a_writer(engine):
    with work(engine) as session:
        make_item(session)
        assert _count(engine, Item) == 0


def test_writers_that_read_first_take_turns(engine):
    def enter_some():
        for _ in range(10):
            with work(engine) as session:
                make_accession(session)

    writers = [threading.Thread(target=enter_some) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert _count(engine, Accession) == 40


def test_a_page_of_no_item_is_refused_by_the_database(engine):
    with pytest.raises(IntegrityError), work(engine) as session:
        session.add(Page(item_id="kia", number=1))


def test_a_moment_is_the_same_in_another_time_zone(engine):
    here = datetime(2026, 11, 24, 7, tzinfo=timezone(timedelta(hours=7)))
    with work(engine) as session:
        accession_id = make_accession(session, settled=here).id
    with reading(engine) as session:
        settled = session.get(Accession, accession_id).settled
    assert (settled, settled.tzinfo) == (here, UTC)


def test_text_is_stored_without_nul_characters(engine):
    with work(engine) as session:
        item_id = make_item(session, "Thành\0 nhà Mạc", creator="Vi\0 Hồng").id
    with reading(engine) as session:
        item = session.scalars(select(Item).where(Item.title == "Thành\0 nhà Mạc")).one()
        assert (item.id, item.title, item.creator) == (item_id, "Thành nhà Mạc", "Vi Hồng")


@pytest.mark.parametrize("url", ["không phải địa chỉ", "oracle+absent://u:secret@h/d"])
def test_an_invalid_url_is_reported_without_its_password(url):
    with pytest.raises(SettingError) as refused:
        open_database(url)
    assert "secret" not in str(refused.value)


@pytest.mark.sqlite("its write-ahead log")
def test_the_log_of_writes_shrinks_after_a_long_read(tmp_path, monkeypatch):
    monkeypatch.setattr("library.database._MAX_IDLE_WAL_BYTES", 100_000)
    engine = open_database(f"sqlite:///{tmp_path / 'ghi.sqlite'}")
    wal = tmp_path / "ghi.sqlite-wal"
    with work(engine) as session:
        session.connection().exec_driver_sql("CREATE TABLE chunk (content BLOB)")
    with reading(engine) as reader:
        reader.connection().exec_driver_sql("SELECT count(*) FROM chunk").scalar()
        _write_chunks(engine, 60)
        largest = wal.stat().st_size
    _write_chunks(engine, 3)
    assert largest > 6_000_000
    assert wal.stat().st_size < 500_000
    engine.dispose()


def _write_chunks(engine, count):
    for _ in range(count):
        with work(engine) as session:
            session.connection().exec_driver_sql("INSERT INTO chunk VALUES (zeroblob(100000))")
