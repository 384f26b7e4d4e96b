"""Editing context of an item for the signed-in member of staff."""

from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import profiles, services
from library.catalogue import queries
from library.corrections.page_edits.edit import EditContext

_VIETNAMESE = ("vie",)


def editing_context(session: Session, item_id: str) -> EditContext:
    """Return session, store, author and languages for correcting an item."""
    profile = profiles(session).get(queries.item_record(session, item_id).collection)
    languages = profile.languages if profile else _VIETNAMESE
    return EditContext(session, services().derivatives, current_user.name, languages)
