"""A reader's account keeps little, and nothing once it is closed."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from library import clock
from library.catalogue.models import Page
from library.corrections.models import ReaderReport
from library.readers import reader_accounts, reading_lists
from library.readers.models import ReaderAccount, ReaderListEntry, ReaderSession
from library.readers.problems import BadReaderNameError, ReaderNameTakenError
from tests.makers import make_item


@pytest.fixture
def reader(session):
    """Open an account."""
    return reader_accounts.open_account(session, "Sông Kỳ Cùng", "băm")


@pytest.mark.parametrize(
    "name", ["Sông Kỳ Cùng", "song  ky cung", "So\u0302ng Ky\u0300 Cu\u0300ng"]
)
def test_two_readers_are_not_told_apart_by_a_mark(session, reader, name):
    with pytest.raises(ReaderNameTakenError):
        reader_accounts.open_account(session, name, "băm")


@pytest.mark.parametrize("name", ["", "ab", "x" * 41, "a\0bc"])
def test_what_is_no_name_is_refused(session, name):
    with pytest.raises(BadReaderNameError):
        reader_accounts.open_account(session, name, "băm")


def test_a_browser_is_known_until_its_day(session, reader, monkeypatch):
    token = reader_accounts.sign_in(session, reader.id, stays=True)
    assert reader_accounts.signed_in(session, token) == reader
    last = clock.today() + reader_accounts.STAYS
    monkeypatch.setattr(clock, "today", lambda: last)
    assert reader_accounts.signed_in(session, token) == reader
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))
    assert reader_accounts.signed_in(session, token) is None


def test_a_new_password_forgets_the_other_browsers(session, reader):
    here, there = (reader_accounts.sign_in(session, reader.id, stays=True) for _ in range(2))
    reader_accounts.set_password(session, reader.id, "khác", here=here)
    assert reader_accounts.signed_in(session, here)
    assert reader_accounts.signed_in(session, there) is None


def test_lists_are_merged_never_overwritten(session, reader):
    reading_lists.merge(session, reader.id, ("a", "b:2"))
    assert reading_lists.merge(session, reader.id, ("b:2", "c", "c")) == 1
    assert reading_lists.places(session, reader.id) == ("a", "b:2", "c")
    reading_lists.drop(session, reader.id, "a")
    assert reading_lists.places(session, reader.id) == ("b:2", "c")


def test_a_list_does_not_grow_without_end(session, reader):
    reading_lists.merge(session, reader.id, map(str, range(reading_lists.MOST + 9)))
    assert len(reading_lists.places(session, reader.id)) == reading_lists.MOST
    assert reading_lists.merge(session, reader.id, ("thêm",)) == 0


def test_nonsense_is_no_place():
    assert reading_lists.read_places("abc,abc,abc:1,ABC,x:0,'--,,abc:9999999") == ("abc", "abc:1")


def test_a_closed_account_leaves_nothing_but_proposals_without_a_name(session, reader):
    item = make_item(session)
    reader_accounts.sign_in(session, reader.id, stays=True)
    reading_lists.merge(session, reader.id, ("a",))
    page_id = session.scalar(select(Page.id).where(Page.item_id == item.id))
    session.add(
        ReaderReport(page_id=page_id, reader_id=reader.id, seen="a", meant="b", at=clock.now())
    )
    session.flush()
    reader_accounts.close(session, reader.id)
    session.expire_all()
    for table in (ReaderAccount, ReaderSession, ReaderListEntry):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert session.scalars(select(ReaderReport.reader_id)).all() == [None]
