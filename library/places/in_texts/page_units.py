"""Units that a page names, those that it is about, and their values in the facet of places."""

from collections.abc import Iterable, Iterator

from library.places.in_texts.called_units import COMMUNE, DISTRICT
from library.places.in_texts.resolver import Resolved, Verdict
from library.places.place_history import PlaceHistory
from library.vietnamese.letters import fold, spell_one_way

_PROVINCE = 1
_MIN_MENTIONS = 3
_HEADING_LENGTH = 300
"""Characters of a first page that count as its heading."""


def resolved_units(answers: Iterable[Resolved]) -> tuple[str, ...]:
    """Return the districts and communes that names mean, certainly or likely."""
    units = (answer.unit for answer in answers if answer.mention.level != _PROVINCE)
    return tuple(dict.fromkeys(filter(None, units)))


def units_about(answers: tuple[Resolved, ...], *, is_first: bool) -> tuple[str, ...]:
    """Return the units that a page names repeatedly, or in its heading if it is the first.

    Each must follow xã, huyện … somewhere, because bare names are also words and streets.
    """
    first_mentions: dict[str, Resolved] = {}
    for answer in answers:
        if answer.unit and answer.mention.level > _PROVINCE:
            first_mentions.setdefault(answer.unit, answer)
    return tuple(
        unit
        for unit, first in first_mentions.items()
        if (is_first and first.mention.start < _HEADING_LENGTH)
        or _mentions(answers, unit, first) >= _MIN_MENTIONS
    )


def facet_values(history: PlaceHistory, units: Iterable[str], day: str) -> tuple[str, ...]:
    """Return the communes of today of some units, and their districts on the day of a document."""
    values = (value for unit in units for value in _facet_values(history, unit, day))
    return tuple(dict.fromkeys(values))


def marks_of(answers: Iterable[Resolved]) -> tuple[str, ...]:
    """Return the marks of names that mean no unit for sure, beside the units of a page.

    `?x-chi-lang--2025` for a unit that an open name may mean, `-hong phong` for a name of which
    the page knows only a unit of another province.
    """
    answers = tuple(answers)
    open_names = (answer for answer in answers if answer.verdict is Verdict.OPEN)
    candidates = (unit for answer in open_names for unit in answer.candidates)
    elsewhere, here = (
        {name_key(a.mention.name) for a in answers if (a.verdict is Verdict.ELSEWHERE) == is_other}
        for is_other in (True, False)
    )
    marks = (*(f"?{unit}" for unit in candidates), *(f"-{name}" for name in elsewhere - here))
    return tuple(sorted(set(marks)))


def name_key(name: str) -> str:
    """Return the form of a name in `marks_of`."""
    return fold(spell_one_way(name))


def _mentions(answers: Iterable[Resolved], unit: str, first: Resolved) -> int:
    """Return the number of its mentions, bare names that the text leaves open among them."""
    name = fold(first.mention.name)
    return sum(
        answer.unit == unit
        or (
            answer.verdict is Verdict.OPEN
            and not answer.mention.kind
            and fold(answer.mention.name) == name
        )
        for answer in answers
    )


def _facet_values(history: PlaceHistory, name: str, day: str) -> Iterator[str]:
    unit = history.units[name]
    if unit.level < COMMUNE:
        yield name
        return
    yield from tuple(heir.unit.id for heir in history.heirs_today(name)) or (name,)
    above = (era.unit for era in history.ancestors(name, day)) if day else ()
    parents = (*above, *(era.parent for era in reversed(unit.eras)))
    units = (history.units[parent] for parent in parents if parent in history.units)
    districts = [parent.id for parent in units if parent.level == DISTRICT]
    yield from districts[:1]
