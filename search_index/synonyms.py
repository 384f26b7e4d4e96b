"""Knows what has two names: abbreviations, roads, countries under French names, Roman numbers."""

import re
from functools import cache

from library.vietnamese.letters import fold, spell_one_way

_SAME = """
ubnd = ủy ban nhân dân
hđnd = hội đồng nhân dân
tp = thành phố
tx = thị xã
hcm = hồ chí minh
tphcm = thành phố hồ chí minh
qđ = quyết định
nq = nghị quyết
nđ = nghị định
kh = kế hoạch
ct = chỉ thị
tb = thông báo
bc = báo cáo
ttr = tờ trình
cđ = công điện
ttg = thủ tướng
vpcp = văn phòng chính phủ
ubtvqh = ủy ban thường vụ quốc hội
mttq = mặt trận tổ quốc
xhcn = xã hội chủ nghĩa
cnxh = chủ nghĩa xã hội
csvn = cộng sản việt nam
vndcch = việt nam dân chủ cộng hòa
vnch = việt nam cộng hòa
qđnd = quân đội nhân dân
lhq = liên hợp quốc
gdđt = giáo dục và đào tạo
khcn = khoa học và công nghệ
tnmt = tài nguyên và môi trường
nnptnt = nông nghiệp và phát triển nông thôn
vhttdl = văn hóa thể thao và du lịch
lđtbxh = lao động thương binh và xã hội
ktxh = kinh tế xã hội
cntt = công nghệ thông tin
bhxh = bảo hiểm xã hội
bhyt = bảo hiểm y tế
htx = hợp tác xã
dn = doanh nghiệp
dntn = doanh nghiệp tư nhân
tnhh = trách nhiệm hữu hạn
pccc = phòng cháy chữa cháy
atgt = an toàn giao thông
tthc = thủ tục hành chính
dtts = dân tộc thiểu số
ql = quốc lộ
gpmb = giải phóng mặt bằng
na chầm = na sầm
tonkin = bắc kỳ
cochinchine = nam kỳ
indochine = đông dương
"""
"""Only where both sides are written in documents; each finds the other."""

_ROAD = re.compile(r"(?:rc|route coloniale|đường số|duong so|quốc lộ|quoc lo|ql) ?(\d{1,3})$")
_BEFORE_ROMAN = "ky khoa thu quy chuong khu hoi phan muc tap hang cap loai the doan xu vua"
_ROMAN = frozenset(
    [
        "ky",
        "khoa",
        "thu",
        "quy",
        "chuong",
        "khu",
        "hoi",
        "phan",
        "muc",
        "tap",
        "hang",
        "cap",
        "loai",
        "the",
        "doan",
        "xu",
        "vua",
    ]
)
_ROMAN = re.compile(r"(x{0,3})(ix|iv|v?i{0,3})$")
_ROMAN_WORTH = {"i": 1, "v": 5, "x": 10}
_MOST_WORDS = 7


def other_names(words: tuple[str, ...], start: int) -> tuple[int, tuple[str, ...]]:
    """Return how many words from `start` have other names, and these; (1, ()) when none has."""
    for length in range(min(_MOST_WORDS, len(words) - start), 0, -1):
        said = " ".join(words[start : start + length])
        names = _road(said) or _table().get(said, ())
        if names:
            return length, names
    return 1, ()


def other_number(before: str, word: str) -> str | None:
    """Return a number in the other figures where both are in use: thế kỷ XIX, thế kỷ 19."""
    if before not in _BEFORE_ROMAN.split():
        return None
    if word.isdigit() and 0 < int(word) < 40:
        return _in_roman(int(word))
    found = _ROMAN.match(word)
    return str(_worth(word)) if found and word else None


def _road(said: str) -> tuple[str, ...]:
    found = _ROAD.match(said)
    if not found:
        return ()
    names = (f"đường số {found[1]}", f"quốc lộ {found[1]}", f"rc{found[1]}", f"rc {found[1]}")
    return tuple(name for name in names if fold(name) != fold(said))


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _SAME.strip().splitlines():
        short, long = (spell_one_way(side.strip()) for side in line.split("="))
        table |= dict.fromkeys((short, fold(short)), (long,))
        table |= dict.fromkeys((long, fold(long)), (short,))
    return table


def _in_roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    written = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    return "x" * tens + written


def _worth(roman: str) -> int:
    worth = [_ROMAN_WORTH[letter] for letter in roman]
    return sum(
        -one if following > one else one
        for one, following in zip(worth, [*worth[1:], 0], strict=True)
    )
