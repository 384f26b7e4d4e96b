"""Vietnamese readings of Hán characters, place names first; their simplified forms."""

from functools import cache
from itertools import islice, product
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_READINGS = _DATA / "han-readings.tsv"
_SIMPLIFIED = _DATA / "simplified-characters.tsv"
_MAX_READINGS = 24
NAMES = {
    "諒山": "Lạng Sơn",
    "諒": "Lạng",
    "高平": "Cao Bằng",
    "北山": "Bắc Sơn",
    "同登": "Đồng Đăng",
    "七溪": "Thất Khê",
    "驅驢": "Kỳ Lừa",
    "支稜": "Chi Lăng",
    "祿平": "Lộc Bình",
    "長定": "Tràng Định",
    "文關": "Văn Quan",
    "文淵": "Văn Uyên",
    "脫朗": "Thoát Lãng",
    "溫州": "Ôn Châu",
    "鎮南關": "Trấn Nam Quan",
    "南關": "Nam Quan",
    "二青": "Nhị Thanh",
    "三青": "Tam Thanh",
    "河內": "Hà Nội",
    "越南": "Việt Nam",
    "大越": "Đại Việt",
    "大南": "Đại Nam",
    "安南": "An Nam",
}
"""Names with irregular readings, and the names most often searched."""

_BY_NAME = {name.lower(): characters for characters, name in NAMES.items() if " " in name}


def readings(characters: str) -> tuple[str, ...]:
    """Return the possible readings of a sequence of characters, the likeliest first."""
    if characters in NAMES:
        return (NAMES[characters],)
    each = [_table().get(character, ()) for character in characters]
    return tuple(" ".join(syllables) for syllables in islice(product(*each), _MAX_READINGS))


def characters_of(name: str) -> str | None:
    """Return the characters of a name that is often written in them, or None."""
    return _BY_NAME.get(name.lower())


def other_characters(characters: str) -> tuple[str, ...]:
    """Return a sequence written in traditional and in simplified characters, where it differs."""
    spellings = (characters.translate(table) for table in _simplified_and_traditional())
    return tuple(dict.fromkeys(other for other in spellings if other != characters))


@cache
def _simplified_and_traditional() -> tuple[dict[int, str], dict[int, str]]:
    """Return the tables of traditional forms by simplified character, and the reverse."""
    lines = _SIMPLIFIED.read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines]
    return (
        {ord(simplified): traditional for simplified, traditional in pairs},
        {ord(traditional): simplified for simplified, traditional in pairs},
    )


@cache
def _table() -> dict[str, tuple[str, ...]]:
    lines = _READINGS.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {character: tuple(readings.split()) for character, readings in rows}
