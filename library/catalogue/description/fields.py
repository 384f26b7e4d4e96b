"""Says which fields a description has in a collection, and reads what is typed into them."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from library.catalogue.authorities.extract_names import OTHER
from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.dates.archival import canonical
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.description.labels import LABELS
from library.catalogue.models import Access
from library.catalogue.profiles import FieldRule, Profile
from library.vietnamese.letters import compose

SEVERAL = "; "
"""Stands between the values of a field that has several."""

ALWAYS_REQUIRED = frozenset({"title", "language"})

_HELP = {
    "series": "Viết giống nhau ở mọi số, mọi tập: chúng được xếp thành lịch báo.",
    "date": "Biết đến đâu ghi đến đó: 22/8/2017, 8/2017, 1886, khoảng 1920, 192?, 1920-1925, "
    "thế kỷ 19, Bảo Đại thứ 5.",
    "language": "vi, fr, zh, tyz …",
    "opens": "Để trống nếu mở ngay. Trước ngày này bạn đọc chỉ thấy biểu ghi và ngày mở.",
}
"""Help for fields every description has, where their collection brings none."""

BIBLIOGRAPHIC = ("edition", "extent", "isbn", "issn", "classification")
"""Kept beside the description of books that came as records, and told to readers as they are.

What else is kept there (notes, where a record came from) may be for staff only: readers are told
of it where the collection has a field for it.
"""

_KINDS = {"date": "date", "description": "long", "url": "url"}
_PART = re.compile(r"\s*;\s*")
_NUMBER = re.compile(r"-?\d[\d., ]*")
_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form tells, and what is wrong with it, by field."""

    told: dict[str, object]
    problems: dict[str, str]


def form_rules(profile: Profile | None) -> tuple[FieldRule, ...]:
    """Return the fields of a description: the collection's, then those it says nothing of."""
    own = tuple(map(_helped, profile.fields)) if profile else ()
    named = {rule.name for rule in own}
    return (*own, *(_standard(name) for name in DESCRIBED if name not in named))


def own_fields(profile: Profile | None, told: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return what an item tells in the fields of its collection alone, under their labels."""
    rules = (rule for rule in profile.fields if rule.name not in DESCRIBED) if profile else ()
    return tuple((rule.label, str(told[rule.name])) for rule in rules if told.get(rule.name))


def bibliographic(profile: Profile | None, told: Mapping[str, object]) -> dict[str, str]:
    """Return the bibliographic facts of an item that no field of its collection shows already."""
    own = _own_names(profile)
    shown = {name: told[name] for name in BIBLIOGRAPHIC if told.get(name) and name not in own}
    return {name: _as_text(value) for name, value in shown.items()}


def told_to_readers(profile: Profile | None, told: Mapping[str, str]) -> dict[str, str]:
    """Return what readers may be told of an item: no more than its page shows them."""
    known = {*DESCRIBED, *OTHER, *BIBLIOGRAPHIC, *_own_names(profile)}
    return {name: value for name, value in told.items() if name in known}


def values_of(rule: FieldRule, value: str) -> list[str]:
    """Return the values of a field one by one."""
    return several(value) if rule.repeatable else [value] if value else []


def several(value: str) -> list[str]:
    """Return the values that are written after each other."""
    return [part for part in _PART.split(value) if part]


def joined(values: Iterable[str]) -> str:
    """Return the values of a field written after each other, each once."""
    return SEVERAL.join(dict.fromkeys(filter(None, map(str.strip, values))))


def read(
    rules: Iterable[FieldRule], typed: Mapping[str, Sequence[str]], kept: Mapping[str, str]
) -> Reading:
    """Understand what was typed; `kept` is what stands there now, which may always stay."""
    told: dict[str, object] = {}
    problems: dict[str, str] = {}
    for rule in rules:
        value = compose(joined(typed.get(rule.name, ())))
        try:
            told[rule.name] = _read(rule, value, kept.get(rule.name, ""))
        except ValueError as error:
            problems[rule.name] = str(error)
    return Reading(told, problems)


def _read(rule: FieldRule, value: str, kept: str) -> object:
    if not value and rule.required:
        raise ValueError("Không được để trống.")
    if value == kept and rule.name not in _READERS:
        return value or None
    _must_be_listed(rule, value, kept)
    reader = _READERS.get(rule.name) or _OF_KIND.get(rule.kind, str)
    return reader(value) if value or rule.name == "access" else None


def _must_be_listed(rule: FieldRule, value: str, kept: str) -> None:
    if not rule.closed:
        return
    known = {*rule.values, *values_of(rule, kept)}
    strange = [one for one in values_of(rule, value) if one not in known]
    if strange:
        raise ValueError(f"“{strange[0]}” không có trong danh mục. Hãy chọn trong danh mục.")


def _own_names(profile: Profile | None) -> frozenset[str]:
    return frozenset(rule.name for rule in profile.fields) if profile else frozenset()


def _as_text(value: object) -> str:
    return SEVERAL.join(map(str, value)) if isinstance(value, list) else str(value)


def _day(value: str) -> str:
    try:
        return read_day(value)
    except ValueError:
        raise ValueError(f"“{value}” không phải một ngày. Hãy ghi như 1/1/2030.") from None


def _access(value: str) -> Access:
    if value not in tuple(Access):
        raise ValueError("Hãy chọn một nơi đọc.")
    return Access(value)


def _number(value: str) -> str:
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"“{value}” không phải một số.")
    return value


def _url(value: str) -> str:
    if not _WEB.match(value):
        raise ValueError(f"“{value}” không phải địa chỉ trên mạng; địa chỉ bắt đầu bằng https://.")
    return value


_READERS: dict[str, Callable[[str], object]] = {"date": canonical, "opens": _day, "access": _access}
_OF_KIND: dict[str, Callable[[str], object]] = {"date": canonical, "number": _number, "url": _url}


def _helped(rule: FieldRule) -> FieldRule:
    """Give a field of the collection the help every field has, when it brings none."""
    told = {"required": rule.required or rule.name in ALWAYS_REQUIRED}
    return replace(rule, help=rule.help or _HELP.get(rule.name, ""), **told)


def _standard(name: str) -> FieldRule:
    must = name in ALWAYS_REQUIRED
    return FieldRule(name, LABELS[name], _KINDS.get(name, "text"), must, _HELP.get(name, ""))
