"""Units of the reform of 2025: each former unit with the unit it became, and all names."""

from functools import cache

from library.places.edition import shipped_history
from library.places.place_history import PlaceHistory
from library.places.units import Link

_REFORM_2025 = "2025-07-01"
"""Resolution 1672/NQ-UBTVQH15: from this day 194 units are 65, and there are no districts."""

_LAST_DAY_BEFORE_2025 = "2025-06-30"


@cache
def succession() -> tuple[dict[str, str], ...]:
    """Return the table of 2025: each former unit with the unit it became."""
    history = shipped_history()
    return tuple(
        _succession_row(history, link)
        for event in history.events.values()
        if event.day == _REFORM_2025 and event.kind != "abolish"
        for link in event.links
    )


@cache
def other_spellings() -> dict[str, str]:
    """Return the units of the table of 2025 by their other spellings with kind: NT Thái Bình."""
    units = shipped_history().units.values()
    return {
        f"{unit.full_name.removesuffix(unit.last.name)}{variant.text}": unit.full_name
        for unit in units
        if unit.last.until == _LAST_DAY_BEFORE_2025
        for variant in unit.names
    }


@cache
def unit_names() -> tuple[str, ...]:
    """Return the names of all units of either period, present ones first."""
    rows = succession()
    eras = ("new_unit", "old_district", "old_unit")
    return tuple(dict.fromkeys(row[era] for era in eras for row in rows))


def _succession_row(history: PlaceHistory, link: Link) -> dict[str, str]:
    old, new = history.units[link.before].last, history.units[link.after].last
    return {
        "old_unit": old.full_name,
        "old_district": history.units[old.parent].full_name,
        "new_unit": new.full_name,
        "kind": "full" if link.event.share == "whole" else "partial",
    }
