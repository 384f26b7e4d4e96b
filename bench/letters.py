"""Letter error rates by page, condition and reader, and a comparison of the readers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from bench.form import Row
from bench.lost_words import LABEL

US = "us"
TABLES = ("table", "open_table")
_Key = TypeVar("_Key")
_TEXT_TARGET, _TABLE_TARGET = 1.5, 3.0
_TEXT_TARGETS = {"blur": 2.5, "G4 fax": 4.5, "several together": 3.0}


@dataclass(frozen=True, slots=True)
class Reading:
    """Result of one reader on one page: wrong letters, and letters in all."""

    reader: str
    page: str
    wrong: int
    letters: int
    condition: str = ""
    turn: int = 0
    seed: int = 0
    lost: int = 0
    """Words that plain Tesseract reads and this reader has not: counted for our pipeline."""

    @property
    def share(self) -> float:
        """Letter error rate in per cent."""
        return 100 * self.wrong / max(self.letters, 1)

    @property
    def sort(self) -> str:
        """The kind of page, "table" or "text"."""
        return "table" if self.page in TABLES else "text"

    @property
    def where(self) -> str:
        """The name of the page among all that were read."""
        return f"{self.page}, {self.condition}, {90 * self.turn}°, seed {self.seed}"


def by_condition(readings: Iterable[Reading]) -> Iterator[Row]:
    """Yield the error rate of each condition in its worst orientation."""
    readings = tuple(readings)
    has_several_turns = len({reading.turn for reading in readings}) > 1
    kinds = _grouped(readings, lambda reading: (reading.sort, reading.condition, reading.reader))
    for wanted in ("text", "table"):
        for (sort, condition, reader), own in kinds.items():
            if sort == wanted:
                share, turn = _worst(own)
                where = f", at {90 * turn}°" if has_several_turns else ""
                limit = (
                    _TABLE_TARGET if sort == "table" else _TEXT_TARGETS.get(condition, _TEXT_TARGET)
                )
                target = limit if reader == US else None
                yield Row(f"{sort}, {condition}: {reader}{where}", share, "%", target)
                if count := sum(reading.lost for reading in own):
                    yield Row(f"… {LABEL}", count, "words", 0)
    yield lost_row(readings)
    yield from conditions_read_worse(readings)
    yield from pages_read_worse(readings)


def lost_row(readings: Iterable[Reading]) -> Row:
    """Return the number of words that plain Tesseract reads and our pipeline has not."""
    return Row(LABEL, sum(reading.lost for reading in readings), "words", 0)


def conditions_read_worse(readings: Iterable[Reading]) -> Iterator[Row]:
    """Yield the conditions in which each other reader has fewer wrong letters on the same pages.

    A single page may differ by one to three letters whenever a pixel changes; see
    `pages_read_worse`.
    """
    wrong: dict[str, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        wrong[reading.reader][f"{reading.sort}, {reading.condition}"] += reading.wrong
    for name in filter(lambda name: name != US, wrong):
        more = {
            condition: wrong[US][condition] - wrong[name][condition] for condition in wrong[name]
        }
        behind = [condition for condition, letters in more.items() if letters > 0]
        yield Row(
            f"conditions read worse than by {name}, of {len(more)}", len(behind), "conditions", 0
        )
        for condition in behind:
            yield Row(f"… {condition}", more[condition], "letters")


def pages_read_worse(readings: Iterable[Reading]) -> Iterator[Row]:
    """Yield the number and names of the pages on which each other reader has fewer wrong
    letters."""
    own: dict[str, Reading] = {}
    by_rival: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        if reading.reader == US:
            own[reading.where] = reading
        else:
            by_rival[reading.reader].append(reading)
    for name, rival_readings in by_rival.items():
        better = [reading for reading in rival_readings if reading.wrong < own[reading.where].wrong]
        yield Row(
            f"pages read worse than by {name}, of {len(rival_readings)}", len(better), "pages"
        )
        for reading in better:
            more = own[reading.where].wrong - reading.wrong
            yield Row(f"… {reading.where}, of {reading.letters}", more, "letters")


def _worst(readings: Iterable[Reading]) -> tuple[float, int]:
    turns = _grouped(readings, lambda reading: reading.turn)
    return max((_share(own), turn) for turn, own in turns.items())


def _share(readings: Iterable[Reading]) -> float:
    wrong, letters = map(
        sum, zip(*((reading.wrong, reading.letters) for reading in readings), strict=True)
    )
    return 100 * wrong / max(letters, 1)


def _grouped(
    readings: Iterable[Reading], key: Callable[[Reading], _Key]
) -> dict[_Key, list[Reading]]:
    groups: dict[_Key, list[Reading]] = defaultdict(list)
    for reading in readings:
        groups[key(reading)].append(reading)
    return groups
