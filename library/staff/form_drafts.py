"""Forms that a member of staff has typed and not saved: stored for that person alone, for a while.

They come from a page that saves as one types, or from a form that was refused because the session
had ended. They are no edits: nothing is audited, published or counted.
"""

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session, defer

from library import clock
from library.staff.models import FormDraft
from library.staff.problems import DraftNotFoundError, FormTooLongError, TooManyFormsError

LIFETIME = timedelta(days=30)
MAX_PER_MEMBER = 50
"""Forms stored for one person; the oldest ones are removed for new ones."""

_MAX_CHARACTERS = 1 << 20
"""Largest form, as large as the largest request of a form."""

_MAX_ADDRESS_LENGTH = 2000
_MAX_TITLE_LENGTH = 300
_ID = re.compile(r"[0-9A-Za-z_-]{16,40}")


@dataclass(frozen=True, slots=True)
class UnsavedForm:
    """Everything that was typed into one form."""

    address: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, str], ...] = ()
    """Field and name of each chosen file; the files themselves are not stored."""

    page: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class DraftHeading:
    """A stored form in a list, without its fields."""

    id: str
    address: str
    title: str
    saved: datetime


def store(
    session: Session,
    member_id: int,
    form: UnsavedForm,
    draft_id: str = "",
    *,
    replaces_oldest: bool = True,
) -> str:
    """Store a form, in place of the same person's draft with this id; return the id.

    Raises FormTooLongError for a form that no page could have sent, and TooManyFormsError if there
    is no room and the oldest one may not be replaced, because nobody is signed in.
    """
    content = json.dumps({"fields": form.fields, "files": form.files}, ensure_ascii=False)
    if len(content) > _MAX_CHARACTERS or len(form.address) > _MAX_ADDRESS_LENGTH:
        raise FormTooLongError
    row = session.get(FormDraft, draft_id) if _ID.fullmatch(draft_id) else None
    if row is None or row.member_id != member_id or row.address != form.address:
        if not replaces_oldest and count(session, member_id) >= MAX_PER_MEMBER:
            raise TooManyFormsError
        is_free = row is None and _ID.fullmatch(draft_id)
        row = FormDraft(id=draft_id if is_free else secrets.token_urlsafe(18), member_id=member_id)
        session.add(row)
    row.address, row.content, row.saved = form.address, content, clock.now()
    row.page = form.page[:_MAX_ADDRESS_LENGTH] or row.page or ""
    row.title = form.title[:_MAX_TITLE_LENGTH] or row.title or ""
    session.flush()
    _remove_old(session, member_id)
    return row.id


def find(session: Session, member_id: int, draft_id: str) -> tuple[DraftHeading, UnsavedForm]:
    """Return a stored form of this person; raise DraftNotFoundError, also for other people's."""
    row = session.get(FormDraft, draft_id)
    if row is None or row.member_id != member_id or row.saved < _oldest():
        raise DraftNotFoundError
    content = json.loads(row.content)
    form = UnsavedForm(
        row.address, _pairs(content["fields"]), _pairs(content["files"]), row.page, row.title
    )
    return _heading(row), form


def headings(session: Session, member_id: int, address: str = "") -> tuple[DraftHeading, ...]:
    """Return a person's stored forms, those for one address if it is given; newest first."""
    rows = _current(member_id).order_by(FormDraft.saved.desc(), FormDraft.id)
    if address:
        rows = rows.where(FormDraft.address == address)
    return tuple(map(_heading, session.scalars(rows.options(defer(FormDraft.content)))))


def count(session: Session, member_id: int) -> int:
    """Return the number of a person's stored forms."""
    return session.scalar(select(func.count()).select_from(_current(member_id).subquery()))


def remove(session: Session, member_id: int, draft_id: str, address: str = "") -> bool:
    """Remove a person's stored form, if it is one for this address; return True if it existed."""
    row = session.get(FormDraft, draft_id)
    if row is None or row.member_id != member_id or address not in ("", row.address):
        return False
    session.delete(row)
    session.flush()
    return True


def _remove_old(session: Session, member_id: int) -> None:
    session.execute(delete(FormDraft).where(FormDraft.saved < _oldest()))
    newest = select(FormDraft.id).where(FormDraft.member_id == member_id)
    newest = newest.order_by(FormDraft.saved.desc(), FormDraft.id).limit(MAX_PER_MEMBER)
    newest_ids = list(session.scalars(newest))
    surplus = FormDraft.member_id == member_id, FormDraft.id.not_in(newest_ids)
    session.execute(delete(FormDraft).where(*surplus))


def _current(member_id: int) -> Select[tuple[FormDraft]]:
    return select(FormDraft).where(FormDraft.member_id == member_id, FormDraft.saved >= _oldest())


def _oldest() -> datetime:
    return clock.now() - LIFETIME


def _heading(row: FormDraft) -> DraftHeading:
    return DraftHeading(row.id, row.address, row.title, row.saved)


def _pairs(rows: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, text in rows)
