"""Keeps how many names stand under each letter, and counts again when that may have changed."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.item_titles import names_version

Letters = tuple[tuple[str, int], ...]


class LetterCounts:
    """What was counted last; all threads of a process share it, none waits for another."""

    def __init__(self) -> None:
        self._kept: dict[tuple[AuthorityKind, ...], tuple[tuple[object, ...], Letters]] = {}

    def letters(self, session: Session, kinds: tuple[AuthorityKind, ...]) -> Letters:
        """Return what `lists.letters` does, counted once for each state of the catalogue."""
        version = (*names_version(session), *_records_version(session))
        known, counted = self._kept.get(kinds, ((), ()))
        if known != version:
            counted = authority_lists.letters(session, kinds)
            self._kept[kinds] = version, counted
        return counted


def _records_version(session: Session) -> tuple[object, ...]:
    told = select(func.count(), func.max(Authority.id), func.max(Authority.changed))
    return tuple(session.execute(told).one())
