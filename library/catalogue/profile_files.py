"""Reads and writes the profile.toml of a collection, and keeps what people wrote in it by hand."""

import hashlib
import os
import re
import tempfile
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

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60
_TAKEN = frozenset({"them"})
"""Words that stand in the place of a collection in addresses: its page could not be opened."""

_BLANK_LINES = re.compile(r"\n{3,}")
_EMPTY = (None, "", (), [], False)
_ALWAYS = ("title", "summary", "name", "label")
"""What stands in a profile even when it says nothing."""

_one_at_a_time = Lock()

Told = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """A profile as it stands on the disk."""

    text: str
    introduction: str

    @property
    def edition(self) -> str:
        """A mark by which it is seen whether it was changed meanwhile."""
        both = f"{self.text}\0{self.introduction}".encode()
        return hashlib.sha256(both).hexdigest()[:16]


def is_slug(typed: str) -> bool:
    """Say whether a collection may be called so: letters without marks, figures and hyphens."""
    return bool(_SLUG.fullmatch(typed)) and len(typed) <= _LONGEST


def is_taken(slug: str) -> bool:
    """Say whether a slug means something else where a collection is named."""
    return slug in _TAKEN


def read(folder: Path, slug: str) -> ProfileFile:
    """Return the profile of a collection; raise CollectionNotFoundError."""
    place = folder / slug
    if not is_slug(slug) or not (place / FILE).is_file():
        there = sorted(path.parent.name for path in folder.glob(f"*/{FILE}"))
        raise CollectionNotFoundError(slug, ", ".join(there))
    return ProfileFile(_text(place / FILE), _text(place / INTRODUCTION))


def rewritten(text: str, told: Told, fields: Sequence[Told]) -> str:
    """Return a profile that tells this; comments and all that did not change stay as they are."""
    try:
        profile = tomlkit.parse(text)
    except (TOMLKitError, RecursionError):
        profile = tomlkit.document()  # nothing of what cannot be read can be kept
    _tell(profile, told)
    there = [field for field in profile.get("fields", ()) if isinstance(field, Table)]
    if [field.get("name") for field in there] == [field["name"] for field in fields]:
        for table, field in zip(there, fields, strict=True):
            _tell(table, field)
        return tomlkit.dumps(profile)
    profile.pop("fields", None)
    if fields:
        profile["fields"] = _rows({field.get("name"): field for field in there}, fields)
    return _BLANK_LINES.sub("\n\n", tomlkit.dumps(profile)).rstrip("\n") + "\n"


def write(folder: Path, slug: str, made: ProfileFile, *, edition: str) -> None:
    """Put a profile in the place of the one with this edition, whole or not at all.

    Raises BadProfileError for one that cannot be read, ProfileChangedError when somebody else was
    faster.
    """
    parse(slug, made.text)
    with _one_at_a_time:
        if read(folder, slug).edition != edition:
            raise ProfileChangedError(slug)
        _put(folder / slug, made)


def make(folder: Path, slug: str, made: ProfileFile) -> None:
    """Put up a new collection."""
    if is_taken(slug):
        raise BadProfileError(slug, f"mã “{slug}” phần mềm đã dùng việc khác; hãy chọn mã khác")
    if not is_slug(slug):
        raise BadProfileError(slug, "mã chỉ được có chữ thường không dấu, số và gạch ngang")
    parse(slug, made.text)
    with _one_at_a_time:
        if (folder / slug / FILE).exists():
            raise CollectionTakenError(slug)
        _put(folder / slug, made)


def _rows(known: Mapping[str, Table], fields: Sequence[Told]) -> AoT:
    rows = tomlkit.aot()
    for field in fields:
        table = known.get(field["name"]) or tomlkit.table()
        _tell(table, field)
        rows.append(table)
    return rows


def _tell(table: Container | Table, told: Told) -> None:
    for name, value in told.items():
        if value in _EMPTY and name not in _ALWAYS:
            table.pop(name, None)
        elif name not in table or _plain(table[name]) != _plain(value):
            table[name] = list(value) if isinstance(value, tuple) else value


def _plain(value: object) -> object:
    bare = value.unwrap() if hasattr(value, "unwrap") else value
    return list(bare) if isinstance(bare, tuple) else bare


def _put(place: Path, made: ProfileFile) -> None:
    try:
        place.mkdir(exist_ok=True)
        if made.introduction or (place / INTRODUCTION).exists():
            _replace(place / INTRODUCTION, made.introduction)
        _replace(place / FILE, made.text)
    except OSError as error:
        raise ProfileNotWrittenError(place) from error


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as made:
        made.write(text.encode())
        made.flush()
        os.fsync(made.fileno())
    Path(made.name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    Path(made.name).replace(path)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
