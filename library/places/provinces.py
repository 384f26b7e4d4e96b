"""Names of the provinces and cities of the country since 1945, to recognise units of others."""

from functools import lru_cache

from library.vietnamese.letters import fold

OWN = "Lạng Sơn"
_OWN_SPELT = frozenset({OWN.lower(), "lạng-sơn", fold(OWN)})

_OTHERS = """
An Giang, Bà Rịa – Vũng Tàu, Bắc Giang, Bắc Kạn, Bắc Cạn, Bạc Liêu, Bắc Ninh, Bến Tre, Bình Định,
Bình Dương, Bình Phước, Bình Thuận, Cà Mau, Cần Thơ, Cao Bằng, Đà Nẵng, Đắk Lắk, Đắk Nông,
Điện Biên, Đồng Nai, Đồng Tháp, Gia Lai, Hà Giang, Hà Nam, Hà Nội, Hà Tĩnh, Hải Dương, Hải Phòng,
Hậu Giang, Hòa Bình, Hồ Chí Minh, Hưng Yên, Khánh Hòa, Kiên Giang, Kon Tum, Lai Châu, Lâm Đồng,
Lào Cai, Long An, Nam Định, Nghệ An, Ninh Bình, Ninh Thuận, Phú Thọ, Phú Yên, Quảng Bình, Quảng Nam,
Quảng Ngãi, Quảng Ninh, Quảng Trị, Sóc Trăng, Sơn La, Tây Ninh, Thái Bình, Thái Nguyên, Thanh Hóa,
Thừa Thiên Huế, Thừa Thiên – Huế, Tiền Giang, Trà Vinh, Tuyên Quang, Vĩnh Long, Vĩnh Phúc, Yên Bái,
Huế, Hà Bắc, Hà Đông, Hà Nam Ninh, Hà Sơn Bình, Hà Tây, Hà Tuyên, Hải Hưng, Hải Ninh,
Hoàng Liên Sơn, Kiến An, Lào Kay, Minh Hải, Nam Hà, Nghệ Tĩnh, Nghĩa Bình, Nghĩa Lộ, Phú Khánh,
Phúc Yên, Sơn Tây,
Sông Bé, Thuận Hải, Bắc Thái, Bình Trị Thiên, Cửu Long, Vĩnh Phú, Vĩnh Yên, Sài Gòn, Vũng Tàu,
Gia Định, Biên Hòa, Long Xuyên, Rạch Giá, Thủ Dầu Một, Quảng Tây, Quảng Đông, Vân Nam
"""
"""Provinces and cities under the government, of today and before; and those over the border."""

NAMES = tuple(" ".join(name.split()) for name in _OTHERS.split(","))
OTHERS = frozenset(map(fold, NAMES))
"""Their names without marks."""

_LONGEST_NAME = max(map(len, OTHERS))


def is_other(name: str) -> bool:
    """Return True for the name of another province or of a city under the government."""
    return len(name) <= _LONGEST_NAME and _is_other(name)


@lru_cache(maxsize=10_000)
def _is_other(name: str) -> bool:
    return fold(name) in OTHERS


def is_own(name: str) -> bool:
    """Return True for the name of this province, in any case of letters."""
    return name.lower() in _OWN_SPELT


def is_province(name: str) -> bool:
    """Return True for the name of any province."""
    return is_own(name) or is_other(name)
