"""Field rules of the collections, as whoever changes records needs them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from library.catalogue.description.field_registry import LABELS
from library.catalogue.profiles import FieldRule


@dataclass(frozen=True, slots=True)
class Rules:
    """Field rules of every collection, and the right to publish."""

    may_publish: bool = False
    """True if the user may publish items."""
    fields: Mapping[str, Mapping[str, FieldRule]] = field(default_factory=dict)
    """Field rules by collection and field name."""

    def of(self, collection: str, name: str) -> FieldRule | None:
        """Return a collection's rule for a field, or None."""
        return self.fields.get(collection, {}).get(name)

    @property
    def own(self) -> dict[str, str]:
        """Return the labels of collection-specific fields by field name."""
        rules = [
            rule for collection_rules in self.fields.values() for rule in collection_rules.values()
        ]
        return {rule.name: rule.label for rule in reversed(rules) if rule.name not in LABELS}

    def label(self, name: str) -> str:
        """Return the label of a field."""
        return LABELS.get(name) or self.own.get(name, name)
