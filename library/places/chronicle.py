"""Tells, of any unit the province had, from when until when it was, out of what, and into what."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from library.places.gazetteer import succession
from library.vietnamese.letters import fold, sort_key, spell_one_way

REFORM_2025, LAST_DAY_BEFORE_2025 = "2025-07-01", "2025-06-30"
REFORM_1964, LAST_DAY_BEFORE_1964 = "1964-12-16", "1964-12-15"
_ACT_2025 = "Nghị quyết 1672/NQ-UBTVQH15"
_ACT_1964 = "Quyết định 177-CP"
_DISTRICTS_1964 = Path(__file__).parent / "data" / "districts-1964.csv"
_NOT_A_LETTER = re.compile(r"[\W_]+")
_KINDS = ("thị trấn", "thành phố", "phường", "huyện", "châu", "xã")


@dataclass(frozen=True, slots=True)
class Share:
    """A unit that another one came from or went into, with all of its ground or a part."""

    unit: str
    whole: bool = True

    @property
    def slug(self) -> str:
        """The last part of the address of its page."""
        return slug_of(self.unit)


@dataclass(frozen=True, slots=True)
class UnitEra:
    """A unit under one name between two days; a day that is not known is None."""

    unit: str
    """With its kind: Xã Tân Văn."""
    since: str | None = None
    until: str | None = None
    within: str | None = None
    """The district it lay in, while there were districts."""
    made_of: tuple[Share, ...] = ()
    became: tuple[Share, ...] = ()
    act: str = ""
    """By which act it came or went."""

    @property
    def slug(self) -> str:
        """The last part of the address of its page."""
        return slug_of(self.unit)


def slug_of(unit: str) -> str:
    """Return a unit's name as it stands in an address: xa-tan-van."""
    return _NOT_A_LETTER.sub("-", fold(unit)).strip("-")


def eras_at(slug: str) -> tuple[UnitEra, ...]:
    """Return all eras of the units that are called so, the oldest first; none when none is."""
    return _chronicle().get(slug, ())


def eras_called(name: str) -> tuple[UnitEra, ...]:
    """Return the eras of all units a name may mean: with its kind those, without all bearers."""
    said = _plain(name)
    kind = any(said.startswith(f"{one} ") for one in _KINDS)
    named = _plain if kind else _bare
    return tuple(era for era in _all_eras() if named(era.unit) == said)


def _bare(unit: str) -> str:
    plain = _plain(unit)
    kind = next((one for one in _KINDS if plain.startswith(f"{one} ")), "")
    return plain[len(kind) :].strip()


def _plain(name: str) -> str:
    return spell_one_way(" ".join(name.split()))


@cache
def _all_eras() -> tuple[UnitEra, ...]:
    found = (*_before_1964(), *_districts(), *_communes(), *_units_of_today())
    return tuple(sorted(found, key=_order))


@cache
def _chronicle() -> dict[str, tuple[UnitEra, ...]]:
    by_slug: dict[str, list[UnitEra]] = defaultdict(list)
    for era in _all_eras():
        by_slug[era.slug].append(era)
    return {slug: tuple(eras) for slug, eras in by_slug.items()}


def _order(era: UnitEra) -> tuple[str, str, str]:
    return era.until or "9", era.since or "", sort_key(f"{era.unit} {era.within or ''}")


def _units_of_today() -> Iterator[UnitEra]:
    parts: dict[str, list[Share]] = defaultdict(list)
    for row in succession():
        parts[row["new_unit"]].append(Share(row["old_unit"], row["kind"] == "full"))
    for unit, made_of in parts.items():
        yield UnitEra(unit, since=REFORM_2025, made_of=_in_order(made_of), act=_ACT_2025)


def _communes() -> Iterator[UnitEra]:
    parts: dict[tuple[str, str], list[Share]] = defaultdict(list)
    for row in succession():
        share = Share(row["new_unit"], row["kind"] == "full")
        parts[row["old_unit"], row["old_district"]].append(share)
    for (unit, district), became in parts.items():
        yield UnitEra(
            unit,
            until=LAST_DAY_BEFORE_2025,
            within=district,
            became=_in_order(became),
            act=_ACT_2025,
        )


def _districts() -> Iterator[UnitEra]:
    """Give the districts that were given up in 2025, with what their ground is in since."""
    now: dict[str, list[Share]] = defaultdict(list)
    for row in succession():
        now[row["old_district"]].append(Share(row["new_unit"]))
    made_of: dict[str, list[Share]] = defaultdict(list)
    for row in _rows_of_1964():
        share = Share(_called_before_1964(row["old_district"]), row["kind"] == "full")
        made_of[f"Huyện {row['new_district']}"].append(share)
    for unit, became in now.items():
        yield UnitEra(
            unit,
            since=REFORM_1964 if unit in made_of else None,
            until=LAST_DAY_BEFORE_2025,
            made_of=_in_order(made_of.get(unit, ())),
            became=_in_order(became),
            act=_ACT_2025,
        )


def _before_1964() -> Iterator[UnitEra]:
    became: dict[str, list[Share]] = defaultdict(list)
    for row in _rows_of_1964():
        share = Share(f"Huyện {row['new_district']}", row["kind"] == "full")
        became[row["old_district"]].append(share)
    for name, shares in became.items():
        yield UnitEra(
            _called_before_1964(name),
            until=LAST_DAY_BEFORE_1964,
            became=_in_order(shares),
            act=_ACT_1964,
        )


def _called_before_1964(name: str) -> str:
    return name if name.endswith("Châu") else f"Châu {name}"  # Ôn Châu says it already


def _rows_of_1964() -> list[dict[str, str]]:
    with _DISTRICTS_1964.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _in_order(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(sorted(dict.fromkeys(shares), key=lambda share: sort_key(share.unit)))
