"""Cache of collection profiles; an invalid edit never removes a collection."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from library.catalogue.models import Access
from library.catalogue.profiles import FILE, INTRODUCTION, Profile, in_order, parse, read_file
from library.errors import BadProfileError
from library.settings import Settings

_ENDLESS_WALL_YEARS = 1000
"""Length in years of a moving wall that no item has passed."""

_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class LoadedProfiles:
    """The collections, and error messages for those whose profile is invalid."""

    profiles: dict[str, Profile]
    problems: dict[str, str]


class ProfileCache:
    """Profiles reloaded when their files change; an invalid file keeps its last valid version."""

    def __init__(self, folder: Path, backups: Path) -> None:
        self._folder, self._backups = folder, backups
        self._read: dict[str, tuple[_Stamp, Profile, str]] = {}

    def current(self) -> LoadedProfiles:
        """Return the collections according to their current files."""
        paths = {path.parent.name: path for path in self._folder.glob(f"*/{FILE}")}
        results = {slug: self._at(slug, path) for slug, path in paths.items()}
        problems = {slug: problem for slug, (_, problem) in results.items() if problem}
        return LoadedProfiles(in_order(profile for profile, _ in results.values()), problems)

    def _at(self, slug: str, path: Path) -> tuple[Profile, str]:
        stamp = _stamp(path), _stamp(path.parent / INTRODUCTION)
        entry = self._read.get(slug)
        if entry is None or entry[0] != stamp:
            entry = (stamp, *self._reload(slug, path, entry[1] if entry else None))
            self._read[slug] = entry
        return entry[1:]

    def _reload(self, slug: str, path: Path, previous: Profile | None) -> tuple[Profile, str]:
        try:
            profile = read_file(path)
        except (BadProfileError, OSError) as error:
            problem = str(error) if isinstance(error, BadProfileError) else _unreadable(slug)
            return previous or self._last_good(slug), problem
        self._back_up(slug, path)
        return profile, ""

    def _back_up(self, slug: str, path: Path) -> None:
        place, content = self._backups / f"{slug}.toml", path.read_bytes()
        with suppress(OSError):  # the backup only serves a restart after an invalid edit
            if not place.exists() or place.read_bytes() != content:
                self._backups.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=self._backups, delete=False) as file:
                    file.write(content)
                Path(file.name).replace(place)

    def _last_good(self, slug: str) -> Profile:
        try:
            return parse(slug, (self._backups / f"{slug}.toml").read_text(encoding="utf-8"))
        except (OSError, BadProfileError):
            return _closed(slug)


def profile_cache(settings: Settings) -> ProfileCache:
    """Return the cache of these collections, one for the whole process."""
    return _cache_of(settings.collections, settings.profiles)


def usable_profiles(settings: Settings) -> dict[str, Profile]:
    """Return the collections as they can be used now."""
    return profile_cache(settings).current().profiles


@lru_cache(maxsize=4)
def _cache_of(folder: Path, backups: Path) -> ProfileCache:
    return ProfileCache(folder, backups)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _unreadable(slug: str) -> str:
    return str(BadProfileError(slug, "không mở được tệp"))


def _closed(slug: str) -> Profile:
    """Return a profile for an unreadable file: closed to readers rather than open by mistake."""
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
