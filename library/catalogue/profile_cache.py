"""Keeps the profiles of the collections at hand: a bad edit takes no collection off the shelves."""

import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from library.catalogue.models import Access
from library.catalogue.profiles import FILE, INTRODUCTION, Profile, in_order, parse, read_file
from library.errors import BadProfileError
from library.settings import Settings

_FOR_EVER = 1000
"""Years of a moving wall that no item has passed."""

_Stamp = tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Shelves:
    """The collections, and what is wrong with the profile of those that were badly edited."""

    profiles: dict[str, Profile]
    problems: dict[str, str]


class ProfileShelf:
    """Reads a profile again when its file changes; of a bad one the last good version holds."""

    def __init__(self, folder: Path, kept: Path) -> None:
        self._folder, self._kept = folder, kept
        self._read: dict[str, tuple[_Stamp, Profile, str]] = {}

    def look(self) -> Shelves:
        """Return the collections as their files stand now."""
        paths = {path.parent.name: path for path in self._folder.glob(f"*/{FILE}")}
        found = {slug: self._at(slug, path) for slug, path in paths.items()}
        problems = {slug: problem for slug, (_, problem) in found.items() if problem}
        return Shelves(in_order(profile for profile, _ in found.values()), problems)

    def _at(self, slug: str, path: Path) -> tuple[Profile, str]:
        stamp = _stamp(path), _stamp(path.parent / INTRODUCTION)
        known = self._read.get(slug)
        if known is None or known[0] != stamp:
            known = (stamp, *self._again(slug, path, known[1] if known else None))
            self._read[slug] = known
        return known[1:]

    def _again(self, slug: str, path: Path, before: Profile | None) -> tuple[Profile, str]:
        try:
            profile = read_file(path)
        except (BadProfileError, OSError) as error:
            said = str(error) if isinstance(error, BadProfileError) else _unreadable(slug)
            return before or self._last_good(slug), said
        self._keep(slug, path)
        return profile, ""

    def _keep(self, slug: str, path: Path) -> None:
        place, content = self._kept / f"{slug}.toml", path.read_bytes()
        with suppress(OSError):  # it only serves a start after a bad edit; reading goes on
            if not place.exists() or place.read_bytes() != content:
                self._kept.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(dir=self._kept, delete=False) as made:
                    made.write(content)
                Path(made.name).replace(place)

    def _last_good(self, slug: str) -> Profile:
        try:
            return parse(slug, (self._kept / f"{slug}.toml").read_text(encoding="utf-8"))
        except (OSError, BadProfileError):
            return _closed(slug)


def usable_profiles(settings: Settings) -> dict[str, Profile]:
    """Return the collections as they can be worked with now."""
    return ProfileShelf(settings.collections, settings.profiles).look().profiles


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        there = path.stat()
    except OSError:
        return None
    return there.st_mtime_ns, there.st_size


def _unreadable(slug: str) -> str:
    return str(BadProfileError(slug, "không mở được tệp"))


def _closed(slug: str) -> Profile:
    """Stand in for rules nobody can read: rather too few readers than too many."""
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
        moving_wall=_FOR_EVER,
        four_eyes=True,
    )
