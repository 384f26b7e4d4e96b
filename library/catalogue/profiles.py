"""Collection profiles: rules and texts of each collection, from its profile.toml."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.models import Access, Item
from library.errors import BadProfileError, CollectionNotFoundError

LOOKS = ("covers", "wall")
FILE = "profile.toml"
INTRODUCTION = "gioi-thieu.md"
_ENGLISH_TEXTS = ("title_en", "summary_en", "introduction_en")
FIELD_KINDS = ("text", "long", "date", "number", "url")
_SINGLE_VALUED = frozenset({"title", "date", "language", "access", "opens", "description"})
_PLACE = re.compile(r"line (\d+), column (\d+)")
FORM_CONTROLS = frozenset({"ban", "bo", "bot", "csrf_token", "nhan", "them", "viec"})
"""Names that the description form sends besides its fields."""

_RESERVED_NAMES = (
    frozenset(Item.__mapper__.attrs.keys()) - frozenset(DESCRIPTION_FIELDS)
) | FORM_CONTROLS
"""Names no field may have, because the item or the form uses them already."""

_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of the descriptions in a collection."""

    name: str
    label: str
    kind: str
    required: bool
    help: str
    repeatable: bool = False
    """True if it may have several values."""
    values: tuple[str, ...] = ()
    """Its vocabulary, proposed during input."""
    closed: bool = False
    """True if only values of the vocabulary are allowed."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A collection, and how its items are catalogued, displayed and named."""

    slug: str
    title: str
    summary: str
    introduction: str
    access: Access
    kind: str | None
    licence: str | None
    languages: tuple[str, ...]
    """Tesseract codes of the languages its pages are read in."""
    fields: tuple[FieldRule, ...]
    order: int
    moving_wall: int | None = None
    """Full years after its own year until an item becomes open."""
    embargoed_text_is_found: bool = False
    """True if everyone finds items under embargo by the words of their pages."""
    onsite_text_is_found: bool = False
    """True if everyone finds items for on-site reading by the words of their pages."""
    four_eyes: bool = False
    """True if the person who submits an item may not publish it."""
    look: str = "covers"
    """Layout of its item list: cover and title, or a wall of pictures."""
    featured: tuple[str, ...] = ()
    """Ids of the items shown first on the collection page and the home page."""
    title_en: str = ""
    summary_en: str = ""
    introduction_en: str = ""
    """Texts for readers of the English pages; where one is empty, the Vietnamese one is shown."""
    terms_en: tuple[str, ...] = ()
    """Kinds, rights and other values with their English words, as `Ảnh = Photograph`."""

    @property
    def holds_pictures(self) -> bool:
        """True if its items are maps and pictures, whatever their kind."""
        return self.look == "wall"

    @property
    def english_terms(self) -> dict[str, str]:
        """English words by Vietnamese value in lower case."""
        pairs = (term.split("=", 1) for term in self.terms_en)
        return {value.strip().casefold(): english.strip() for value, english in pairs}


def profile_of(profiles: dict[str, Profile], slug: str) -> Profile:
    """Return one collection; raise CollectionNotFoundError, which lists the existing ones."""
    if slug not in profiles:
        raise CollectionNotFoundError(slug, ", ".join(profiles) or "chưa có sưu tập nào")
    return profiles[slug]


def parse(slug: str, text: str, introduction: str = "") -> Profile:
    """Return the collection described by a profile.toml; raise BadProfileError with the reason."""
    try:
        return _profile(slug, tomllib.loads(text), introduction)
    except tomllib.TOMLDecodeError as error:
        raise BadProfileError(slug, _error_position(error)) from error
    except ValueError as error:
        raise BadProfileError(slug, error) from error
    except KeyError as error:
        raise BadProfileError(slug, f"thiếu mục {error}") from error
    except RecursionError as error:
        raise BadProfileError(slug, "có dấu ngoặc lồng nhau quá nhiều lớp") from error
    except (TypeError, AttributeError) as error:
        raise BadProfileError(slug, "có mục viết sai kiểu (chữ, số hay danh sách)") from error


def in_order(profiles: Iterable[Profile]) -> dict[str, Profile]:
    """Return collections by slug, in display order."""
    return {
        profile.slug: profile
        for profile in sorted(profiles, key=lambda profile: (profile.order, profile.slug))
    }


def _error_position(error: tomllib.TOMLDecodeError) -> str:
    place = _PLACE.search(str(error))
    if place is None:
        return "tệp kết thúc giữa chừng: thiếu dấu ngoặc kép hoặc dấu ] ở cuối"
    line, column = place.groups()
    return f"dòng {line}, cột {column} viết chưa đúng: thiếu dấu bằng hoặc dấu ngoặc kép?"


def _profile(slug: str, table: dict, introduction: str) -> Profile:
    return Profile(
        slug=slug,
        title=_text(table, "title"),
        summary=_text(table, "summary"),
        introduction=introduction,
        access=_access(table.get("access", Access.PUBLIC)),
        kind=table.get("kind"),
        licence=table.get("licence"),
        languages=tuple(table.get("languages", ("vie",))),
        fields=_rules(table.get("fields", ())),
        order=_number(table, "order", 100),
        moving_wall=_number(table, "moving_wall", None),
        embargoed_text_is_found=_flag(table, "embargoed_text_is_found"),
        onsite_text_is_found=_flag(table, "onsite_text_is_found"),
        four_eyes=bool(table.get("four_eyes", False)),
        look=_look(table.get("look", LOOKS[0])),
        featured=tuple(map(str, table.get("featured", ()))),
        **{name: _text(table, name) for name in _ENGLISH_TEXTS if name in table},
        terms_en=_terms(table.get("terms_en", ())),
    )


def _terms(lines: Iterable[str]) -> tuple[str, ...]:
    for line in lines:
        if "=" not in line:
            raise ValueError(f"mục “terms_en”: “{line[:40]}” cần dạng: tiếng Việt = tiếng Anh")
    return tuple(lines)


def _text(table: dict, name: str) -> str:
    if not isinstance(table[name], str):
        raise TypeError(name)
    return table[name]


def _number(table: dict, name: str, default: int | None) -> int | None:
    value = table.get(name, default)
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError(f"mục “{name}” phải là một số nguyên")
    return value


def _flag(table: dict, name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise ValueError(f"mục “{name}” chỉ nhận true hoặc false")
    return value


def _access(value: object) -> Access:
    if value not in tuple(Access):
        raise ValueError(f"nơi đọc “{value}” không có; chỉ nhận {', '.join(Access)}")
    return Access(value)


def _look(value: str) -> str:
    if value not in LOOKS:
        raise ValueError(f"cách bày “{value}” không có; chỉ nhận {', '.join(LOOKS)}")
    return value


def _rules(tables: list[dict]) -> tuple[FieldRule, ...]:
    rules = tuple(map(field_rule, tables))
    names = [rule.name for rule in rules]
    duplicate = next((name for name in names if names.count(name) > 1), None)
    if duplicate:
        raise ValueError(f"trường “{duplicate}” có hai lần")
    return rules


def field_rule(table: Mapping) -> FieldRule:
    """Return one field of a profile; raise ValueError with a message to staff."""
    kind = table.get("kind", "text")
    if kind not in FIELD_KINDS:
        raise ValueError(f"loại trường “{kind}” không có; chỉ nhận {', '.join(FIELD_KINDS)}")
    rule = FieldRule(
        name=table["name"],
        label=table["label"],
        kind=kind,
        required=bool(table.get("required", False)),
        help=table.get("help", ""),
        repeatable=bool(table.get("repeatable", False)),
        values=tuple(map(str, table.get("values", ()))),
        closed=bool(table.get("closed", False)),
    )
    if rule.name in _RESERVED_NAMES:
        raise ValueError(f"tên trường “{rule.name}” do phần mềm dành riêng; hãy đổi tên")
    if not _FIELD_NAME.fullmatch(rule.name):
        raise ValueError(f"tên trường “{rule.name}” chỉ được có chữ thường không dấu, số và gạch _")
    if rule.repeatable and rule.name in _SINGLE_VALUED:
        raise ValueError(f"trường “{rule.name}” chỉ có một giá trị, không lặp được")
    if rule.closed and not rule.values:
        raise ValueError(f"trường “{rule.name}” có danh mục đóng mà không có giá trị nào")
    return rule
