"""Synonyms: abbreviations, road numbers, French country names and Roman numerals."""

import re
from functools import cache

from library.vietnamese.letters import fold, spell_one_way

_SYNONYMS = """
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
"""Pairs in which both forms occur in documents; each finds the other."""

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
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_MAX_PHRASE_WORDS = 7


def other_names(words: tuple[str, ...], start: int) -> tuple[int, tuple[str, ...]]:
    """Return the number of words from `start` that have other names, and those; else (1, ())."""
    for length in range(min(_MAX_PHRASE_WORDS, len(words) - start), 0, -1):
        phrase = " ".join(words[start : start + length])
        names = _road_names(phrase) or _table().get(phrase, ())
        if names:
            return length, names
    return 1, ()


def other_number(previous: str, word: str) -> str | None:
    """Return a number in the other numerals, where both are used: thế kỷ XIX, thế kỷ 19."""
    if previous not in _BEFORE_ROMAN.split():
        return None
    if word.isdigit() and 0 < int(word) < 40:
        return _to_roman(int(word))
    match = _ROMAN.match(word)
    return str(_roman_value(word)) if match and word else None


def _road_names(phrase: str) -> tuple[str, ...]:
    match = _ROAD.match(phrase)
    if not match:
        return ()
    names = (f"đường số {match[1]}", f"quốc lộ {match[1]}", f"rc{match[1]}", f"rc {match[1]}")
    return tuple(name for name in names if fold(name) != fold(phrase))


@cache
def _table() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for line in _SYNONYMS.strip().splitlines():
        short, long = (spell_one_way(side.strip()) for side in line.split("="))
        table |= dict.fromkeys((short, fold(short)), (long,))
        table |= dict.fromkeys((long, fold(long)), (short,))
    return table


def _to_roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    written = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
    return "x" * tens + written


def _roman_value(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    return sum(
        -value if following > value else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
