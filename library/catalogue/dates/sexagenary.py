"""Names years by stem and branch (Canh Ngọ), and finds the years that have a name."""

from library.vietnamese.letters import fold

_STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
_BRANCHES = (
    *("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ"),
    *("Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"),
)
_ROUND = 60
_A_FIRST_YEAR = 4
"""The year 4 was Giáp Tý, and every sixtieth year since."""

_STEM_BY_WORD = {fold(word): place for place, word in enumerate(_STEMS)}
_STEM_BY_WORD |= {"ki": 5, "qui": 9}
_BRANCH_BY_WORD = {fold(word): place for place, word in enumerate(_BRANCHES) if word != "Tỵ"}
_BRANCH_BY_WORD |= {"ti": 0, "meo": 3, "vi": 7}
_TY = ("ty", "ti")
"""Without marks the first branch (Tý) and the sixth (Tỵ) are one word; the stem tells which."""


def year_name(year: int) -> str:
    """Return the name of a year: Canh Ngọ for 1930."""
    place = (year - _A_FIRST_YEAR) % _ROUND
    return f"{_STEMS[place % 10]} {_BRANCHES[place % 12]}"


def is_year_name(stem: str, branch: str) -> bool:
    """Say whether two words are a stem and a branch, whether or not they go together."""
    return fold(stem) in _STEM_BY_WORD and fold(branch) in _BRANCH_BY_WORD


def place_in_round(stem: str, branch: str) -> int | None:
    """Return the place of a name in the round of sixty; None for two that never meet."""
    one, other = _STEM_BY_WORD[fold(stem)], _BRANCH_BY_WORD[fold(branch)]
    if fold(branch) in _TY and one % 2:
        other = 5
    met = (place for place in range(one, _ROUND, 10) if place % 12 == other)
    return next(met, None)


def years_named(place: int, first: int, last: int) -> tuple[int, ...]:
    """Return the years from first to last at a place of the round."""
    begin = first + (place - (first - _A_FIRST_YEAR)) % _ROUND
    return tuple(range(begin, last + 1, _ROUND))
