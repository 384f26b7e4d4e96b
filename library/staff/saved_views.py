"""Views of lists that a person saved: search words, filters and order under a name."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.staff.models import SavedView
from library.staff.problems import TooManyViewsError
from library.vietnamese.letters import compose

MAX_VIEWS = 20
"""Saved views of one list and person."""

_MAX_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class View:
    """A saved view, as the list shows it."""

    id: int
    name: str
    parameters: str


def views_of(session: Session, member_id: int, list_name: str) -> tuple[View, ...]:
    """Return a person's saved views of a list, by name."""
    rows = session.execute(
        select(SavedView.id, SavedView.name, SavedView.parameters)
        .where(SavedView.member_id == member_id, SavedView.list_name == list_name)
        .order_by(SavedView.name)
    )
    return tuple(View(*row) for row in rows)


def save_view(session: Session, member_id: int, list_name: str, name: str, parameters: str) -> str:
    """Save a view, replacing one of the same name; return the name as stored."""
    stored_name = " ".join(compose(name).split())[:_MAX_NAME_LENGTH]
    same_list = select(SavedView).filter_by(member_id=member_id, list_name=list_name)
    views = {view.name: view for view in session.scalars(same_list)}
    if stored_name in views:
        views[stored_name].parameters = parameters
    elif len(views) >= MAX_VIEWS:
        raise TooManyViewsError(MAX_VIEWS)
    else:
        session.add(
            SavedView(
                member_id=member_id, list_name=list_name, name=stored_name, parameters=parameters
            )
        )
    return stored_name


def delete_view(session: Session, member_id: int, view_id: int) -> None:
    """Delete a view of this person; another person's view is left alone."""
    view = session.get(SavedView, view_id)
    if view is not None and view.member_id == member_id:
        session.delete(view)
