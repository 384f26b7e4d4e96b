"""Tells work on many items what it must know of the collections and of who does it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from library.catalogue.description.labels import LABELS
from library.catalogue.profiles import FieldRule


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every item of a change."""

    four_eyes: frozenset[str] = frozenset()
    """Collections in which nobody publishes what they sent to review."""
    may_publish: bool = False
    """Whether who does it may open items to readers."""
    fields: Mapping[str, Mapping[str, FieldRule]] = field(default_factory=dict)
    """What each collection says of its fields."""

    def of(self, collection: str, name: str) -> FieldRule | None:
        """Return what a collection says of a field."""
        return self.fields.get(collection, {}).get(name)

    @property
    def own(self) -> dict[str, str]:
        """Return the fields that only collections of this house have, with their labels."""
        told = [rule for shelf in self.fields.values() for rule in shelf.values()]
        return {rule.name: rule.label for rule in reversed(told) if rule.name not in LABELS}

    def label(self, name: str) -> str:
        """Return what a field is called in a list."""
        return LABELS.get(name) or self.own.get(name, name)
