"""Fields of descriptions by the nature of items: a recording among books has no ISBN."""

from collections.abc import Mapping
from dataclasses import replace

from library.catalogue.description.fields import form_rules
from library.catalogue.profiles import FieldRule, Profile
from library.recordings.extents import KIND_NAMES, NO_EXTENT, Extent

_PICTURE_LABELS = {
    "creator": "Người chụp, người vẽ",
    "place": "Nơi chụp, vùng được vẽ",
    "date": "Ngày chụp, năm vẽ",
}
_RECORDING_LABELS = {
    "kind": "Loại",
    "creator": "Người nói, người hát, người quay",
    "place": "Nơi ghi",
    "date": "Ngày ghi",
    "extent": "Thời lượng, số băng",
}
LABELS = {"picture": _PICTURE_LABELS, "sound": _RECORDING_LABELS, "film": _RECORDING_LABELS}
"""Labels of fields that say something else of books, by the nature of items."""

_ONLY_OF_BOOKS = frozenset({"isbn", "issn", "edition", "book_number"})


def labels_of(profile: Profile | None, nature: str) -> Mapping[str, str]:
    """Return the labels that go before those of a collection made for items of another nature."""
    is_own = profile is not None and NO_EXTENT.nature(profile.kind) == nature
    return {} if is_own else LABELS.get(nature, {})


def item_rules(
    profile: Profile | None, values: Mapping[str, object], extent: Extent
) -> tuple[FieldRule, ...]:
    """Return the fields of the form for an item, by its collection and its nature."""
    nature = extent.nature(str(values.get("kind") or ""))
    rules, labels = form_rules(profile, values), labels_of(profile, nature)
    if not labels:
        return rules
    left_out = _ONLY_OF_BOOKS if nature in KIND_NAMES else frozenset()
    return tuple(
        _rule(rule, labels, nature)
        for rule in rules
        if values.get(rule.name) or rule.name not in left_out
    )


def _rule(rule: FieldRule, labels: Mapping[str, str], nature: str) -> FieldRule:
    if rule.name == "kind" and nature in KIND_NAMES:
        return replace(rule, label=labels["kind"], values=tuple(KIND_NAMES.values()), help="")
    if rule.name not in labels:
        return rule
    return replace(rule, label=labels[rule.name], help="" if rule.name == "extent" else rule.help)
