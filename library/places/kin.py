"""Units that followed one another on the same land, and names by which to tell them apart."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, timedelta
from functools import lru_cache

from library.places.in_texts.called_units import DISTRICT
from library.places.place_history import PlaceHistory
from library.places.then_and_now import in_words
from library.places.units import Era, Link, Unit
from library.vietnamese.letters import fold, spell_one_way

_WORD = re.compile(r"\w+")


def kin_of(history: PlaceHistory, units: Iterable[str]) -> tuple[str, ...]:
    """Return the predecessors of units and the units that they became, of the same level."""
    own = dict.fromkeys(units)
    earlier = _followed(history, own, history.links_to, lambda link: link.before)
    later = _followed(history, own, history.links_from, lambda link: link.after)
    return tuple(unit for unit in dict.fromkeys((*earlier, *later)) if unit not in own)


def predecessors(history: PlaceHistory, unit: str) -> tuple[str, ...]:
    """Return all units of the same level from which a unit came, the latest first."""
    return tuple(_followed(history, (unit,), history.links_to, lambda link: link.before))


def is_facet_value(unit: Unit) -> bool:
    """Return True for communes of today and districts of any time."""
    return unit.exists_today or unit.level == DISTRICT


def units_called(history: PlaceHistory, text: str) -> tuple[Unit, ...]:
    """Return the unit of an identifier or query name, or all districts and communes of a name."""
    if text in history.units:
        return (history.units[text],)
    units = tuple(unit for unit in history.find(text) if unit.level >= DISTRICT)
    exact = _by_exact_name(history).get(tuple(_words(text)))
    return units or ((exact,) if exact else ())


def query_name(history: PlaceHistory, unit: Unit) -> str:
    """Return words by which a query finds this unit and no other one of its name."""
    if history.find(unit.full_name) == (unit,):
        return unit.full_name
    if unit.exists_today:
        return f"{unit.full_name} (nay)"
    label = label_of(history, unit.id)
    same = [other for other in history.find(unit.full_name) if label_of(history, other.id) == label]
    return label if same == [unit] and label != unit.full_name else unit.id


def label_of(history: PlaceHistory, value: str) -> str:
    """Return a name of a unit for a list of units: Xã Chi Lăng, Xã Hồng Phong (Văn Lãng)."""
    unit = history.units.get(value)
    if unit is None:
        return value
    parent = history.units.get(unit.last.parent)
    if is_facet_value(unit) or parent is None:
        return unit.full_name
    return f"{unit.full_name} ({parent.last.name})"


def time_labels(history: PlaceHistory, units: Iterable[str]) -> tuple[str, ...]:
    """Return the names of units with their times and districts, each name once.

    Xã Hồng Phong, trước 10/6/1981 thuộc Văn Lãng, trước 1/7/2025 thuộc Cao Lộc.
    """
    times: dict[str, list[Era]] = {}
    for unit in units:
        last = history.units[unit].last
        times.setdefault(f"{last.kind} {last.name}", []).append(last)
    return tuple(
        ", ".join(
            (
                name,
                *(
                    _time(history, era)
                    for era in sorted(eras, key=lambda era: (era.exists_today, era.until))
                ),
            )
        )
        for name, eras in times.items()
    )


def _time(history: PlaceHistory, last: Era) -> str:
    """Return the time of a unit and its district: trước 10/6/1981 thuộc Văn Lãng."""
    parent = history.units.get(last.parent)
    within = f" thuộc {parent.last.name}" if parent and parent.level == DISTRICT else ""
    if last.exists_today:
        return f"từ {in_words(last.since)}" if last.since else "nay"
    with suppress(ValueError, OverflowError):  # a year alone, or a day that no month has
        return f"trước {in_words(str(date.fromisoformat(last.until) + timedelta(1)))}{within}"
    return f"trước đây{within}"


def _followed(
    history: PlaceHistory,
    units: Iterable[str],
    links_of: Callable[[str], tuple[Link, ...]],
    end_of: Callable[[Link], str],
) -> dict[str, None]:
    """Return the units at the ends of all chains of links, those of another level left out."""
    members: dict[str, None] = {}
    waiting = list(units)
    for unit in waiting:
        for link in reversed(links_of(unit)):
            other = end_of(link)
            if other not in members and history.units[other].level == history.units[unit].level:
                members[other] = None
                waiting.append(other)
    return members


@lru_cache(maxsize=2)
def _by_exact_name(history: PlaceHistory) -> dict[tuple[str, ...], Unit]:
    """Return all units by the words of their identifiers and query names."""
    return {
        tuple(_words(name)): unit
        for unit in history.units.values()
        for name in (unit.id, query_name(history, unit))
    }


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(spell_one_way(text)))
