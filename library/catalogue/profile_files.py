"""Reading and writing of profile.toml files; comments and manual edits are preserved."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from library.catalogue.profiles import FILE, INTRODUCTION, parse
from library.errors import (
    BadProfileError,
    CollectionNotFoundError,
    CollectionTakenError,
    ProfileChangedError,
    ProfileNotWrittenError,
)
from library.process.atomic_files import write_atomically
from library.vietnamese.letters import fold

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MAX_SLUG_LENGTH = 60
_RESERVED_SLUGS = frozenset({"them"})
"""Words used in collection addresses; a collection with such a slug would be unreachable."""

_BLANK_LINES = re.compile(r"\n{3,}")
_EMPTY = (None, "", (), [], False)
_ALWAYS_WRITTEN = ("title", "summary", "name", "label")
"""Keys that are written even if their value is empty."""

_write_lock = Lock()

TomlValues = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile as stored on disk."""

    text: str
    introduction: str

    @property
    def edition(self) -> str:
        """Checksum for detecting concurrent changes."""
        both = f"{self.text}\0{self.introduction}".encode()
        return hashlib.sha256(both).hexdigest()[:16]


def is_slug(text: str) -> bool:
    """Return True for a valid slug: unaccented lower-case letters, digits and hyphens."""
    return bool(_SLUG.fullmatch(text)) and len(text) <= _MAX_SLUG_LENGTH


def make_slug(text: str) -> str:
    """Return a slug made of a title or of anything that somebody typed; it may be empty."""
    words = "-".join(re.findall(r"[a-z0-9]+", fold(text)))
    return words[:_MAX_SLUG_LENGTH].strip("-")


def is_reserved(slug: str) -> bool:
    """Return True if a slug has another meaning in collection addresses."""
    return slug in _RESERVED_SLUGS


def read(folder: Path, slug: str) -> ProfileFile:
    """Return the profile of a collection; raise CollectionNotFoundError."""
    place = folder / slug
    if not is_slug(slug) or not (place / FILE).is_file():
        slugs = sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))
        raise CollectionNotFoundError(slug, ", ".join(slugs))
    return ProfileFile(_text(place / FILE), _text(place / INTRODUCTION))


def update_text(text: str, values: TomlValues, fields: Sequence[TomlValues]) -> str:
    """Return a profile text with these values; comments and unchanged keys stay as they are."""
    try:
        profile = tomlkit.parse(text)
    except (TOMLKitError, RecursionError):
        profile = tomlkit.document()  # an unreadable text cannot be preserved
    _set_values(profile, values)
    tables = [field for field in profile.get("fields", ()) if isinstance(field, Table)]
    if [field.get("name") for field in tables] == [field["name"] for field in fields]:
        for table, field in zip(tables, fields, strict=True):
            _set_values(table, field)
        return tomlkit.dumps(profile)
    profile.pop("fields", None)
    if fields:
        profile["fields"] = _rows({field.get("name"): field for field in tables}, fields)
    return _BLANK_LINES.sub("\n\n", tomlkit.dumps(profile)).rstrip("\n") + "\n"


def write(folder: Path, slug: str, profile: ProfileFile, *, edition: str) -> None:
    """Replace the profile that has this edition atomically.

    Raises BadProfileError for an invalid profile, ProfileChangedError when somebody else has
    changed it.
    """
    parse(slug, profile.text)
    with _write_lock:
        if read(folder, slug).edition != edition:
            raise ProfileChangedError(slug)
        _save(folder / slug, profile)


def create(folder: Path, slug: str, profile: ProfileFile) -> None:
    """Create the profile of a new collection."""
    if is_reserved(slug):
        raise BadProfileError(slug, f"mã “{slug}” do phần mềm dành riêng; hãy chọn mã khác")
    if not is_slug(slug):
        raise BadProfileError(slug, "mã chỉ được có chữ thường không dấu, số và gạch ngang")
    parse(slug, profile.text)
    with _write_lock:
        if (folder / slug / FILE).exists():
            raise CollectionTakenError(slug)
        _save(folder / slug, profile)


def _rows(tables: Mapping[str, Table], fields: Sequence[TomlValues]) -> AoT:
    rows = tomlkit.aot()
    for field in fields:
        table = tables.get(field["name"]) or tomlkit.table()
        _set_values(table, field)
        rows.append(table)
    return rows


def _set_values(table: Container | Table, values: TomlValues) -> None:
    for name, value in values.items():
        if value in _EMPTY and name not in _ALWAYS_WRITTEN:
            table.pop(name, None)
        elif name not in table or _plain(table[name]) != _plain(value):
            table[name] = list(value) if isinstance(value, tuple) else value


def _plain(value: object) -> object:
    bare = value.unwrap() if hasattr(value, "unwrap") else value
    return list(bare) if isinstance(bare, tuple) else bare


def _save(place: Path, profile: ProfileFile) -> None:
    try:
        place.mkdir(exist_ok=True)
        if profile.introduction or (place / INTRODUCTION).exists():
            _replace(place / INTRODUCTION, profile.introduction)
        _replace(place / FILE, profile.text)
    except OSError as error:
        raise ProfileNotWrittenError(place) from error


def _replace(path: Path, text: str) -> None:
    write_atomically(path, text, path.stat().st_mode & 0o777 if path.exists() else 0o640)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
