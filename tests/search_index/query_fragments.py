"""Random queries of words, operators, fields, figures and damaged text."""

import random
from collections.abc import Iterator

_WORDS = """
chợ Kỳ Lừa lụt trận Lạng Sơn lang son thổ cẩm UBND HĐND 149/KH-UBND 諒山 諒 RC4 khởi nghĩa Bắc VÀ HOẶC
KHÔNG AND OR NOT và hoặc không là gì ai what where năm tháng ngày mùng giêng chạp
"""
_OPERATORS = r"""
( ) [ ] { } " ' : * ? ~ ^ - + / \ . .. , ; ! && || <> ~3 ^2 TO .. :: (( )) "" ** ?? -- ~~
"""
_FIELDS = """
nhan đề: tác giả: số: năm: nơi: loại: title: author: number: year: place: kind: text: xyz: exact: năm:(
nơi:" năm:[ số:* nhan đề:(
"""
_FIGURES = """
0 1 00 1940 99999 -1 1e9 1.5 99999999999999999999999999 1940..1945 ..1945 1940.. 1945..1940 17.10.2002
17/10/02 32/13/2017 0/0/0 31/2/1999 29-2-1900 ² ½ ٣ 一九四〇 XIX iiii
"""
_DAMAGED = (
    "\x00",
    "\x1b[31m",
    "\ud800",
    "\u202e",
    "\ufeff",
    "a\u0301\u0302\u0303",
    "L¹ng S¬n",
    "lajng sown",
    "la5ng so7n",
    "a" * 300,
    "ă" * 70,
    "𤾓𢆥",
    "%00",
    "<script>",
    "' OR 1=1 --",
    "\n",
    "\t",
    "😀",
)
_KINDS = (
    *(tuple(text.split()) for text in (_WORDS, _WORDS, _OPERATORS, _FIELDS, _FIGURES)),
    _DAMAGED,
)


def random_queries(number: int, seed: int) -> Iterator[str]:
    """Yield random queries, the same ones for the same seed."""
    rng = random.Random(seed)
    for _ in range(number):
        length = rng.choice((1, 2, 3, 4, 6, 9, 40)) if rng.random() < 0.98 else 400
        parts = [rng.choice(rng.choice(_KINDS)) for _ in range(length)]
        query = rng.choice((" ", " ", "")).join(parts)
        yield query.upper() if rng.random() < 0.1 else query
