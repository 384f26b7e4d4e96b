"""Names under letters are counted once, and again as soon as anything changed."""

import pytest
from sqlalchemy import select

from library.catalogue import cataloguing
from library.catalogue.authorities import authority_lists, edit_records, merging
from library.catalogue.authorities.edit_records import Told
from library.catalogue.authorities.letter_counts import LetterCounts
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.models import Access
from library.database import reading, work
from tests.makers import BY, make_item

_KINDS = (AuthorityKind.PERSON, AuthorityKind.BODY)


@pytest.fixture
def counts(engine):
    """Give a function that says what is kept."""
    kept = LetterCounts()

    def told():
        with reading(engine) as session:
            return kept.letters(session, _KINDS)

    return told


@pytest.fixture
def item(engine):
    """Enter an open item of two people."""
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
    edit_records.edit(session, record, Told("Hồng Vi", AuthorityKind.PERSON), BY)


def _merge(session, _):
    one, other = session.scalars(select(Authority.id).order_by(Authority.id))
    merging.merge(session, one, other, BY)


@pytest.mark.parametrize("change", [_describe, _close, _enter, _rename, _merge])
def test_what_changed_is_counted_again(engine, counts, item, change):
    before = counts()
    with work(engine) as session:
        change(session, session.merge(item))
    with reading(engine) as session:
        assert before != counts() == authority_lists.letters(session, _KINDS)


def test_what_did_not_change_is_not_counted_again(counts, item, monkeypatch):
    before = counts()
    monkeypatch.setattr(authority_lists, "letters", lambda *_: pytest.fail("was counted again"))
    assert counts() == before == (("L", 1), ("V", 1))
