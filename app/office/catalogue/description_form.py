"""Layout of the description form: fields, rows, error messages and proposals."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request

from app.office.catalogue.extracted_metadata import Offer, as_typed
from app.web.formats import day
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.authorities.models import AuthorityKind
from library.catalogue.description.fields import SEVERAL, values_of
from library.catalogue.description.proposals import OpenProposal
from library.catalogue.profiles import FieldRule
from library.three_way import Clash

_MAX_ROWS = 100
_NEVER_COPIED = frozenset({"title", "number", "date", "url", "opens"})
"""Fields that are never copied from another record."""

_PLAIN_DATE = re.compile(r"\d{4}(-\d{2}){0,2}")

PARTS = {
    "nhan-dien": "Nhận diện",
    "nguoi": "Người, nơi chốn",
    "noi-dung": "Nội dung",
    "quyen": "Quyền đọc",
    "ban-giay": "Bản giấy",
}
"""Captions of the parts of the form, in the order of the work."""

_CONTENT = frozenset({"description", "contents", "note", "language", "relation"})
_ACCESS = frozenset({"access", "opens", "licence", "url", "source"})

Typed = dict[str, list[str]]
"""Texts in the rows of each field, by field name."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the form with its rows."""

    rule: FieldRule
    values: tuple[str, ...]
    """Text of each row; there is always at least one row."""
    problem: str = ""
    saved_meanwhile: str | None = None
    """Value that somebody else saved meanwhile, if it differs."""
    offers: tuple[Offer, ...] = ()
    names: tuple[str, ...] = ()
    """Authority names suggested while typing."""

    @property
    def listed(self) -> tuple[str, ...]:
        """Suggested values: the vocabulary first, then names."""
        return tuple(dict.fromkeys((*self.rule.values, *self.names)))

    @property
    def part(self) -> str:
        """Part of the form in which the field stands."""
        kind = FIELDS.get(self.rule.name)
        if kind is AuthorityKind.SUBJECT or self.rule.kind == "long" or self.rule.name in _CONTENT:
            return "noi-dung"
        return "nguoi" if kind else "quyen" if self.rule.name in _ACCESS else "nhan-dien"

    @property
    def is_wide(self) -> bool:
        """True if the field takes the whole width of the form."""
        is_long = self.rule.kind == "long" or self.rule.name in ("title", "description")
        return is_long or bool(self.offers)

    @property
    def holds_names(self) -> bool:
        """True if the field holds names with authority records."""
        return self.rule.name in FIELDS and not self.rule.closed


def display_text(rule: FieldRule, value: object) -> str:
    """Return a stored value as text for the form; dates in day-month-year order."""
    if isinstance(value, list):
        return SEVERAL.join(map(str, value))
    text = "" if value is None else str(value)
    return day(text) if rule.name in ("date", "opens") and _PLAIN_DATE.fullmatch(text) else text


def rows_from_values(rules: Iterable[FieldRule], values: Mapping[str, object]) -> Typed:
    """Return the form rows of an item's stored values."""
    return {rule.name: values_of(rule, display_text(rule, values.get(rule.name))) for rule in rules}


def copy_values(
    rules: Iterable[FieldRule],
    typed_rows: Typed,
    other: Mapping[str, object],
    never: frozenset[str] = _NEVER_COPIED,
) -> tuple[str, ...]:
    """Copy another record's values into the rows; return the labels of the copied fields."""
    copied_fields = []
    for rule in rules:
        rows = values_of(rule, display_text(rule, other.get(rule.name)))
        if rule.name not in never and rows and rows != typed_rows[rule.name]:
            typed_rows[rule.name] = rows
            copied_fields.append(rule.label)
    return tuple(copied_fields)


def submitted_rows(rules: Iterable[FieldRule]) -> Typed:
    """Return the rows of the submitted form."""
    return {
        rule.name: [row.strip() for row in request.form.getlist(rule.name)[:_MAX_ROWS]]
        for rule in rules
    }


def apply_row_button(rows: Typed) -> bool:
    """Add or remove the requested row; return True if a row button was pressed."""
    if (name := request.form.get("them")) in rows:
        rows[name].append("")
        return True
    name, _, place = request.form.get("bot", "").partition(":")
    if name in rows and place in map(str, range(len(rows[name]))):
        del rows[name][int(place)]
        return True
    return False


def apply_proposals(
    rules: Iterable[FieldRule], rows: Typed, waiting: Iterable[OpenProposal]
) -> None:
    """Put accepted proposals into their fields; repeatable fields keep their other values."""
    repeatable = {rule.name for rule in rules if rule.repeatable}
    for proposal in (offer.proposed for offer in waiting if _is_accepted(offer)):
        value = as_typed(proposal.field, proposal.value)
        existing = (
            [row for row in rows[proposal.field] if row] if proposal.field in repeatable else []
        )
        rows[proposal.field] = [*existing, *([value] if value not in existing else [])]


def lines(
    rules: Iterable[FieldRule],
    rows: Typed,
    problems: Mapping[str, str],
    clashes: Iterable[Clash],
    waiting: Mapping[str, list[Offer]],
    names: Mapping[str, tuple[str, ...]],
) -> list[Line]:
    """Return the fields of the form in their order."""
    saved_meanwhile = {clash.name: clash.theirs for clash in clashes}
    return [
        Line(
            rule=rule,
            values=tuple(rows[rule.name]) or ("",),
            problem=problems.get(rule.name, ""),
            saved_meanwhile=saved_meanwhile.get(rule.name),
            offers=tuple(waiting.get(rule.name, ())),
            names=names.get(rule.name, ()),
        )
        for rule in rules
    ]


def _is_accepted(offer: OpenProposal) -> bool:
    safe = "nhan-het" in request.form and offer.is_safe
    return safe or offer.id in request.form.getlist("nhan", int)
