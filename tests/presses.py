"""Changes made as the office makes them: watched, so that their rows are kept or held."""

from contextlib import contextmanager

from library.changes import undoing
from library.database import work
from library.page_arrangement.actions import ACTIONS, load_arrangement
from library.staff.audit_watch import AuditedAction, audited
from library.staff.permissions import Permission
from tests.makers import BY


@contextmanager
def press(engine, by="lan", permission=Permission.CATALOGUE):
    """Work in a session as a request of this person would."""
    with audited(AuditedAction(by, "office.press", "-", permission)), work(engine) as session:
        yield session


@contextmanager
def pressed(session, by=BY):
    """Keep the rows that the block changes, as a press does that has not to wait."""
    session.flush()
    with audited(AuditedAction(by, "office.press", "-", Permission.CATALOGUE)):
        yield
        undoing.keep_rows(session)
    session.info.pop("changes.captured", None)  # another press has a transaction of its own


def act(session, item, action, *args, **options):
    """Run an action on the pages of an item."""
    with pressed(session):
        action(load_arrangement(session, item, BY), *args, **options)


def undo_last(session, item, by=BY):
    """Undo the last action on the pages of an item; return its summary, or None."""
    if (entry := undoing.last_entry(session, item.id, ACTIONS)) is None:
        return None
    with pressed(session, by):
        undoing.undo_whole(session, entry, by, "administrator")
    return entry.detail
