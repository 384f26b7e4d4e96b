"""Lays out the form of a description: its rows, and what is said beside each field."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import request

from app.office.catalogue.extracted_metadata import Offer, as_typed
from app.web.formats import day
from library.catalogue.authorities.extract_names import FIELDS
from library.catalogue.description.fields import SEVERAL, values_of
from library.catalogue.description.proposals import OpenProposal
from library.catalogue.profiles import FieldRule

_MOST_ROWS = 100
_ITS_OWN = frozenset({"title", "number", "date", "url", "opens"})
"""What no record has from another."""

_PLAIN = re.compile(r"\d{4}(-\d{2}){0,2}")

Typed = dict[str, list[str]]
"""What stands in the rows of each field."""


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the form with its rows."""

    rule: FieldRule
    values: tuple[str, ...]
    """One for each row; there is always a row to type in."""
    problem: str = ""
    stands: str | None = None
    """What somebody else wrote meanwhile, when it is another thing."""
    offers: tuple[Offer, ...] = ()
    names: tuple[str, ...] = ()
    """Names the catalogue knows, to be chosen while typing."""

    @property
    def listed(self) -> tuple[str, ...]:
        """What is offered to choose from: the vocabulary first, then names."""
        return tuple(dict.fromkeys((*self.rule.values, *self.names)))

    @property
    def holds_names(self) -> bool:
        """Whether persons, bodies, subjects or places stand here, which have records."""
        return self.rule.name in FIELDS and not self.rule.closed


def as_shown(rule: FieldRule, value: object) -> str:
    """Return what is told of an item as people write it."""
    if isinstance(value, list):
        return SEVERAL.join(map(str, value))
    text = "" if value is None else str(value)
    return day(text) if rule.name in ("date", "opens") and _PLAIN.fullmatch(text) else text


def filled(rules: Iterable[FieldRule], told: Mapping[str, object]) -> Typed:
    """Return the rows of a form that shows what is told."""
    return {rule.name: values_of(rule, as_shown(rule, told.get(rule.name))) for rule in rules}


def copy(rules: Iterable[FieldRule], typed: Typed, other: Mapping[str, object]) -> tuple[str, ...]:
    """Put what another record tells into the rows, but for what is its own; name the fields."""
    copied = []
    for rule in rules:
        rows = values_of(rule, as_shown(rule, other.get(rule.name)))
        if rule.name not in _ITS_OWN and rows and rows != typed[rule.name]:
            typed[rule.name] = rows
            copied.append(rule.label)
    return tuple(copied)


def sent(rules: Iterable[FieldRule]) -> Typed:
    """Return the rows of the form that was sent."""
    return {
        rule.name: [row.strip() for row in request.form.getlist(rule.name)[:_MOST_ROWS]]
        for rule in rules
    }


def changes_rows(typed: Typed) -> bool:
    """Add the row asked for, or take it away; say whether that was all that was asked."""
    if (name := request.form.get("them")) in typed:
        typed[name].append("")
        return True
    name, _, place = request.form.get("bot", "").partition(":")
    if name in typed and place in map(str, range(len(typed[name]))):
        del typed[name][int(place)]
        return True
    return False


def take(rules: Iterable[FieldRule], typed: Typed, waiting: Iterable[OpenProposal]) -> None:
    """Put what was proposed and taken into its field; several stand side by side."""
    repeatable = {rule.name for rule in rules if rule.repeatable}
    for one in (offer.proposed for offer in waiting if _is_taken(offer)):
        value = as_typed(one.field, one.value)
        kept = [row for row in typed[one.field] if row] if one.field in repeatable else []
        typed[one.field] = [*kept, *([value] if value not in kept else [])]


def lines(
    rules: Iterable[FieldRule],
    typed: Typed,
    problems: Mapping[str, str],
    stands: Mapping[str, str],
    waiting: Mapping[str, list[Offer]],
    names: Mapping[str, tuple[str, ...]],
) -> list[Line]:
    """Return the fields of the form in their order."""
    return [
        Line(
            rule=rule,
            values=tuple(typed[rule.name]) or ("",),
            problem=problems.get(rule.name, ""),
            stands=stands.get(rule.name),
            offers=tuple(waiting.get(rule.name, ())),
            names=names.get(rule.name, ()),
        )
        for rule in rules
    ]


def edition(told: Mapping[str, object]) -> str:
    """Return a mark by which it is seen whether somebody changed a description meanwhile."""
    written = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _is_taken(offer: OpenProposal) -> bool:
    safe = "nhan-het" in request.form and offer.is_safe
    return safe or offer.id in request.form.getlist("nhan", int)
