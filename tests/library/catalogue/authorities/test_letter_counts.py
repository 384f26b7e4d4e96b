"""Tests of the cache of letter counts: recounted exactly when the catalogue changes."""

import pytest
from sqlalchemy import select

from library.catalogue import cataloguing
from library.catalogue.authorities import authority_lists, edit_records, merging
from library.catalogue.authorities.authority_lists import LetterCounts
from library.catalogue.authorities.edit_records import AuthorityDetails
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.models import Access
from library.database import reading, work
from tests.makers import BY, make_item

_KINDS = (AuthorityKind.PERSON, AuthorityKind.BODY)


@pytest.fixture
def counts(engine):
    """Return a function that returns the cached letter counts."""
    cache = LetterCounts()

    def read_counts():
        with reading(engine) as session:
            return cache.letters(session, _KINDS)

    return read_counts


@pytest.fixture
def item(engine):
    """Create an open item with two creators."""
    with work(engine) as session:
        return make_item(session, creator="Vi Hồng; Lê Quý Đôn")


def _describe(session, item):
    cataloguing.describe(session, item, {"creator": "Ngô Thì Sĩ"}, BY)


def _close(session, item):
    cataloguing.describe(session, item, {"access": Access.STAFF}, BY)


def _enter(session, _):
    make_item(session, creator="Dương Thuấn")


def _rename(session, _):
    record = session.scalar(select(Authority).where(Authority.name == "Vi Hồng"))
    edit_records.edit(session, record, AuthorityDetails("Hồng Vi", AuthorityKind.PERSON), BY)


def _merge(session, _):
    loser_id, winner_id = session.scalars(select(Authority.id).order_by(Authority.id))
    merging.merge(session, loser_id, winner_id, BY)


@pytest.mark.parametrize("change", [_describe, _close, _enter, _rename, _merge])
def test_a_change_causes_a_recount(engine, counts, item, change):
    previous = counts()
    with work(engine) as session:
        change(session, session.merge(item))
    with reading(engine) as session:
        assert previous != counts() == authority_lists.letters(session, _KINDS)


def test_no_change_causes_no_recount(counts, item, monkeypatch):
    previous = counts()
    monkeypatch.setattr(authority_lists, "letters", lambda *_: pytest.fail("was counted again"))
    assert counts() == previous == (("L", 1), ("V", 1))
