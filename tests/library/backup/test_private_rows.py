"""A thief of a copy finds neither the salt of a day nor the keys of visits in its bytes."""

import sqlite3
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, func, select, text

from library import clock
from library.backup import database_copy
from library.backup.database_copy import copied
from library.backup.manifest import describe
from library.backup.restore import _carry_private_rows
from library.catalogue.belongings import private_tables
from library.corrections.models import LineAnswer, LineState, LineTask
from library.database import disposed_of, open_database, reading, work
from library.jobs.models import WorkOrder
from library.jobs.work_orders import find_by_key, order_anew
from library.readers import reader_questions
from points.item_use import Visitor, record
from points.usage.models import ItemUse, VisitSalt
from points.usage.rollups import per_item
from points.usage.rollups.models import UseDay
from points.use_kind import UseKind
from tests.makers import BY, make_database, make_item, make_page, make_settings


@pytest.fixture
def secrets():
    """Return the list of salts and keys that no copy may hold."""
    return []


@pytest.fixture
def read_by(secrets):
    """Return a function that records a reader's uses and collects their salts and keys."""

    def use(engine, address):
        with work(engine) as session:
            for number in range(40):
                visitor = Visitor(f"{address}.{number}", "Firefox")
                record(session, UseKind.REQUEST, visitor, clock.now(), item_id="0fje3x8k2m4q")
        with reading(engine) as session:
            secrets.extend(salt.salt for salt in session.scalars(select(VisitSalt)))
            keys = session.scalars(select(ItemUse.reader_session))
            secrets.extend(key.encode() for key in keys)

    return use


@pytest.fixture
def small(tmp_path):
    """A library without documents."""
    engine = make_database(make_settings(tmp_path / "nhà"))
    yield engine
    engine.dispose()


def _leaks(secrets, folder):
    """Return the secrets that stand in the bytes of the files of a folder."""
    assert secrets
    contents = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert contents
    return [secret for secret in secrets if any(secret in content for content in contents)]


def _copy(engine, folder):
    folder.mkdir()
    with copied(engine, folder) as connection:
        describe(connection)


def test_a_copy_holds_neither_salts_nor_keys(small, secrets, read_by, tmp_path):
    read_by(small, "10.0.0")
    _copy(small, tmp_path / "bản sao")
    assert _leaks(secrets, tmp_path / "bản sao") == []


def test_nor_does_it_hold_those_of_days_that_are_over(small, secrets, read_by, tmp_path):
    read_by(small, "10.0.0")
    with work(small) as session:
        today = clock.today()
        per_item.count(session, today, clock.now() + timedelta(days=2))
        session.query(VisitSalt).delete()
    read_by(small, "10.0.1")
    _copy(small, tmp_path / "bản sao")
    assert _leaks(secrets, tmp_path / "bản sao") == []


@pytest.mark.slow
@pytest.mark.sqlite("the free pages of its file")
def test_pages_that_an_earlier_version_freed_are_overwritten(small, secrets, read_by, tmp_path):
    for number in range(20):
        read_by(small, f"10.0.{number}")
    small.dispose()
    with sqlite3.connect(small.url.database) as old:
        old.execute("PRAGMA secure_delete=OFF")
        for table in private_tables():
            old.execute(f"DELETE FROM {table}")  # noqa: S608
    old.close()
    _copy(small, tmp_path / "bản sao")
    assert _leaks(secrets, tmp_path / "bản sao") == []


def test_totals_of_the_day_are_in_a_copy_and_the_schema_too(small, read_by, tmp_path):
    read_by(small, "10.0.0")
    with work(small) as session:
        per_item.count(session, clock.today(), clock.now())
    _copy(small, tmp_path / "bản sao")
    copy = database_copy.copied_database(tmp_path / "bản sao")
    with (
        database_copy.opened_copy(copy, small.url.render_as_string(hide_password=False)) as url,
        disposed_of(open_database(url)) as engine,
        reading(engine) as session,
    ):
        assert session.scalars(select(UseDay.total_requests)).all() == [40]
        assert session.scalars(select(ItemUse)).all() == []


def test_contacts_of_askers_are_in_no_copy(small, tmp_path):
    with work(small) as session:
        reader_questions.ask(session, "Chợ có từ bao giờ?", contact="doc.gia@example.vn")
    _copy(small, tmp_path / "bản sao")
    assert not _leaks([b"doc.gia@example.vn"], tmp_path / "bản sao")


@pytest.mark.parametrize(("digest", "count"), [("sông", 1), ("chợ", 0)])
def test_typed_lines_return_only_to_their_own_line(small, tmp_path, digest, count):
    older = make_database(make_settings(tmp_path / "cũ"))
    for engine, line in ((small, "sông"), (older, digest)):
        with work(engine) as session:
            page = make_page(session, make_item(session, texts=(), published=False), "sông")
            task = LineTask(page_id=page.id, digest=line, base="x", words=[], worth=1.0)
            task.state, task.changed = LineState.OPEN, clock.now()
            session.add(task)
            session.flush()
            if engine is small:
                columns = {"helper": "a", "place": "b", "text": "sông", "day": clock.today()}
                session.add(LineAnswer(task_id=task.id, **columns))
    _carry_private_rows(small, older.url.render_as_string(hide_password=False))
    with disposed_of(older), reading(older) as session:
        assert session.scalar(select(func.count(LineAnswer.id))) == count


def test_orders_that_were_done_since_are_not_done_again_by_an_older_database(small, tmp_path):
    older = make_database(make_settings(tmp_path / "cũ"))
    for engine in (older, small):
        with work(engine) as session:
            order_anew(session, "pack", "gói", {"held": [1, None]}, BY)
    with work(small) as session:
        find_by_key(session, "gói").finished = clock.now()
    _carry_private_rows(small, older.url.render_as_string(hide_password=False))
    with disposed_of(older), reading(older) as session:
        (order,) = session.scalars(select(WorkOrder))
        assert (order.finished is not None, order.payload) == (True, {"held": [1, None]})


@pytest.mark.postgresql("its log")
def test_on_postgresql_single_uses_are_not_in_the_log(small):
    """A crash empties a table outside it; contacts of askers and typed lines must survive one."""
    survivors = {"question_contact", "line_answer"}
    tables = [name for name in private_tables() if name not in survivors]
    with small.connect() as connection:
        query = text("SELECT relname, relpersistence FROM pg_class WHERE relname IN :names")
        names = bindparam("names", tables, expanding=True)
        kinds = connection.execute(query.bindparams(names))
        assert {kind for _, kind in kinds} == {"u"}
