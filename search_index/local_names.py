"""Knows the province's own two-syllable names, so that they are found first without marks."""

from functools import cache

from library.places.gazetteer import read_gazetteer
from library.vietnamese.letters import fold, spell_one_way
from search_index.han import NAMES

_OF_NATURE_AND_HISTORY = """
sông Kỳ Cùng, núi Mẫu Sơn, động Tam Thanh, động Nhị Thanh, núi Tô Thị, núi Phai Vệ, Bắc Nga, Tả Phủ,
Đèo Giàng, Ba Sơn, Hữu Nghị, Đồng Đăng, Kỳ Lừa, Chi Lăng, Khơ Đa, Lũng Vài, Bình Gia, Lồng Tồng,
Nà Nhèm, Hang Gió, Thẩm Khuyên, Thẩm Hai, Kéo Lèng, Bảo Lâm, Tân Thanh, Cốc Nam, Chi Ma, Lạng Giang,
Lạng Thương, Tày Nùng
"""


@cache
def local_names() -> dict[str, str]:
    """Return the names by their folded form, in which Kỳ is ki as on every page."""
    listed = (name.partition(" ")[2] if name[0].islower() else name for name in _listed())
    units = (unit.name for units in read_gazetteer().units.values() for unit in units)
    names = (*units, *listed, *NAMES.values())
    return {fold(spell_one_way(name)): name for name in names if name.count(" ") == 1}


@cache
def with_kind() -> dict[str, str]:
    """Return how names are mostly said that may also be other words: Kỳ Cùng is a river."""
    return {name.partition(" ")[2]: name for name in _listed() if name[0].islower()}


def _listed() -> tuple[str, ...]:
    return tuple(name.strip() for name in _OF_NATURE_AND_HISTORY.replace("\n", " ").split(","))
