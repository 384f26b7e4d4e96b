"""Reads the labels on the shelves: what each collection is, from its profile.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from library.catalogue.models import Access
from library.errors import BadProfileError, CollectionNotFoundError

_LOOKS = ("covers", "wall")
_KINDS_OF_FIELD = ("text", "date", "number", "url")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of the descriptions in a collection."""

    name: str
    label: str
    kind: str
    required: bool
    help: str


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
        fields=tuple(_field(field) for field in read.get("fields", ())),
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


def _field(read: dict) -> FieldRule:
    kind = read.get("kind", "text")
    if kind not in _KINDS_OF_FIELD:
        raise ValueError(f"loại trường “{kind}” không có; chỉ nhận {', '.join(_KINDS_OF_FIELD)}")
    return FieldRule(
        name=read["name"],
        label=read["label"],
        kind=kind,
        required=bool(read.get("required", False)),
        help=read.get("help", ""),
    )
