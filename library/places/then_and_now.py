"""Names of places in records, with the units of then and of today that they mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from library.places.place_history import PlaceHistory
from library.places.units import Unit

_FULL, _MONTH = len("1981-06-10"), len("1981-06")


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A name in a record, the unit that it means, and the units of today with its territory."""

    name: str
    unit: str
    heading: str
    today: tuple[tuple[str, str], ...]
    """Identifiers and headings; empty if the unit exists or its land is unknown."""

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """Identifiers and headings of the unit and of those of today."""
        return ((self.unit, self.heading), *self.today)


def units_of_record(
    history: PlaceHistory, names: Iterable[str], date: str = ""
) -> tuple[NamedUnit, ...]:
    """Return those names of a record of a date that mean one unit only, each unit once."""
    by_unit: dict[str, NamedUnit] = {}
    for name in names:
        unit = sole_unit(history, name, date)
        if unit is not None:
            heirs = () if unit.exists_today else history.heirs_today(unit.id)
            today = tuple((heir.unit.id, heading_of(history, heir.unit)) for heir in heirs)
            named = NamedUnit(name, unit.id, heading_of(history, unit), today)
            by_unit.setdefault(unit.id, named)
    return tuple(by_unit.values())


def sole_unit(history: PlaceHistory, name: str, date: str = "") -> Unit | None:
    """Return the only unit that a name means at a date, whole or partial; None if there are more.

    A name that no unit had then may be one of another time: of today in a paper of 1950.
    """
    units = possible_units(history, name, date) or possible_units(history, name)
    return units[0] if len(units) == 1 else None


def possible_units(
    history: PlaceHistory, name: str, date: str = "", parent: str = ""
) -> tuple[Unit, ...]:
    """Return the units that a name means on the first or last day of a date, within a parent."""
    name_asked = name.removesuffix(")").replace(" (", ", ")
    units = (unit for day in _days(date) for unit in history.find(name_asked, day, parent or None))
    return tuple({unit.id: unit for unit in units}.values())


def heading_of(history: PlaceHistory, unit: Unit) -> str:
    """Return a name that no other unit has: Xã Hồng Phong (Văn Lãng), Xã Tân Văn (từ 1/7/2025)."""
    last, parent = unit.last, history.units.get(unit.last.parent)
    if parent is None:
        return last.full_name
    if unit.exists_today and last.since:
        return f"{last.full_name} (từ {in_words(last.since)})"
    is_shared = any(
        (other.last.full_name, other.last.parent) == (last.full_name, last.parent)
        for other in history.find(last.full_name)
        if other.id != unit.id
    )
    end = last.until or last.gone_by if is_shared else ""
    until = f", đến {end[:4]}" if end else ""
    return f"{last.full_name} ({parent.last.name}{until})"


def in_words(day: str) -> str:
    """Return a day, month or year as it is written: 1/7/2025, 7/2025."""
    return "/".join(part.lstrip("0") for part in reversed(day.split("-")))


def _days(date: str) -> tuple[str | None, ...]:
    """Return the first and last day of a partial date; None stands for all times."""
    if not date:
        return (None,)
    if len(date) == _FULL:
        return (date,)
    if len(date) == _MONTH:
        return f"{date}-01", f"{date}-28"
    return f"{date}-01-01", f"{date}-12-31"
