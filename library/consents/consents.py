"""Consents of people to the use of an item, and the days on which what was agreed ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue import cataloguing
from library.catalogue.access.reading_conditions import (
    Conditions,
    conditions_of,
    month_day,
    strictest,
    to_text,
)
from library.catalogue.models import Item
from library.consents.models import Consent, ConsentWay
from library.consents.problems import (
    BadDayError,
    BadSeasonError,
    ConditionsChangedError,
    ConsentNotFoundError,
    NoPersonError,
    NoWayError,
)
from library.staff.audit import note
from library.vietnamese.letters import compose

MAX_WORDS = 1000
_NEVER, _ALWAYS = "0001-01-01", "9999-12-31"


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """A consent as a member of staff writes it down."""

    person: str
    way: ConsentWay | None
    kept: bool = True
    onsite: bool = False
    published: bool = False
    schools: bool = False
    until: str | None = None
    evidence: str = ""
    scan: str | None = None
    scan_type: str | None = None


def enter(session: Session, item: Item, facts: ConsentFacts, by: str) -> Consent:
    """Record a consent; readers may read no more and no longer than everybody agreed to."""
    facts = replace(facts, person=_words(facts.person), evidence=_words(facts.evidence))
    if not facts.person:
        raise NoPersonError
    if facts.way is None or not (facts.scan if facts.way is ConsentWay.FORM else facts.evidence):
        raise NoWayError
    values = {name: getattr(facts, name) for name in ConsentFacts.__dataclass_fields__}
    row = Consent(item_id=item.id, entered=clock.now(), entered_by=by, **values)
    session.add(row)
    session.flush()
    note(session, by, "consent.enter", item.id, f"số {row.id}")
    _limit(session, item, by)
    return row


def end(session: Session, item: Item, consent_id: int, by: str) -> None:
    """Record that a person took a consent back; nothing is deleted."""
    row = session.get(Consent, consent_id)
    if row is None or row.item_id != item.id:
        raise ConsentNotFoundError
    if row.ended is None:
        row.ended, row.ended_by = clock.now(), by
        note(session, by, "consent.end", item.id, f"số {row.id}")
        session.flush()
        _limit(session, item, by)


def consents_of(session: Session, item_id: str) -> tuple[Consent, ...]:
    """Return the consents of an item in the order in which they were recorded."""
    query = select(Consent).where(Consent.item_id == item_id).order_by(Consent.id)
    return tuple(session.scalars(query))


def set_conditions(
    session: Session, item: Item, conditions: Conditions, by: str, *, base: str | None = None
) -> None:
    """Set the community's conditions; what consents say of days and titles stays.

    Wider ones wait for a second person where publishing does. `base` is the text of the conditions
    that a form showed: raises ConditionsChangedError if another person changed them since.
    """
    if base is not None and base != (item.conditions or ""):
        raise ConditionsChangedError
    old = conditions_of(item)
    agreed_ends = {name: getattr(old, name) for name in ("open_until", "onsite_until", "consented")}
    new = replace(
        conditions, warning=_words(conditions.warning), untitled=old.untitled, **agreed_ends
    )
    write_conditions(session, item, new, by)


def write_conditions(session: Session, item: Item, new: Conditions, by: str) -> None:
    """Write conditions: what they close takes effect at once, though what they open may wait."""
    for conditions in (strictest(conditions_of(item), new), new):
        cataloguing.describe(session, item, {"conditions": to_text(conditions)}, by)


def read_season(first: str, last: str) -> tuple[str, str] | None:
    """Return the season of days typed as 20/12; None if both are empty."""
    if not first.strip() and not last.strip():
        return None
    return _typed_day(first), _typed_day(last)


def read_last_day(text: str) -> str | None:
    """Return a day typed as 31/12/2030 or 2030-12-31; None if it is empty."""
    text = text.strip()
    if not text:
        return None
    parts = text.split("/")
    try:
        return date.fromisoformat(text if len(parts) == 1 else _iso(parts)).isoformat()
    except ValueError:
        raise BadDayError(text[:20]) from None


def _limit(session: Session, item: Item, by: str) -> None:
    """Write into the item's conditions until when all persons agree that it is read."""
    rows = consents_of(session, item.id)
    conditions = replace(
        conditions_of(item),
        consented=bool(rows),
        open_until=_agreed_until(rows, ("published",)),
        onsite_until=_agreed_until(rows, ("published", "onsite")),
    )
    write_conditions(session, item, conditions, by)


def _agreed_until(rows: Iterable[Consent], uses: tuple[str, ...]) -> str | None:
    """Return the last day to which each person agreed; None if no one set an end."""
    days: dict[str, str] = {}
    for row in rows:
        is_agreed = row.ended is None and any(getattr(row, use) for use in uses)
        day = (row.until or _ALWAYS) if is_agreed else _NEVER
        days[row.person] = max(days.get(row.person, _NEVER), day)
    earliest = min(days.values(), default=_ALWAYS)
    return None if earliest == _ALWAYS else earliest


def _typed_day(text: str) -> str:
    try:
        day, month = text.strip().split("/")
        return month_day(f"{int(month)}-{int(day)}")
    except ValueError:
        raise BadSeasonError(text.strip()[:20]) from None


def _iso(parts: list[str]) -> str:
    day, month, year = (int(part) for part in parts)
    return f"{year:04}-{month:02}-{day:02}"


def _words(text: str) -> str:
    return " ".join(compose(text).split())[:MAX_WORDS]


USES: Mapping[str, str] = {
    "kept": "được giữ trong kho",
    "onsite": "được đọc, nghe tại thư viện",
    "published": "được đăng cho mọi người",
    "schools": "được dùng trong trường học",
}
"""Uses to which a person may agree, in words, by column."""
