"""Rules of the house: the values that deliveries get by folder, sender and name."""

import fnmatch
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Access
from library.catalogue.profile_cache import profiles_of
from library.planning.models import IntakeRule
from library.planning.problems import (
    RuleNotFoundError,
    RuleNotNamedError,
    RuleWithoutConditionError,
    RuleWithoutValueError,
)
from library.staff.audit import note
from library.vietnamese.letters import compose, fold

VALUE_NAMES = {
    "collection": "Sưu tập",
    "languages": "Ngôn ngữ đọc",
    "access": "Nơi đọc",
    "licence": "Giấy phép, quyền",
    "subject": "Đề mục",
    "holder": "Giao cho",
    "batch_id": "Lô",
    "two_people": "Hai người",
}
"""Caption of each value that a rule gives, by its name."""

MAX_PATTERN = 100
_CONDITIONS = ("folder", "sender", "name_pattern")
_WILDCARDS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class RuleDetails:
    """A rule as people type it: conditions, then values; empty ones do not count."""

    title: str
    folder: str = ""
    sender: str = ""
    name_pattern: str = ""
    collection: str = ""
    languages: str = ""
    access: Access | None = None
    licence: str = ""
    subject: str = ""
    holder: str = ""
    batch_id: int | None = None
    two_people: bool = False

    @property
    def values(self) -> dict[str, str]:
        """Return the values that it gives, as text."""
        every = {name: getattr(self, name) for name in VALUE_NAMES}
        return {name: _text(value) for name, value in every.items() if value}


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """The facts of a delivery that conditions compare."""

    folder: str
    sender: str
    names: tuple[str, ...]


@dataclass(slots=True)
class RuleOutcome:
    """Values that rules give to a delivery, and the titles of those rules."""

    values: dict[str, str] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)


def details_of(row: IntakeRule) -> RuleDetails:
    """Return a stored rule as people type it."""
    return RuleDetails(**{name: getattr(row, name) for name in RuleDetails.__dataclass_fields__})


def find(session: Session, rule_id: int) -> IntakeRule:
    """Return a rule; raise RuleNotFoundError."""
    row = session.get(IntakeRule, rule_id)
    if row is None:
        raise RuleNotFoundError
    return row


def all_rules(session: Session) -> tuple[IntakeRule, ...]:
    """Return the rules in their order."""
    return tuple(session.scalars(select(IntakeRule).order_by(IntakeRule.place, IntakeRule.id)))


def check(details: RuleDetails) -> None:
    """Raise an error for a rule without a title, a condition or a value."""
    if not details.title:
        raise RuleNotNamedError
    if not any(getattr(details, name) for name in _CONDITIONS):
        raise RuleWithoutConditionError
    if not details.values:
        raise RuleWithoutValueError


def make(session: Session, details: RuleDetails, by: str) -> IntakeRule:
    """Add a rule behind the others."""
    check(details)
    last = session.scalar(select(func.max(IntakeRule.place))) or 0
    row = IntakeRule(**asdict(details), place=last + 1, changed=clock.now(), changed_by=by)
    session.add(row)
    session.flush()
    note(session, by, "rule.make", subject_of(row), row.title)
    return row


def change(session: Session, rule_id: int, details: RuleDetails, by: str) -> None:
    """Change a rule; deliveries that came before keep what it gave them."""
    check(details)
    row = find(session, rule_id)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    row.changed, row.changed_by = clock.now(), by
    note(session, by, "rule.change", subject_of(row), row.title)


def set_active(session: Session, rule_id: int, by: str, *, active: bool) -> None:
    """Apply a rule to future deliveries, or no longer."""
    row = find(session, rule_id)
    row.active, row.changed, row.changed_by = active, clock.now(), by
    note(session, by, "rule.on" if active else "rule.off", subject_of(row), row.title)


def move_up(session: Session, rule_id: int, by: str) -> None:
    """Put a rule before the one above it."""
    rows = list(all_rules(session))
    place = rows.index(find(session, rule_id))
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        note(session, by, "rule.move", subject_of(rows[place - 1]), rows[place - 1].title)
    for number, row in enumerate(rows, 1):
        row.place = number


def subject_of(row: IntakeRule) -> str:
    """Return the subject of a rule in the audit trail."""
    return f"quy-tac-{row.id}"


def facts_of(folder: str, sender: str, source: str, files: Iterable[str]) -> DeliveryFacts:
    """Return the facts of a delivery by its name and those of its files."""
    return DeliveryFacts(folder, sender, tuple(dict.fromkeys((source, *files))))


def matches(details: RuleDetails, facts: DeliveryFacts) -> bool:
    """Return True if a delivery meets all conditions of a rule."""
    return (
        details.folder.casefold() in ("", facts.folder.casefold())
        and details.sender in ("", facts.sender)
        and (not details.name_pattern or _is_named(details.name_pattern, facts.names))
    )


def resolve(session: Session, facts: DeliveryFacts) -> RuleOutcome:
    """Return the values that the active rules give to a delivery."""
    rules = (details_of(row) for row in all_rules(session) if row.active)
    return combine(rules, facts, profiles_of(session))


def combine(
    rules: Iterable[RuleDetails], facts: DeliveryFacts, collections: Iterable[str]
) -> RuleOutcome:
    """Return the values of the rules that a delivery meets; the first that sets one wins.

    A collection that no longer exists is left out.
    """
    outcome = RuleOutcome()
    for rule in rules:
        new_values = {
            name: value
            for name, value in rule.values.items()
            if name not in outcome.values and (name != "collection" or value in collections)
        }
        if new_values and matches(rule, facts):
            outcome.values |= new_values
            outcome.titles.append(rule.title)
    return outcome


def drop_folders(session: Session) -> dict[str, str]:
    """Return the folders that active rules add to the watched folder, with their collections."""
    collections = profiles_of(session)
    slugs = {slug.casefold() for slug in collections}
    return {
        row.folder: row.collection
        for row in reversed(all_rules(session))
        if row.active
        and row.collection in collections
        and row.folder.casefold() not in slugs | {""}
    }


def _is_named(pattern: str, names: Iterable[str]) -> bool:
    """Return True if a name fits a pattern; one without wildcards may stand anywhere in a name."""
    plain = fold(compose(pattern))
    if not _WILDCARDS & set(plain):
        return any(plain in fold(compose(name)) for name in names)
    expression = re.compile(fnmatch.translate(plain))
    return any(expression.match(fold(compose(name))) for name in names)


def _text(value: object) -> str:
    return "1" if value is True else str(value)
