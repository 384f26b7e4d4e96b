"""Issuing-body names in catalogue form, from the capitals of a letterhead."""

import re

from library.vietnamese.letters import fold

_ABBREVIATIONS = {"UBND": "ỦY BAN NHÂN DÂN", "HĐND": "HỘI ĐỒNG NHÂN DÂN"}
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
"""Known body names; of two that match, the longer is listed first."""

_UNITS = ("tỉnh", "thành phố", "huyện", "thị xã", "thị trấn", "phường", "xã", "quận")
_SUBORDINATE_BODIES = ("so", "chi cuc", "ban", "phong", "van phong", "trung tam")
"""Bodies whose full name ends with that of their province or district."""

_WORD = re.compile(r"\w+")


def normalise_name(lines: tuple[str, ...], place: str) -> tuple[str, bool]:
    """Return the name of the body, and True if every word of it is known.

    The lower body issues the document if it is under another one (UBND TỈNH LẠNG SƠN, SỞ Y TẾ).
    `place` is the place in the date line: place names are more legible there than in capitals.
    """
    expanded_lines = tuple(
        " ".join(_ABBREVIATIONS.get(word, word) for word in _WORD.findall(line)) for line in lines
    )
    starts = [index for index, line in enumerate(expanded_lines) if _phrase(line)]
    if not starts:
        return _restore_capitals(place, _capitalise(" ".join(expanded_lines).lower())), False
    name, is_known = _name_with_unit(" ".join(expanded_lines[starts[-1] :]), place)
    above = " ".join(expanded_lines[: starts[-1]])
    if fold(name).startswith(_SUBORDINATE_BODIES) and (unit := _unit_in(above, place)):
        return f"{name} {unit[0]}", is_known and unit[1]
    return name, is_known


def _name_with_unit(text: str, place: str) -> tuple[str, bool]:
    phrase = _phrase(text)
    remainder = " ".join(_WORD.findall(text)[phrase.count(" ") + 1 :])
    unit = _unit_in(remainder, place)
    if unit is None:
        return _restore_capitals(
            place, f"{phrase} {_capitalise_parts(remainder)}".strip()
        ), phrase == "Chính phủ"
    between = _capitalise_parts(remainder[: unit[2]])
    return " ".join(filter(None, (phrase, between, unit[0]))), unit[1] and not between


def _phrase(text: str) -> str | None:
    folded_text = fold(text)
    return next((p for p in _PHRASES if re.match(rf"{fold(p)}\b", folded_text)), None)


def _unit_in(text: str, place: str) -> tuple[str, bool, int] | None:
    """Return a unit (`tỉnh Lạng Sơn`), True if its name is known, and its start index; or None."""
    folded_text = fold(text)
    for unit in _UNITS:
        match = re.search(rf"\b{fold(unit)}\b", folded_text)
        if match:
            name = text[match.end() :].strip(" ,.-*")
            is_known = bool(place) and fold(name) == fold(place)
            return f"{unit} {place if is_known else name.title()}".strip(), is_known, match.start()
    return None


def _capitalise_parts(text: str) -> str:
    """Return each part of a department's name with a capital: `Tài nguyên và Môi trường`."""
    parts = re.split(r"\s+(VÀ|và)\s+", text.strip())
    return " ".join("và" if part.lower() == "và" else _capitalise(part.lower()) for part in parts)


def _restore_capitals(place: str, name: str) -> str:
    """Return the name with its place name in correct capitals."""
    return re.sub(re.escape(place), place, name, flags=re.IGNORECASE) if place else name


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]
