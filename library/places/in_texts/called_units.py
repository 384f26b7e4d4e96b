"""Units that a name in a text may mean, those above them, and which of them a day leaves."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

from library.places.edition import read_rows
from library.places.in_texts.mentions import Above, Mention
from library.places.place_history import PlaceHistory
from library.places.provinces import is_other, is_province
from library.places.units import LEVELS, Presence, Unit
from library.vietnamese.letters import fold, spell_one_way

DISTRICT, COMMUNE = 2, 3
_NAMES_KEPT, _LONGEST_NAME = 10_000, 60

_WORDS = re.compile(r"\w+")

_NOT_UNITS_AFTER = """
    đường phố trường ải đèo núi chùa đền đình miếu động hang thôn bản xóm làng tổng dịch thắng trận
    nghĩa
    đội đoàn hóa nghệ ông bà anh chị chí họ cụ tướng vua ty máy tộc dân khối tổ nguyễn trần lê phạm
    hoàng vũ võ vi đặng bùi đỗ ngô dương lý nông lương mạc lâm hát thơ sông suối nxb thpt thcs htx
    tnhh cp
"""
"""Last words before bare names: those of people, streets, battles, temples, rivers, schools."""

_PEOPLE = frozenset(
    {"hoang van thu", "quang trung", "hung dao", "thien thuat", "hoa tham", "tran phu", "de tham"}
    | {"minh khai", "quoc khanh", "doan ket", "thong nhat", "tan tien", "cai kinh", "tan lap"}
    | {"luong van tri", "to hieu", "doi can", "kim dong", "bac viet", "nam quan", "hoang viet"}
)
"""Names of units that are also people or common words: they count only after xã, phường …"""


class CalledUnits:
    """Units by their names, with what was worked out about them; one serves many pages."""

    def __init__(self, history: PlaceHistory) -> None:
        self.history = history
        self._called = lru_cache(maxsize=_NAMES_KEPT)(self._units_called)
        self._known = lru_cache(maxsize=_NAMES_KEPT)(self._is_called)
        self._spelt = _remember(self._units_spelt)
        self._unmarked = _remember(self._units_unmarked)
        self._on_day = lru_cache(maxsize=_NAMES_KEPT)(self._units_on_day)
        texts = (
            text for u in history.units.values() for text in (*_own_names(u), *_other_names(u))
        )
        self._last_words = {_last_word(text) for text in texts}
        self._lineages: dict[str, frozenset[str]] = {}
        self._districts: dict[str, frozenset[str]] = {}
        self._lines: dict[str, frozenset[str]] = {}

    def called(self, mention: Mention) -> tuple[Unit, ...]:
        """Return the units of its level called this with its marks, else those also called so."""
        is_name = len(mention.name) <= _LONGEST_NAME
        return self._called(mention.kind, mention.name) if is_name else ()

    def is_known(self, name: str) -> bool:
        """Return True if units are called this, with all marks or without some."""
        return len(name) <= _LONGEST_NAME and self._known(name)

    def is_spelt(self, name: str) -> bool:
        """Return True if units are called this with all its marks."""
        return bool(self._spelt(name))

    def is_district(self, mention: Mention) -> bool:
        """Return True for the name of a district."""
        return any(unit.level == DISTRICT for unit in self._spelt(mention.name))

    def units_above(self, above: Above) -> frozenset[str] | None:
        """Return the units of a name written above another; None for one of another province.

        A name without a kind that nobody knows says nothing: it may be the next of a list.
        """
        mention = Mention(0, 0, above.name, above.kind)
        units = frozenset(unit.id for unit in self.called(mention) if unit.level < COMMUNE)
        if units:
            return units
        is_foreign = is_other(above.name) or LEVELS.get(above.kind, COMMUNE) < COMMUNE
        return None if is_foreign else frozenset()

    def lineage(self, unit: Unit) -> frozenset[str]:
        """Return a unit with all units to which it ever belonged, or may have.

        A commune of unknown age may have belonged to those from which its district was made.
        """
        lineage = self._lineages.get(unit.id)
        if lineage is None:
            days = {era.since or era.attested or era.until for era in unit.eras}
            days |= {era.until for era in unit.eras if era.until}
            above = {era.unit for day in days for era in self.history.ancestors(unit.id, day)}
            parents = {era.parent for era in unit.eras if era.parent}
            earlier = (
                link.before
                for era in unit.eras
                if not era.since and unit.level == COMMUNE
                for link in self.history.links_to(era.parent)
            )
            lineage = self._lineages[unit.id] = frozenset({unit.id, *above, *parents, *earlier})
        return lineage

    def districts(self, unit: Unit) -> frozenset[str]:
        """Return the districts to which a unit ever belonged, or itself; or those before it."""
        districts = self._districts.get(unit.id)
        if districts is None:
            units = self.history.units
            districts = frozenset(
                name for name in self.lineage(unit) if units[name].level == DISTRICT
            )
            self._districts[unit.id] = districts
            if not districts and unit.level == COMMUNE:
                earlier = (units[link.before] for link in self.history.links_to(unit.id))
                districts = districts.union(*map(self.districts, earlier))
            self._districts[unit.id] = districts
        return districts

    def on_day(self, units: Sequence[Unit], day: str) -> Sequence[Unit]:
        """Return those units that existed on a day, or may have; if none did, the nearest in time.

        Of a unit and its successor the one whose time is proved or nearer.
        """
        return self._on_day(tuple(unit.id for unit in units), day) if len(units) > 1 else units

    def _units_on_day(self, names: tuple[str, ...], day: str) -> Sequence[Unit]:
        units = [self.history.units[name] for name in names]
        odds = {unit.id: (self._presence(unit, day), -_years_off(unit, day)) for unit in units}
        best = max(odds.values())
        present = [unit for unit in units if odds[unit.id][0]] or [
            unit for unit in units if odds[unit.id] == best
        ]
        return [
            unit
            for unit in present
            if not any(
                odds[other.id] > odds[unit.id] and self._follow(unit, other) for other in present
            )
        ]

    def _follow(self, unit: Unit, other: Unit) -> bool:
        """Return True if one of two units took the place of the other, at once or by others."""
        return other.id in self._line(unit.id) or unit.id in self._line(other.id)

    def _line(self, unit: str) -> frozenset[str]:
        """Return the units that took the place of one, one after the other."""
        line = self._lines.get(unit)
        if line is None:
            heirs: dict[str, None] = {}
            waiting = [unit]
            while waiting:
                links = self.history.links_from(waiting.pop())
                news = [link.after for link in links if link.after not in heirs]
                heirs |= dict.fromkeys(news)
                waiting += news
            line = self._lines[unit] = frozenset(heirs)
        return line

    def _presence(self, unit: Unit, day: str) -> Presence:
        era = unit.era_on(day)
        return self.history.possible_presence(era, day) if era else Presence.ABSENT

    def _is_called(self, name: str) -> bool:
        return bool(self._spelt(name) or self._unmarked(name) or is_province(name))

    def _may_be_unit(self, name: str) -> bool:
        """Return False for most names of people: no unit ends with their last word."""
        return _last_word(name) in self._last_words

    def _units_called(self, kind: str, name: str) -> tuple[Unit, ...]:
        units = self._spelt(name) or (self._unmarked(name) if kind else ())
        return tuple(unit for unit in units if LEVELS.get(kind, 0) in (0, unit.level))

    def _units_spelt(self, name: str) -> tuple[Unit, ...]:
        if not self._may_be_unit(name):
            return ()
        spelt = spell_one_way(name)
        units = self.history.find(name)
        own = [unit for unit in units if spelt in map(spell_one_way, _own_names(unit))]
        if own:
            return tuple(own)
        units_called = [u for u in units if spelt in map(spell_one_way, _other_names(u))]
        own_names = {era.name for unit in units_called for era in unit.eras}
        namesakes = (unit for own_name in own_names for unit in self.history.find(own_name))
        of_line = (n for n in namesakes if any(self._follow(n, unit) for unit in units_called))
        return tuple(dict.fromkeys((*units_called, *of_line)))

    def _units_unmarked(self, name: str) -> tuple[Unit, ...]:
        """Return the units whose own name has all marks of one, and more: `Yên Phuc`."""
        if not self._may_be_unit(name):
            return ()
        units = self.history.find(fold(name))
        return tuple(u for u in units if any(_loses_marks(name, own) for own in _own_names(u)))


def is_no_unit(mention: Mention, units: Sequence[Unit], *, is_listed: bool) -> bool:
    """Return True for a bare name that is rather a person, a street, a battle or a word."""
    if " " not in mention.name:
        return True
    word = mention.word_before.strip("“”\"'(")
    if word == "phố" and _is_town_only(units):
        return False
    is_listed = is_listed or (mention.is_row and bool(mention.heading))
    return word in _NOT_UNITS_AFTER.split() or (is_person(mention) and not is_listed)


def has_kind(unit: Unit, mention: Mention) -> bool:
    """Return True if a unit was once of the kind of a name, or the name has none."""
    return not mention.kind or mention.kind in {era.kind for era in unit.eras}


def is_person(mention: Mention) -> bool:
    """Return True for the name of a unit that is a person or a common word elsewhere."""
    return fold(mention.name) in _PEOPLE


def has_namesakes(mention: Mention) -> bool:
    """Return True if communes of other provinces bear a name too."""
    return len(mention.name) <= _LONGEST_NAME and _is_namesake(mention.name)


def is_ours_alone(mention: Mention, units: Iterable[Unit]) -> bool:
    """Return True if a name is that of a district or a town of which no other province has one."""
    kinds = {era.kind for unit in units for era in unit.eras}
    return not has_namesakes(mention) and not kinds.isdisjoint({"huyện", "thị trấn"})


def _is_town_only(units: Sequence[Unit]) -> bool:
    """Return True if a name is that of a town and of no district: phố Thất Khê."""
    kinds = {era.kind for unit in units for era in unit.eras}
    return "thị trấn" in kinds and kinds <= {"thị trấn", "xã"}


@lru_cache(maxsize=_NAMES_KEPT)
def _is_namesake(name: str) -> bool:
    return spell_one_way(name) in _namesakes()


@cache
def _namesakes() -> frozenset[str]:
    return frozenset(spell_one_way(row["name"]) for row in read_rows("namesakes.tsv"))


def _remember(units_of: Callable[[str], tuple[Unit, ...]]) -> Callable[[str], tuple[Unit, ...]]:
    """Return a function that remembers its answers; words that are too long are no name."""
    memory = lru_cache(maxsize=_NAMES_KEPT)(units_of)
    return lambda name: memory(name) if len(name) <= _LONGEST_NAME else ()


def _years_off(unit: Unit, day: str) -> int:
    """Return the years between a day and the time in which the sources show a unit."""
    year = int(day[:4])
    first = min(int((era.since or era.attested or era.until or day)[:4]) for era in unit.eras)
    last = max(
        int((era.until or (day if era.exists_today else era.attested) or day)[:4])
        for era in unit.eras
    )
    return max(first - year, year - last, 0)


def _loses_marks(written: str, name: str) -> bool:
    """Return True if a name differs from another one only by the marks that it lacks."""
    syllables, full = (
        spell_one_way(text).replace("đ", "d\u0335").split() for text in (written, name)
    )
    return len(syllables) == len(full) and all(
        fold(lesser.replace("\u0335", "")) == fold(more.replace("\u0335", ""))
        and set(unicodedata.normalize("NFD", lesser)) <= set(unicodedata.normalize("NFD", more))
        for lesser, more in zip(syllables, full, strict=True)
    )


def _last_word(text: str) -> str:
    """Return the last word of a name, the same for all its spellings."""
    return (_WORDS.findall(fold(text)) or [""])[-1].replace("y", "i")


def _own_names(unit: Unit) -> Iterable[str]:
    return (era.name.replace("-", " ") for era in unit.eras)


def _other_names(unit: Unit) -> Iterable[str]:
    return (variant.text.replace("-", " ") for variant in unit.names)
