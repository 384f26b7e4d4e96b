"""Two-syllable local names of the province, recognised in queries without marks."""

from functools import cache

from library.places.edition import shipped_history
from library.vietnamese.letters import fold, spell_one_way
from search_index.query.han import NAMES

_NATURAL_AND_HISTORICAL_PLACES = """
sông Kỳ Cùng, núi Mẫu Sơn, động Tam Thanh, động Nhị Thanh, núi Tô Thị, núi Phai Vệ, Bắc Nga, Tả Phủ,
Đèo Giàng, Hữu Nghị, Khơ Đa, Lũng Vài, Lồng Tồng, Nà Nhèm, Hang Gió, Thẩm Khuyên, Thẩm Hai,
Kéo Lèng, Cốc Nam, Chi Ma, Lạng Giang, Lạng Thương, Tày Nùng
"""
"""Places that are no units; names of units are those of `library/places`."""


@cache
def local_names() -> dict[str, str]:
    """Return the local names by their folded form; Kỳ is folded to ki as on every page."""
    bare_names = (name.partition(" ")[2] if name[0].islower() else name for name in listed_names())
    units = (era.name for unit in shipped_history().units.values() for era in unit.eras)
    names = (*units, *bare_names, *NAMES.values())
    return {fold(spell_one_way(name)): name for name in names if name.count(" ") == 1}


@cache
def names_with_kind() -> dict[str, str]:
    """Return ambiguous names with the word for their kind: Kỳ Cùng → sông Kỳ Cùng."""
    return {name.partition(" ")[2]: name for name in listed_names() if name[0].islower()}


def listed_names() -> tuple[str, ...]:
    """Return the listed places, some after the word for their kind."""
    return tuple(
        name.strip() for name in _NATURAL_AND_HISTORICAL_PLACES.replace("\n", " ").split(",")
    )
