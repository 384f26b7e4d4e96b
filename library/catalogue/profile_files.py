"""Texts of collection profiles, edited with their comments kept, and their import and export."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from library.catalogue.profiles import FILE, INTRODUCTION, parse
from library.errors import BadProfileError, ProfileNotWrittenError
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

_MODE = 0o640

TomlValues = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """The two texts of a profile, as in its files."""

    text: str
    introduction: str

    @property
    def edition(self) -> str:
        """Checksum for detecting concurrent changes."""
        both = f"{self.text}\0{self.introduction}".encode()
        return hashlib.sha256(both).hexdigest()[:16]

    def difference(self, new: "ProfileFile") -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the lines that another version has no longer, and those that it adds."""
        old_lines, new_lines = (
            (*file.text.splitlines(), *file.introduction.splitlines()) for file in (self, new)
        )
        return (
            tuple(line for line in old_lines if line not in new_lines),
            tuple(line for line in new_lines if line not in old_lines),
        )


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


def require_slug(slug: str) -> None:
    """Raise BadProfileError unless a new collection may have this slug."""
    if is_reserved(slug):
        raise BadProfileError(slug, f"mã “{slug}” do phần mềm dành riêng; hãy chọn mã khác")
    if not is_slug(slug):
        raise BadProfileError(slug, "mã chỉ được có chữ thường không dấu, số và gạch ngang")


def read_folder(folder: Path) -> dict[str, ProfileFile]:
    """Return the profiles of a folder by slug; raise BadProfileError if one is invalid.

    The folder is that of one collection, or holds a folder for each.
    """
    folder = folder.absolute()
    paths = [folder / FILE] if (folder / FILE).is_file() else sorted(folder.glob(f"*/{FILE}"))
    return {path.parent.name: _read(path) for path in paths}


def is_newer(folder: Path, slug: str, moment: datetime, file: ProfileFile) -> bool:
    """Return True if the file of a profile differs from this one and was changed later."""
    path = folder / slug / FILE
    try:
        return path.stat().st_mtime > moment.timestamp() and _text(path) != file.text
    except (OSError, UnicodeError):
        return False


def write_folder(folder: Path, slug: str, file: ProfileFile) -> None:
    """Write a profile below a folder, each of its two files atomically."""
    place = folder / slug
    try:
        place.mkdir(parents=True, exist_ok=True)
        if file.introduction or (place / INTRODUCTION).exists():
            write_atomically(place / INTRODUCTION, file.introduction, _MODE)
        write_atomically(place / FILE, file.text, _MODE)
    except OSError as error:
        raise ProfileNotWrittenError(place) from error


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


def _read(path: Path) -> ProfileFile:
    slug, introduction = path.parent.name, path.parent / INTRODUCTION
    try:
        file = ProfileFile(_text(path), _text(introduction) if introduction.exists() else "")
    except UnicodeDecodeError as error:
        raise BadProfileError(slug, "không phải chữ UTF-8") from error
    except OSError as error:
        raise BadProfileError(slug, "không mở được tệp") from error
    parse(slug, file.text, file.introduction)
    return file


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
