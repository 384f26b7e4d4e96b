"""Collection profiles as they apply now, parsed once after each change in the database."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from library.catalogue import profile_versions
from library.catalogue.models import Access
from library.catalogue.profiles import Profile, in_order, parse
from library.database import reading
from library.errors import BadProfileError

OPTION = "collections"
"""Execution option of an engine with the cache of its profiles."""

_ENDLESS_WALL_YEARS = 1000
"""Length in years of a moving wall that no item has passed."""


@dataclass(frozen=True, slots=True)
class LoadedProfiles:
    """The collections, and error messages for those whose profile is invalid."""

    version: tuple[int, ...]
    profiles: dict[str, Profile]
    problems: dict[str, str]


class ProfileCache:
    """Profiles of one database, loaded again when any machine has changed one."""

    def __init__(self) -> None:
        self._loaded: LoadedProfiles | None = None

    def current(self, session: Session) -> LoadedProfiles:
        """Return the collections as the transaction of the session sees them."""
        loaded, version = self._loaded, profile_versions.state(session)
        if loaded is None or loaded.version != version:
            loaded = _load(session, version)
            if not session.get_bind().get_execution_options().get("writes"):
                self._loaded = loaded  # what a transaction has written may be rolled back
        return loaded


def loaded_profiles(session: Session) -> LoadedProfiles:
    """Return the collections, and the errors of invalid profiles."""
    cache = session.get_bind().get_execution_options().get(OPTION) or ProfileCache()
    return cache.current(session)


def profiles_of(session: Session) -> dict[str, Profile]:
    """Return the collections as they can be used now."""
    return loaded_profiles(session).profiles


def usable_profiles(database: Engine) -> dict[str, Profile]:
    """Return the collections as they can be used now."""
    with reading(database) as session:
        return profiles_of(session)


def _load(session: Session, version: int) -> LoadedProfiles:
    profiles, problems = [], {}
    for slug, row in profile_versions.current(session).items():
        try:
            profiles.append(parse(slug, row.text, row.introduction))
        except BadProfileError as error:  # saved by a version of the code that understood it
            profiles.append(_last_valid(session, slug))
            problems[slug] = str(error)
    return LoadedProfiles(version, in_order(profiles), problems)


def _last_valid(session: Session, slug: str) -> Profile:
    for row in profile_versions.versions(session, slug):
        try:
            return parse(slug, row.text, row.introduction)
        except BadProfileError:
            continue
    return _closed(slug)


def _closed(slug: str) -> Profile:
    """Return a profile for an invalid one: closed to readers rather than open by mistake."""
    return Profile(
        slug=slug,
        title=slug,
        summary="",
        introduction="",
        access=Access.STAFF,
        kind=None,
        licence=None,
        languages=("vie",),
        fields=(),
        order=100,
        moving_wall=_ENDLESS_WALL_YEARS,
        four_eyes=True,
    )
