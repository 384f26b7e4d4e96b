"""Reads the labels on the shelves: what each collection is, from its profile.toml."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from library.catalogue.models import Access
from library.errors import BadProfileError, CollectionNotFoundError

_LOOKS = ("covers", "wall")
_KINDS_OF_FIELD = ("text", "long", "date", "number", "url")
_HAS_ONE_VALUE = frozenset({"title", "date", "language", "access", "opens", "description"})
_NAME_OF_FIELD = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of the descriptions in a collection."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    repeatable: bool = False
    """Whether it may have several values."""
    values: tuple[str, ...] = ()
    """Its vocabulary: what is proposed where it is typed."""
    closed: bool = False
    """Whether nothing but its vocabulary may be entered."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a collection is and how its items are catalogued, read and named."""

    slug: str
    title: str
    summary: str
    introduction: str
    access: Access
    kind: str | None
    licence: str | None
    languages: tuple[str, ...]
    """Tesseract's names of the languages its pages are read in."""
    fields: tuple[FieldRule, ...]
    order: int
    moving_wall: int | None = None
    """So many full years after its own, an item opens by itself."""
    four_eyes: bool = False
    """Whether another person than the one who says it is ready publishes an item."""
    look: str = "covers"
    """How its items are laid out: by cover and title, or as a wall of pictures."""
    featured: tuple[str, ...] = ()
    """Ids of the items to be shown first, on its own page and on the way in."""


def read_profiles(folder: Path) -> dict[str, Profile]:
    """Return every collection by slug, in the order of the shelves."""
    found = [_read(path) for path in folder.glob("*/profile.toml")]
    return {profile.slug: profile for profile in sorted(found, key=lambda p: (p.order, p.slug))}


def profile_of(profiles: dict[str, Profile], slug: str) -> Profile:
    """Return one collection, or say which there are."""
    if slug not in profiles:
        raise CollectionNotFoundError(slug, ", ".join(profiles) or "chưa có sưu tập nào")
    return profiles[slug]


def _read(path: Path) -> Profile:
    slug = path.parent.name
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        return _profile(slug, read, path.parent / "gioi-thieu.md")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise BadProfileError(slug, error) from error
    except KeyError as error:
        raise BadProfileError(slug, f"thiếu mục {error}") from error


def _profile(slug: str, read: dict, introduction: Path) -> Profile:
    return Profile(
        slug=slug,
        title=read["title"],
        summary=read["summary"],
        introduction=introduction.read_text(encoding="utf-8") if introduction.exists() else "",
        access=Access(read.get("access", Access.PUBLIC)),
        kind=read.get("kind"),
        licence=read.get("licence"),
        languages=tuple(read.get("languages", ("vie",))),
        fields=_fields(read.get("fields", ())),
        order=int(read.get("order", 100)),
        moving_wall=int(read["moving_wall"]) if "moving_wall" in read else None,
        four_eyes=bool(read.get("four_eyes", False)),
        look=_look(read.get("look", _LOOKS[0])),
        featured=tuple(map(str, read.get("featured", ()))),
    )


def _look(told: str) -> str:
    if told not in _LOOKS:
        raise ValueError(f"cách bày “{told}” không có; chỉ nhận {', '.join(_LOOKS)}")
    return told


def _fields(read: list[dict]) -> tuple[FieldRule, ...]:
    rules = tuple(map(_field, read))
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"trường “{twice}” có hai lần")
    return rules


def _field(read: dict) -> FieldRule:
    kind = read.get("kind", "text")
    if kind not in _KINDS_OF_FIELD:
        raise ValueError(f"loại trường “{kind}” không có; chỉ nhận {', '.join(_KINDS_OF_FIELD)}")
    rule = FieldRule(
        name=read["name"],
        label=read["label"],
        kind=kind,
        required=bool(read.get("required", False)),
        help=read.get("help", ""),
        repeatable=bool(read.get("repeatable", False)),
        values=tuple(map(str, read.get("values", ()))),
        closed=bool(read.get("closed", False)),
    )
    _must_make_sense(rule)
    return rule


def _must_make_sense(rule: FieldRule) -> None:
    if not _NAME_OF_FIELD.fullmatch(rule.name):
        raise ValueError(f"tên trường “{rule.name}” chỉ được có chữ thường không dấu, số và gạch _")
    if rule.repeatable and rule.name in _HAS_ONE_VALUE:
        raise ValueError(f"trường “{rule.name}” chỉ có một giá trị, không lặp được")
    if rule.closed and not rule.values:
        raise ValueError(f"trường “{rule.name}” có danh mục đóng mà không có giá trị nào")
