"""Salts of past days are deleted, and the log of the database does not keep them."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from library import clock
from library.database import reading, work
from points.item_use import Visitor, record
from points.usage.models import ItemUse, VisitSalt
from points.usage.privacy import visitor_keys
from points.use_kind import UseKind


def _read(engine, at):
    """Record a use; return its salt and key as they stand in the files."""
    with work(engine) as session:
        record(session, UseKind.REQUEST, Visitor("10.0.0.7", "Firefox"), at, item_id="s")
    with reading(engine) as session:
        key = session.scalar(select(ItemUse.reader_session))
        return session.scalar(select(VisitSalt.salt)), key.encode()


def test_the_salt_of_a_day_is_deleted_without_a_next_visit(engine):
    now = clock.now()
    _read(engine, now)
    visitor_keys.forget(engine, now)
    with reading(engine) as session:
        assert len(session.scalars(select(VisitSalt)).all()) == 1
    visitor_keys.forget(engine, now + timedelta(days=1))
    with reading(engine) as session:
        assert session.scalars(select(VisitSalt)).all() == []


@pytest.mark.sqlite("its files")
def test_neither_salt_nor_key_stays_in_the_files(engine):
    now = clock.now()
    secrets = _read(engine, now)
    log = Path(f"{engine.url.database}-wal")
    assert all(secret in log.read_bytes() for secret in secrets)
    with work(engine) as session:
        session.query(ItemUse).delete()
    visitor_keys.forget(engine, now + timedelta(days=1))
    files = (log, Path(engine.url.database))
    assert not any(secret in file.read_bytes() for secret in secrets for file in files)


@pytest.mark.sqlite("its files")
def test_a_log_that_a_reader_keeps_is_emptied_an_hour_later(engine):
    hour = clock.now().replace(minute=0)
    with reading(engine) as session:
        session.scalar(select(ItemUse.id))
        secrets = _read(engine, hour)
        visitor_keys.forget(engine, hour + timedelta(days=1))
    visitor_keys.forget(engine, hour + timedelta(days=1, hours=1))
    assert secrets[0] not in Path(f"{engine.url.database}-wal").read_bytes()
