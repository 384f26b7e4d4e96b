"""Gives whoever is signed in what is needed to correct an item."""

from flask_login import current_user
from sqlalchemy.orm import Session

from app.services import profiles, services
from library.catalogue import queries
from library.corrections.page_edits.edit import Desk

_VIETNAMESE = ("vie",)


def desk_for(session: Session, item_id: str) -> Desk:
    """Return what is needed to correct an item in the name of whoever is signed in."""
    profile = profiles().get(queries.item_record(session, item_id).collection)
    languages = profile.languages if profile else _VIETNAMESE
    return Desk(session, services().derivatives, current_user.name, languages)
