"""Cache of the number of names under each letter, recounted when the catalogue changes."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.authorities import authority_lists
from library.catalogue.authorities.models import Authority, AuthorityKind
from library.catalogue.item_titles import names_version

Letters = tuple[tuple[str, int], ...]


class LetterCounts:
    """Cached letter counts, shared by all threads of a process without locking."""

    def __init__(self) -> None:
        self._cache: dict[tuple[AuthorityKind, ...], tuple[tuple[object, ...], Letters]] = {}

    def letters(self, session: Session, kinds: tuple[AuthorityKind, ...]) -> Letters:
        """Return `authority_lists.letters`, counted once for each state of the catalogue."""
        version = (*names_version(session), *_records_version(session))
        cached_version, letter_counts = self._cache.get(kinds, ((), ()))
        if cached_version != version:
            letter_counts = authority_lists.letters(session, kinds)
            self._cache[kinds] = version, letter_counts
        return letter_counts


def _records_version(session: Session) -> tuple[object, ...]:
    query = select(func.count(), func.max(Authority.id), func.max(Authority.changed))
    return tuple(session.execute(query).one())
