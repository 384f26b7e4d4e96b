"""Values that a description form takes over from a record of another library, with its source."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.catalogue import description_form as form
from library.catalogue import cataloguing
from library.catalogue.description import fields, record_sources
from library.catalogue.profiles import Profile
from library.harvest import harvests

_MAX_LETTERS = 300
_NEVER_COMPARED = ("access", "opens")


@dataclass(frozen=True, slots=True)
class TakenRecord:
    """The name of a catalogue, the number of a record in it, and the values taken from it."""

    catalogue: str
    number: str
    values: Mapping[str, str]
    harvested: int = 0
    """The harvested record whose changes were taken over."""

    @property
    def sentence(self) -> str:
        """The source as the form names it."""
        return f"{self.catalogue}, biểu ghi {self.number}" if self.number else self.catalogue


@dataclass(frozen=True, slots=True)
class ComparedField:
    """A field of our record beside that of the other library."""

    name: str
    label: str
    ours: str
    theirs: str


def compare(
    session: Session, item_id: str, profile: Profile | None, theirs: Mapping[str, object]
) -> list[ComparedField]:
    """Return the fields that another library fills, beside those of an item."""
    stored_values = cataloguing.item_fields(cataloguing.find_item(session, item_id))
    return [
        ComparedField(
            rule.name,
            rule.label,
            form.display_text(rule, stored_values.get(rule.name)),
            form.display_text(rule, theirs[rule.name]),
        )
        for rule in fields.form_rules(profile, {**stored_values, **theirs})
        if theirs.get(rule.name) and rule.name not in _NEVER_COMPARED
    ]


def of_form() -> TakenRecord | None:
    """Return the source that a form being sent names, without values; None if it names none."""
    catalogue = request.form.get("chep-tu", "").strip()[:_MAX_LETTERS]
    number = request.form.get("chep-so", "").strip()[:_MAX_LETTERS]
    harvested_id = request.form.get("chep-thu-hoach", 0, type=int)
    return TakenRecord(catalogue, number, {}, harvested_id) if catalogue else None


def note_source(session: Session, item_id: str) -> None:
    """Note the source of the form with its item, and close the changes that it took over."""
    source = of_form()
    if source is None:
        return
    record_sources.add(session, item_id, source.catalogue, source.number, current_user.name)
    if source.harvested:
        record = harvests.changed_record(session, source.harvested)
        if record.item_id == item_id:
            harvests.settle_changes(session, record, current_user.name)
