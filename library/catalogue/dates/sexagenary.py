"""Sexagenary year names (Canh Ngọ), and the years that have a name."""

from library.vietnamese.letters import fold

_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = (
    *("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ"),
    *("Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"),
)
_CYCLE_YEARS = 60
_CYCLE_START_YEAR = 4
"""The year 4 was Giáp Tý, the first of a cycle of sixty years."""

_STEM_BY_WORD = {fold(word): place for place, word in enumerate(_STEMS)}
_STEM_BY_WORD |= {"ki": 5, "qui": 9}
_BRANCH_BY_WORD = {fold(word): place for place, word in enumerate(_BRANCHES) if word != "Tỵ"}
_BRANCH_BY_WORD |= {"ti": 0, "meo": 3, "vi": 7}
_TY = ("ty", "ti")
"""Without marks the first branch (Tý) and the sixth (Tỵ) are spelt alike; the stem decides."""


def year_name(year: int) -> str:
    """Return the sexagenary name of a year: Canh Ngọ for 1930."""
    place = (year - _CYCLE_START_YEAR) % _CYCLE_YEARS
    return f"{_STEMS[place % 10]} {_BRANCHES[place % 12]}"


def is_year_name(stem: str, branch: str) -> bool:
    """Return True if two words are a stem and a branch, even if they never go together."""
    return fold(stem) in _STEM_BY_WORD and fold(branch) in _BRANCH_BY_WORD


def place_in_cycle(stem: str, branch: str) -> int | None:
    """Return the place of a year name in the cycle of sixty; None if the two never go together."""
    stem_place, branch_place = _STEM_BY_WORD[fold(stem)], _BRANCH_BY_WORD[fold(branch)]
    if fold(branch) in _TY and stem_place % 2:
        branch_place = 5
    places = (place for place in range(stem_place, _CYCLE_YEARS, 10) if place % 12 == branch_place)
    return next(places, None)


def years_named(place: int, first: int, last: int) -> tuple[int, ...]:
    """Return the years from first to last at a place of the cycle."""
    begin = first + (place - (first - _CYCLE_START_YEAR)) % _CYCLE_YEARS
    return tuple(range(begin, last + 1, _CYCLE_YEARS))
