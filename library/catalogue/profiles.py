"""Reads the labels on the shelves: what each collection is, from its profile.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.models import Access, Item
from library.errors import BadProfileError, CollectionNotFoundError

LOOKS = ("covers", "wall")
FILE = "profile.toml"
INTRODUCTION = "gioi-thieu.md"
KINDS_OF_FIELD = ("text", "long", "date", "number", "url")
_HAS_ONE_VALUE = frozenset({"title", "date", "language", "access", "opens", "description"})
_PLACE = re.compile(r"line (\d+), column (\d+)")
_OF_THE_FORM = frozenset({"ban", "bo", "bot", "csrf_token", "nhan", "them", "viec"})
"""What the form of a description sends besides its fields."""

_TAKEN = (frozenset(Item.__mapper__.attrs.keys()) - frozenset(DESCRIBED)) | _OF_THE_FORM
"""No field may be called so: it would be mistaken for something else of the item or the form."""

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
    return in_order(read_file(path) for path in folder.glob(f"*/{FILE}"))


def profile_of(profiles: dict[str, Profile], slug: str) -> Profile:
    """Return one collection, or say which there are."""
    if slug not in profiles:
        raise CollectionNotFoundError(slug, ", ".join(profiles) or "chưa có sưu tập nào")
    return profiles[slug]


def parse(slug: str, text: str, introduction: str = "") -> Profile:
    """Return the collection a profile.toml describes; raise BadProfileError in a sentence."""
    try:
        return _profile(slug, tomllib.loads(text), introduction)
    except tomllib.TOMLDecodeError as error:
        raise BadProfileError(slug, _where(error)) from error
    except ValueError as error:
        raise BadProfileError(slug, error) from error
    except KeyError as error:
        raise BadProfileError(slug, f"thiếu mục {error}") from error
    except RecursionError as error:
        raise BadProfileError(slug, "có dấu ngoặc lồng nhau quá nhiều lớp") from error
    except (TypeError, AttributeError) as error:
        raise BadProfileError(slug, "có mục viết sai kiểu (chữ, số hay danh sách)") from error


def read_file(path: Path) -> Profile:
    """Return the collection that a profile.toml on the disk describes."""
    slug = path.parent.name
    introduction = path.parent / INTRODUCTION
    try:
        beside = introduction.read_text(encoding="utf-8") if introduction.exists() else ""
        return parse(slug, path.read_text(encoding="utf-8"), beside)
    except UnicodeDecodeError as error:
        raise BadProfileError(slug, "không phải chữ UTF-8") from error


def in_order(profiles: Iterable[Profile]) -> dict[str, Profile]:
    """Return collections by slug, in the order of the shelves."""
    return {one.slug: one for one in sorted(profiles, key=lambda one: (one.order, one.slug))}


def _where(error: tomllib.TOMLDecodeError) -> str:
    place = _PLACE.search(str(error))
    if place is None:
        return "tệp kết thúc giữa chừng: thiếu dấu ngoặc kép hoặc dấu ] ở cuối"
    line, column = place.groups()
    return f"dòng {line}, cột {column} viết chưa đúng: thiếu dấu bằng hoặc dấu ngoặc kép?"


def _profile(slug: str, read: dict, introduction: str) -> Profile:
    return Profile(
        slug=slug,
        title=_text(read, "title"),
        summary=_text(read, "summary"),
        introduction=introduction,
        access=_access(read.get("access", Access.PUBLIC)),
        kind=read.get("kind"),
        licence=read.get("licence"),
        languages=tuple(read.get("languages", ("vie",))),
        fields=_rules(read.get("fields", ())),
        order=_number(read, "order", 100),
        moving_wall=_number(read, "moving_wall", None),
        four_eyes=bool(read.get("four_eyes", False)),
        look=_look(read.get("look", LOOKS[0])),
        featured=tuple(map(str, read.get("featured", ()))),
    )


def _text(read: dict, name: str) -> str:
    if not isinstance(read[name], str):
        raise TypeError(name)
    return read[name]


def _number(read: dict, name: str, otherwise: int | None) -> int | None:
    value = read.get(name, otherwise)
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError(f"mục “{name}” phải là một số nguyên")
    return value


def _access(told: object) -> Access:
    if told not in tuple(Access):
        raise ValueError(f"nơi đọc “{told}” không có; chỉ nhận {', '.join(Access)}")
    return Access(told)


def _look(told: str) -> str:
    if told not in LOOKS:
        raise ValueError(f"cách bày “{told}” không có; chỉ nhận {', '.join(LOOKS)}")
    return told


def _rules(read: list[dict]) -> tuple[FieldRule, ...]:
    rules = tuple(map(field_rule, read))
    names = [rule.name for rule in rules]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise ValueError(f"trường “{twice}” có hai lần")
    return rules


def field_rule(read: Mapping) -> FieldRule:
    """Return one field of a profile; raise ValueError in words."""
    kind = read.get("kind", "text")
    if kind not in KINDS_OF_FIELD:
        raise ValueError(f"loại trường “{kind}” không có; chỉ nhận {', '.join(KINDS_OF_FIELD)}")
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
    if rule.name in _TAKEN:
        raise ValueError(f"tên trường “{rule.name}” phần mềm đã dùng việc khác; hãy đổi tên")
    if not _NAME_OF_FIELD.fullmatch(rule.name):
        raise ValueError(f"tên trường “{rule.name}” chỉ được có chữ thường không dấu, số và gạch _")
    if rule.repeatable and rule.name in _HAS_ONE_VALUE:
        raise ValueError(f"trường “{rule.name}” chỉ có một giá trị, không lặp được")
    if rule.closed and not rule.values:
        raise ValueError(f"trường “{rule.name}” có danh mục đóng mà không có giá trị nào")
