"""Counts the letters read wrong, page by page and reader by reader, and compares the readers."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import TypeVar

from bench.form import Row

US = "us"
TABLES = ("table", "open_table")
_Key = TypeVar("_Key")
_TEXT, _TABLE, _ALL = 1.5, 3.0, 2.5
_TEXT_TARGETS = {"blur": 2.5, "G4 fax": 4.5, "several together": 3.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader made of one page: so many letters wrong of so many."""

    reader: str
    page: str
    wrong: int
    letters: int
    condition: str = ""
    turn: int = 0
    seed: int = 0

    @property
    def share(self) -> float:
        """Which part is wrong, in hundredths."""
        return 100 * self.wrong / max(self.letters, 1)

    @property
    def sort(self) -> str:
        """Tell tables from text."""
        return "table" if self.page in TABLES else "text"

    @property
    def where(self) -> str:
        """Name the page among all that were read."""
        lying = f"{self.condition}, {90 * self.turn}°, seed {self.seed}" if self.condition else ""
        return f"{self.page}, {lying}" if lying else self.page

    def to_json(self) -> str:
        """Return the reading as a line."""
        return json.dumps(asdict(self), ensure_ascii=False)


def by_page(readings: Iterable[Reading]) -> Iterator[Row]:
    """Tell of each page, and of all of each reader by their weight."""
    readings = tuple(readings)
    for name, own in _grouped(readings, lambda one: one.reader).items():
        yield from (Row(f"{name}: {one.where}", one.share, "%") for one in own)
        yield Row(f"{name}: all", _share(own), "%", _ALL if name == US else None)
    yield from worse(readings)


def by_condition(readings: Iterable[Reading]) -> Iterator[Row]:
    """Tell of each condition how it is read in the orientation in which it is read worst."""
    readings = tuple(readings)
    lying = len({one.turn for one in readings}) > 1
    kinds = _grouped(readings, lambda one: (one.sort, one.condition, one.reader))
    for wanted in ("text", "table"):
        for (sort, condition, reader), own in kinds.items():
            if sort == wanted:
                share, turn = _worst(own)
                where = f", at {90 * turn}°" if lying else ""
                limit = _TABLE if sort == "table" else _TEXT_TARGETS.get(condition, _TEXT)
                target = limit if reader == US else None
                yield Row(f"{sort}, {condition}: {reader}{where}", share, "%", target)
    yield from conditions_worse(readings)
    yield from worse(readings)


def conditions_worse(readings: Iterable[Reading]) -> Iterator[Row]:
    """Count the conditions under which each other reader has fewer letters wrong on the same pages.

    One page may go either way by a letter or three, whenever a pixel changes; see `worse`.
    """
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    for one in readings:
        wrong[one.reader][f"{one.sort}, {one.condition}"] += one.wrong
    for name in filter(lambda name: name != US, wrong):
        more = {told: wrong[US][told] - wrong[name][told] for told in wrong[name]}
        behind = [told for told, letters in more.items() if letters > 0]
        yield Row(
            f"conditions read worse than by {name}, of {len(more)}", len(behind), "conditions", 0
        )
        for told in behind:
            yield Row(f"… {told}", more[told], "letters")


def worse(readings: Iterable[Reading]) -> Iterator[Row]:
    """Count the pages on which each other reader has fewer letters wrong than we, and name them."""
    own: dict[str, Reading] = {}
    others: dict[str, list[Reading]] = defaultdict(list)
    for one in readings:
        if one.reader == US:
            own[one.where] = one
        else:
            others[one.reader].append(one)
    for name, read in others.items():
        better = [one for one in read if one.wrong < own[one.where].wrong]
        yield Row(f"pages read worse than by {name}, of {len(read)}", len(better), "pages")
        for one in better:
            more = own[one.where].wrong - one.wrong
            yield Row(f"… {one.where}, of {one.letters}", more, "letters")


def _worst(readings: Iterable[Reading]) -> tuple[float, int]:
    turns = _grouped(readings, lambda one: one.turn)
    return max((_share(own), turn) for turn, own in turns.items())


def _share(readings: Iterable[Reading]) -> float:
    wrong, letters = map(sum, zip(*((one.wrong, one.letters) for one in readings), strict=True))
    return 100 * wrong / max(letters, 1)


def _grouped(
    readings: Iterable[Reading], key: Callable[[Reading], _Key]
) -> dict[_Key, list[Reading]]:
    groups: dict[_Key, list[Reading]] = defaultdict(list)
    for one in readings:
        groups[key(one)].append(one)
    return groups
