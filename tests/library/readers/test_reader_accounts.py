"""A reader account stores little data, and none after it is closed."""

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
def test_names_that_differ_only_by_diacritics_are_taken(session, reader, name):
    with pytest.raises(ReaderNameTakenError):
        reader_accounts.open_account(session, name, "băm")


@pytest.mark.parametrize("name", ["", "ab", "x" * 41, "a\0bc"])
def test_invalid_names_are_refused(session, name):
    with pytest.raises(BadReaderNameError):
        reader_accounts.open_account(session, name, "băm")


def test_a_session_is_valid_until_its_last_day(session, reader, monkeypatch):
    token = reader_accounts.sign_in(session, reader.id, remember=True)
    assert reader_accounts.reader_of_token(session, token) == reader
    last = clock.today() + reader_accounts.REMEMBERED_LIFETIME
    monkeypatch.setattr(clock, "today", lambda: last)
    assert reader_accounts.reader_of_token(session, token) == reader
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))
    assert reader_accounts.reader_of_token(session, token) is None


def test_a_new_password_ends_the_other_sessions(session, reader):
    token, other_token = (
        reader_accounts.sign_in(session, reader.id, remember=True) for _ in range(2)
    )
    reader_accounts.set_password(session, reader.id, "khác", current_session=token)
    assert reader_accounts.reader_of_token(session, token)
    assert reader_accounts.reader_of_token(session, other_token) is None


def test_lists_are_merged_never_overwritten(session, reader):
    reading_lists.merge(session, reader.id, ("a", "b:2"))
    assert reading_lists.merge(session, reader.id, ("b:2", "c", "c")) == 1
    assert reading_lists.places(session, reader.id) == ("a", "b:2", "c")
    reading_lists.drop(session, reader.id, "a")
    assert reading_lists.places(session, reader.id) == ("b:2", "c")


def test_a_list_has_a_maximum_length(session, reader):
    reading_lists.merge(session, reader.id, map(str, range(reading_lists.MAX_ENTRIES + 9)))
    assert len(reading_lists.places(session, reader.id)) == reading_lists.MAX_ENTRIES
    assert reading_lists.merge(session, reader.id, ("thêm",)) == 0


def test_invalid_places_are_dropped():
    assert reading_lists.read_places("abc,abc,abc:1,ABC,x:0,'--,,abc:9999999") == ("abc", "abc:1")


def test_a_closed_account_leaves_nothing_but_proposals_without_a_name(session, reader):
    item = make_item(session)
    reader_accounts.sign_in(session, reader.id, remember=True)
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
