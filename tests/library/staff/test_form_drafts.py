"""Unsaved forms belong to one person, are limited in number and size, and expire."""

import pytest

from library import clock
from library.database import work
from library.staff import form_drafts
from library.staff.form_drafts import LIFETIME, MAX_PER_MEMBER, UnsavedForm
from library.staff.models import AuditEntry
from library.staff.problems import DraftNotFoundError, FormTooLongError
from tests.makers import make_staff

_FORM = UnsavedForm("/can-bo/a", (("title", "Sổ"), ("tag", "1"), ("tag", "2")), (("tep", "a.pdf"),))


@pytest.fixture
def people(engine):
    """Enter two members of staff; return their ids."""
    with work(engine) as session:
        return make_staff(session, "Vi Lan").id, make_staff(session, "Hoàng Sơn").id


def test_a_form_comes_back_as_it_was(engine, people):
    with work(engine) as session:
        stored = form_drafts.store(session, people[0], _FORM)
        assert form_drafts.find(session, people[0], stored)[1] == _FORM


def test_nobody_else_can_read_replace_or_remove_it(engine, people):
    other = UnsavedForm("/can-bo/a", (("title", "Khác"),))
    with work(engine) as session:
        stored = form_drafts.store(session, people[0], _FORM)
        with pytest.raises(DraftNotFoundError):
            form_drafts.find(session, people[1], stored)
        assert form_drafts.store(session, people[1], other, stored) != stored
        assert not form_drafts.remove(session, people[1], stored)
        assert form_drafts.find(session, people[0], stored)[1] == _FORM


def test_the_same_form_is_stored_once_while_it_grows(engine, people):
    with work(engine) as session:
        first = form_drafts.store(session, people[0], _FORM)
        assert form_drafts.store(session, people[0], _FORM, first) == first
        assert form_drafts.count(session, people[0]) == 1


def test_an_id_of_another_form_is_not_taken_over(engine, people):
    with work(engine) as session:
        first = form_drafts.store(session, people[0], _FORM)
        other = UnsavedForm("/can-bo/b", (("title", "Khác"),))
        assert form_drafts.store(session, people[0], other, first) != first
        assert not form_drafts.remove(session, people[0], first, "/can-bo/b")


def test_the_oldest_forms_make_room(engine, people, monkeypatch):
    with work(engine) as session:
        first = form_drafts.store(session, people[0], _FORM)
        later = clock.now() + LIFETIME / 2
        monkeypatch.setattr(clock, "now", lambda: later)
        for _ in range(MAX_PER_MEMBER):
            form_drafts.store(session, people[0], _FORM)
        assert form_drafts.count(session, people[0]) == MAX_PER_MEMBER
        with pytest.raises(DraftNotFoundError):
            form_drafts.find(session, people[0], first)


def test_a_form_expires(engine, people, monkeypatch):
    with work(engine) as session:
        stored = form_drafts.store(session, people[0], _FORM)
        later = clock.now() + LIFETIME * 2
        monkeypatch.setattr(clock, "now", lambda: later)
        assert form_drafts.headings(session, people[0]) == ()
        with pytest.raises(DraftNotFoundError):
            form_drafts.find(session, people[0], stored)


def test_a_form_longer_than_any_page_sends_is_refused(engine, people):
    with work(engine) as session, pytest.raises(FormTooLongError):
        form_drafts.store(session, people[0], UnsavedForm("/a", (("x", "y" * (1 << 20)),)))


def test_storing_a_form_is_no_edit(engine, people):
    with work(engine) as session:
        entries = session.query(AuditEntry).count()
        form_drafts.store(session, people[0], _FORM)
        assert session.query(AuditEntry).count() == entries
