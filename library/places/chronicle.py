"""History of the province's units: their dates, predecessors and successors."""

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
REFORM_1948, LAST_DAY_BEFORE_1948 = "1948-03-25", "1948-03-24"
_ACT_2025 = "Nghị quyết 1672/NQ-UBTVQH15"
_ACT_1964 = "Quyết định 177-CP"
_ACT_1948 = "Sắc lệnh 148/SL"
"""It made every phủ, châu and quận a huyện."""
_DISTRICTS_1964 = Path(__file__).parent / "data" / "districts-1964.csv"
_NOT_A_LETTER = re.compile(r"[\W_]+")
_KINDS = ("thị trấn", "thành phố", "phường", "huyện", "châu", "xã")


@dataclass(frozen=True, slots=True)
class Share:
    """A predecessor or successor of a unit, with all of its territory or a part."""

    unit: str
    whole: bool = True

    @property
    def slug(self) -> str:
        """Last part of the address of its page."""
        return slug_of(self.unit)


@dataclass(frozen=True, slots=True)
class UnitEra:
    """A unit under one name between two days; an unknown day is None."""

    unit: str
    """Name with its kind: Xã Tân Văn."""
    since: str | None = None
    until: str | None = None
    within: str | None = None
    """The district it belonged to, while districts existed."""
    made_of: tuple[Share, ...] = ()
    became: tuple[Share, ...] = ()
    act: str = ""
    """The legal act that created or abolished it."""

    @property
    def slug(self) -> str:
        """Last part of the address of its page."""
        return slug_of(self.unit)


def slug_of(unit: str) -> str:
    """Return a unit's name in the form used in addresses: xa-tan-van."""
    return _NOT_A_LETTER.sub("-", fold(unit)).strip("-")


def eras_by_slug(slug: str) -> tuple[UnitEra, ...]:
    """Return all eras of the units with this slug, oldest first."""
    return _chronicle().get(slug, ())


def eras_named(name: str) -> tuple[UnitEra, ...]:
    """Return the eras of all units with a name; without a kind, of units of every kind."""
    spelling = _plain(name)
    has_kind = any(spelling.startswith(f"{unit_kind} ") for unit_kind in _KINDS)
    normalise = _plain if has_kind else _bare
    return tuple(era for era in _all_eras() if normalise(era.unit) == spelling)


def _bare(unit: str) -> str:
    plain = _plain(unit)
    kind = next((unit_kind for unit_kind in _KINDS if plain.startswith(f"{unit_kind} ")), "")
    return plain[len(kind) :].strip()


def _plain(name: str) -> str:
    return spell_one_way(" ".join(name.split()))


@cache
def _all_eras() -> tuple[UnitEra, ...]:
    eras = (*_before_1964(), *_districts(), *_communes(), *_units_of_today())
    return tuple(sorted(eras, key=_order))


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
    """Yield the districts abolished in 2025, with the units that succeeded them."""
    now: dict[str, list[Share]] = defaultdict(list)
    for row in succession():
        now[row["old_district"]].append(Share(row["new_unit"]))
    made_of: dict[str, list[Share]] = defaultdict(list)
    for row in _rows_of_1964():
        share = Share(f"Huyện {row['old_district']}", row["kind"] == "full")
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
            f"Huyện {name}",
            since=REFORM_1948,
            until=LAST_DAY_BEFORE_1964,
            made_of=(Share(_name_before_1948(name)),),
            became=_in_order(shares),
            act=_ACT_1964,
        )
        yield UnitEra(
            _name_before_1948(name),
            until=LAST_DAY_BEFORE_1948,
            became=(Share(f"Huyện {name}"),),
            act=_ACT_1948,
        )


def _name_before_1948(name: str) -> str:
    return name if name.endswith("Châu") else f"Châu {name}"  # Ôn Châu includes it already


def _rows_of_1964() -> list[dict[str, str]]:
    with _DISTRICTS_1964.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


def _in_order(shares: Iterable[Share]) -> tuple[Share, ...]:
    return tuple(sorted(dict.fromkeys(shares), key=lambda share: sort_key(share.unit)))
