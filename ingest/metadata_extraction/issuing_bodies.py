"""Writes the name of an issuing body as it is catalogued, from the capitals of a letterhead."""

import re

from library.vietnamese.letters import fold

_WRITTEN_OUT = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
_PHRASES = (
    "Ủy ban Mặt trận Tổ quốc Việt Nam",
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "Đoàn đại biểu Quốc hội",
    "Liên đoàn Lao động",
    "Tòa án nhân dân",
    "Viện kiểm sát nhân dân",
    "Văn phòng",
    "Bộ Chỉ huy Quân sự",
    "Công an",
    "Chi cục",
    "Ban Quản lý",
    "Trung tâm",
    "Tỉnh ủy",
    "Thành ủy",
    "Huyện ủy",
    "Thị ủy",
    "Đảng ủy",
    "Hội Nông dân",
    "Hội Liên hiệp Phụ nữ",
    "Chính phủ",
    "Sở",
    "Bộ",
    "Cục",
    "Ban",
    "Phòng",
    "Trường",
    "Hội",
)
"""How bodies are called; of two that fit, the longer comes first."""

_UNITS = ("tỉnh", "thành phố", "huyện", "thị xã", "thị trấn", "phường", "xã", "quận")
_UNDER_A_UNIT = ("so", "chi cuc", "ban", "phong", "van phong", "trung tam")
"""Bodies whose full name ends in that of the province or district they belong to."""

_WORD = re.compile(r"\w+")


def organ(lines: tuple[str, ...], place: str) -> tuple[str, bool]:
    """Return the name of the body, and whether every word of it is known.

    Of a body under another (UBND TỈNH LẠNG SƠN, SỞ Y TẾ) the lower one issues the paper. `place`
    is where the paper was dated: names are better read there than in capitals.
    """
    written = tuple(_written_out(line) for line in lines)
    starts = [index for index, line in enumerate(written) if _phrase(line)]
    if not starts:
        return _with(place, _capital(" ".join(written).lower())), False
    name, known = _named(" ".join(written[starts[-1] :]), place)
    above = " ".join(written[: starts[-1]])
    if fold(name).startswith(_UNDER_A_UNIT) and (unit := _unit_in(above, place)):
        return f"{name} {unit[0]}", known and unit[1]
    return name, known


def _named(text: str, place: str) -> tuple[str, bool]:
    phrase = _phrase(text)
    rest = " ".join(_WORD.findall(text)[phrase.count(" ") + 1 :])
    unit = _unit_in(rest, place)
    if unit is None:
        return _with(place, f"{phrase} {_by_its_parts(rest)}".strip()), phrase == "Chính phủ"
    between = _by_its_parts(rest[: unit[2]])
    return " ".join(filter(None, (phrase, between, unit[0]))), unit[1] and not between


def _phrase(text: str) -> str | None:
    said = fold(text)
    return next((p for p in _PHRASES if re.match(rf"{fold(p)}\b", said)), None)


def _unit_in(text: str, place: str) -> tuple[str, bool, int] | None:
    """Return `tỉnh Lạng Sơn`, whether its name is known, and where it begins."""
    said = fold(text)
    for unit in _UNITS:
        found = re.search(rf"\b{fold(unit)}\b", said)
        if found:
            name = text[found.end() :].strip(" ,.-*")
            known = bool(place) and fold(name) == fold(place)
            return f"{unit} {place if known else name.title()}".strip(), known, found.start()
    return None


def _written_out(line: str) -> str:
    return " ".join(_WRITTEN_OUT.get(word, word) for word in _WORD.findall(line))


def _by_its_parts(text: str) -> str:
    """Return `Tài nguyên và Môi trường`: each part of a department's name begins with a capital."""
    parts = re.split(r"\s+(VÀ|và)\s+", text.strip())
    return " ".join("và" if part.lower() == "và" else _capital(part.lower()) for part in parts)


def _with(place: str, name: str) -> str:
    """Give a place that is named its own capitals."""
    return re.sub(re.escape(place), place, name, flags=re.IGNORECASE) if place else name


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
