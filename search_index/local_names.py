"""Knows the province's own two-syllable names, so that they are found first without marks."""

from functools import cache

from library.places.gazetteer import read_gazetteer
from library.vietnamese import fold
from search_index.han import NAMES

_OF_NATURE_AND_HISTORY = """
Kỳ Cùng, Mẫu Sơn, Tam Thanh, Nhị Thanh, Tô Thị, Phai Vệ, Bắc Nga, Tả Phủ, Đèo Giàng, Ba Sơn,
Hữu Nghị, Đồng Đăng, Kỳ Lừa, Chi Lăng, Khơ Đa, Lũng Vài, Bình Gia, Lồng Tồng, Nà Nhèm, Hang Gió,
Thẩm Khuyên, Thẩm Hai, Kéo Lèng, Bảo Lâm, Tân Thanh, Cốc Nam, Chi Ma, Lạng Giang, Lạng Thương,
Tày Nùng
"""


@cache
def local_names() -> dict[str, str]:
    """Return the names by their folded form."""
    listed = _OF_NATURE_AND_HISTORY.replace("\n", " ").split(",")
    units = (unit.name for units in read_gazetteer().units.values() for unit in units)
    names = (name.strip() for name in (*units, *listed, *NAMES.values()))
    return {fold(name): name for name in names if name.count(" ") == 1}
