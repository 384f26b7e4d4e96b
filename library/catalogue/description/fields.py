"""Description forms: which fields a collection has, and validation of typed values."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from library.catalogue.dates.archival import canonical
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.description.field_registry import (
    BIBLIOGRAPHIC,
    DESCRIPTION_FIELDS,
    FIELDS,
    DescriptionField,
    authority_fields,
)
from library.catalogue.models import Access
from library.catalogue.profiles import FORM_CONTROLS, FieldRule, Profile
from library.catalogue.text.contents_list import read_typed_contents
from library.vietnamese.letters import compose

SEVERAL = "; "
"""Separator of the values of a repeatable field."""

_STANDARD = {field.name: field for field in FIELDS}
_OF_TEXTS = (*DESCRIPTION_FIELDS, "contents")
"""Standard fields of a form for documents that are read."""

_SEPARATOR = re.compile(r"\s*;\s*")
_NUMBER = re.compile(r"-?\d[\d., ]*")
_WEB = re.compile(r"https?://[^\s/]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FormValues:
    """Validated values of a form, and the problem of each field that is not valid."""

    values: dict[str, object]
    problems: dict[str, str]


def form_rules(
    profile: Profile | None, values: Mapping[str, object] = MappingProxyType({})
) -> tuple[FieldRule, ...]:
    """Return the fields of a form: the collection's, then the standard ones it does not define.

    Stored texts for which the collection has no field get one, so that they can be edited.
    """
    own = tuple(map(_with_standard_help, profile.fields)) if profile else ()
    own_names = {rule.name for rule in own}
    standard = DESCRIPTION_FIELDS if profile and profile.holds_pictures else _OF_TEXTS
    missing = tuple(name for name in standard if name not in own_names)
    names = {*own_names, *missing, *FORM_CONTROLS}
    further = (
        name for name, value in values.items() if name not in names and isinstance(value, str)
    )
    return (*own, *(_rule_of(_standard(name)) for name in (*missing, *further)))


def own_fields(
    profile: Profile | None, description: Mapping[str, object]
) -> tuple[tuple[str, str], ...]:
    """Return the labels and values of the fields that only this collection has."""
    return tuple(
        (rule.label, str(description[rule.name]))
        for rule in (profile.fields if profile else ())
        if rule.name not in DESCRIPTION_FIELDS and description.get(rule.name)
    )


def bibliographic(profile: Profile | None, description: Mapping[str, object]) -> dict[str, str]:
    """Return the bibliographic facts of an item that no field of its collection shows."""
    own = _own_names(profile)
    names = (name for name in BIBLIOGRAPHIC if name not in own)
    return {name: _as_text(description[name]) for name in names if description.get(name)}


def public_fields(profile: Profile | None, description: Mapping[str, str]) -> dict[str, str]:
    """Return the part of a description that readers may see, as on the item's page."""
    holding_names = authority_fields(columns=False)
    public = {*DESCRIPTION_FIELDS, *holding_names, *BIBLIOGRAPHIC, *_own_names(profile)}
    return {name: value for name, value in description.items() if name in public}


def values_of(rule: FieldRule, value: str) -> list[str]:
    """Return the values of a field as a list."""
    return several(value) if rule.repeatable else [value] if value else []


def several(value: str) -> list[str]:
    """Return the values of a text separated by semicolons."""
    return [part for part in _SEPARATOR.split(value) if part]


def joined(values: Iterable[str]) -> str:
    """Return values as one text separated by semicolons, each once."""
    return SEVERAL.join(dict.fromkeys(filter(None, map(str.strip, values))))


def read(
    rules: Iterable[FieldRule], form: Mapping[str, Sequence[str]], stored_values: Mapping[str, str]
) -> FormValues:
    """Validate a form; a value equal to the stored one is always valid."""
    values: dict[str, object] = {}
    problems: dict[str, str] = {}
    for rule in rules:
        value = compose(joined(form.get(rule.name, ())))
        try:
            values[rule.name] = _read(rule, value, stored_values.get(rule.name, ""))
        except ValueError as error:
            problems[rule.name] = str(error)
    return FormValues(values, problems)


def _read(rule: FieldRule, value: str, stored_value: str) -> object:
    if not value and rule.required:
        raise ValueError("Không được để trống.")
    if value == stored_value and rule.name not in _READERS:
        return value or None
    _check_vocabulary(rule, value, stored_value)
    reader = _READERS.get(rule.name) or _READERS_OF_KIND.get(rule.kind, str)
    return reader(value) if value or rule.name == "access" else None


def _check_vocabulary(rule: FieldRule, value: str, stored_value: str) -> None:
    if not rule.closed:
        return
    vocabulary = {*rule.values, *values_of(rule, stored_value)}
    unknown_terms = [term for term in values_of(rule, value) if term not in vocabulary]
    if unknown_terms:
        raise ValueError(f"“{unknown_terms[0]}” không có trong danh mục. Hãy chọn trong danh mục.")


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


def _contents(value: str) -> str:
    read_typed_contents(value)
    return value


_READERS: dict[str, Callable[[str], object]] = {
    "date": canonical,
    "opens": _day,
    "access": _access,
    "contents": _contents,
}
_READERS_OF_KIND: dict[str, Callable[[str], object]] = {
    "date": canonical,
    "number": _number,
    "url": _url,
}


def _standard(name: str) -> DescriptionField:
    """Return the standard field with this name, or a text field that is labelled by the name."""
    field = _STANDARD.get(name, DescriptionField(name=name))
    return field if field.label else replace(field, label=name)


def _with_standard_help(rule: FieldRule) -> FieldRule:
    """Return a collection's field with the standard help and requirement where it has none."""
    standard = _STANDARD.get(rule.name, DescriptionField(name=rule.name))
    return replace(
        rule, help=rule.help or standard.help, required=rule.required or standard.required
    )


def _rule_of(field: DescriptionField) -> FieldRule:
    return FieldRule(field.name, field.label, field.kind, field.required, field.help)
