"""Names of places in records, with the units of then and of today that they mean."""

from collections.abc import Iterable
from dataclasses import dataclass

from library.places.place_history import PlaceHistory
from library.places.units import LEVELS, Unit

_FULL, _MONTH = len("1981-06-10"), len("1981-06")


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit that a name in a record means or may mean, and the units of today with its land."""

    name: str
    unit: str
    heading: str
    today: tuple[tuple[str, str], ...]
    """Identifiers and headings; empty if the unit exists or its land is unknown."""
    is_sure: bool = True
    """False for one of several units that the name may mean."""

    @property
    def headings(self) -> tuple[tuple[str, str], ...]:
        """Identifiers and headings of the unit and of those of today."""
        return ((self.unit, self.heading), *self.today)


def units_of_record(
    history: PlaceHistory, names: Iterable[str], date: str = ""
) -> tuple[NamedUnit, ...]:
    """Return the units that names of a record of a date mean for sure, each unit once."""
    return tuple(unit for unit in candidates_of_record(history, names, date) if unit.is_sure)


def candidates_of_record(
    history: PlaceHistory, names: Iterable[str], date: str = ""
) -> tuple[NamedUnit, ...]:
    """Return the units that names of a record of a date mean, or may mean, each unit once.

    The name of a province stands for itself, not for the towns called alike.
    """
    named: dict[tuple[str, str], NamedUnit] = {}
    for name in dict.fromkeys(names):
        units = _units_meant(history, name, date)
        if len(units) > 1 and any(unit.level < LEVELS["huyện"] for unit in units):
            continue
        is_sure = len(units) == 1
        for unit in units:
            heirs = () if unit.exists_today else history.heirs_today(unit.id)
            today = tuple((heir.unit.id, heading_of(history, heir.unit)) for heir in heirs)
            meaning = NamedUnit(name, unit.id, heading_of(history, unit), today, is_sure)
            named.setdefault((unit.id, "" if is_sure else name), meaning)
    return tuple(named.values())


def sole_unit(history: PlaceHistory, name: str, date: str = "") -> Unit | None:
    """Return the only unit that a name means at a date, whole or partial; None if there are more.

    One of unknown beginning may be meant too. The name of a pass, river or market is no unit's.
    """
    units = _units_meant(history, name, date)
    return units[0] if len(units) == 1 else None


def _units_meant(history: PlaceHistory, name: str, date: str) -> tuple[Unit, ...]:
    """Return the units that a name may mean at a date.

    A name that no unit had then may be one of another time: of today in a paper of 1950.
    """
    return possible_units(history, name, date) or possible_units(history, name)


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
