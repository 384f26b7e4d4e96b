"""Cells of lists that hold several values or fields: people, imprint, extent, numbers of copies."""

import re
from collections.abc import Iterator

from library.catalogue.authorities.inverted_names import direct_name
from library.catalogue.dates.archival import canonical
from library.catalogue.models import Condition
from library.exchange.list_rows import SEPARATOR, clean
from library.vietnamese.letters import fold

_MAX_COPIES = 200
"""Copies of one row; a longer range of numbers is a mistake."""

_MAX_LENGTH, _MAX_NUMBER_LENGTH = 500, 60
"""Longest cell and register number that are taken apart; longer ones are kept as they are."""

_SEVERAL = re.compile(r"\s*(?:;|\n|\||\s/\s|\s&\s|\s+và\s+)\s*", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s*")
_MANY_AUTHORS = frozenset({"nhieu tac gia", "nhieu nguoi", "nhieu tac gia khac", "nhom tac gia"})
_OTHERS = re.compile(r"(?:\.{2,}|…|v\.\s?v\.*|\[?(?:và|và những|et) [^\]]*(?:khác|al\.?)\]?)$")
_ROLE_BEFORE = re.compile(r"^([^\W\d][^:,;]{2,24}):\s*(.+)$", re.DOTALL)
_ROLE_AFTER = re.compile(r"^(.+?)[\s,]+((?:ch|b|s|d|bs|cb|st|dịch|biên soạn|chủ biên)\.?\S{0,8})$")
_ROLES = frozenset(
    {"chu bien", "ch.b.", "ch.b", "cb", "cb.", "bien soan", "b.s.", "b.s", "bs", "bs.", "tac gia"}
    | {"dich", "d.", "s.t.", "s.t", "st", "suu tam", "gioi thieu", "hieu dinh"}
)
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20\d{2})(?!\d)")
_THOUSANDS = re.compile(r"(?<![\d.])([12])\.(\d{3})(?![\d.])")
_BEFORE_YEAR = re.compile(r"(?:(?<=[\s,;:.])c|©|\bcop\.?)\s*$|[\[(]\s*$")
_BETWEEN_PARTS = re.compile(r"\s*[,;()]\s*|\s+-\s+")
_LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")
_DIGITS = re.compile(r"(?<![^\W\d])[\dOoIl]{4}(?![^\W\d])")
_DAY = re.compile(r"\d\s*[/.\-]\s*\d")
_PUBLISHER = re.compile(r"^\s*(nxb|nhà xb|nhà xuất bản)\b\.?\s*", re.IGNORECASE)
_PLACES = {"h": "Hà Nội", "hn": "Hà Nội", "ha noi": "Hà Nội", "s": "Sài Gòn"}
_PLACES |= dict.fromkeys(("tp hcm", "tphcm", "hcm", "tp ho chi minh"), "Tp. Hồ Chí Minh")
_KNOWN_PLACES = {*_PLACES, "ha noi", "hue", "da nang", "lang son", "thai nguyen", "hai phong"}
_PAGES = re.compile(r"^(\d+)\s*(?:tr|trang|t|p|pages?)?\.?$", re.IGNORECASE)
_SIZE = re.compile(
    r"^(?:khổ\s*)?(\d+(?:[,.]\d+)?(?:\s*[x×*]\s*\d+(?:[,.]\d+)?)?)\s*(cm|mm)?\.?$", re.IGNORECASE
)
_EXTENT = re.compile(r"^(.+?)\s*[;,:]\s*(?:khổ\s*)?([\dx×*.,\s]+(?:cm|mm)\.?)$", re.IGNORECASE)
_RANGE = re.compile(r"^(.*?)(\d+)\s*(?:-|–|—|đến|->)\s*(.*?)(\d+)$")
_NUMBERS = re.compile(r"\s*[;,\n]\s*")
_CONDITIONS = {
    Condition.LOST: ("mat", "that lac"),
    Condition.INCOMPLETE: ("thieu",),
    Condition.DAMAGED: ("hong", "rach", "hu"),
    Condition.WORN: ("cu", "son", "mon", "trung binh"),
}


def split_people(text: str) -> tuple[str, str]:
    """Return the people of a cell as a field holds them, and a statement that names nobody."""
    cell = _one_spacing(text)
    if len(cell) > _MAX_LENGTH:
        return cell, ""
    plain = _OTHERS.sub("", cell).strip(" ,;\n")
    if fold(plain).strip(" .") in _MANY_AUTHORS:
        return "", plain
    role = ""
    if (match := _ROLE_BEFORE.match(plain)) and fold(match[1]).strip() in _ROLES:
        role, plain = match[1].strip().lower(), match[2]
    names = [name for part in _SEVERAL.split(plain) for name in _comma_names(part)]
    return SEPARATOR.join(_with_role(name, role) for name in names if name), ""


def _one_spacing(text: str) -> str:
    """Return a cell without empty lines, its words one space apart."""
    lines = (" ".join(line.split()) for line in clean(text).split("\n"))
    return "\n".join(filter(None, lines))


def _comma_names(text: str) -> list[str]:
    """Return the names between commas, unless the comma is that of an inverted name."""
    parts = _COMMA.split(text)
    if len(parts) == 1 or direct_name(text) != text:
        return [text]
    roles = [fold(part).strip() in _ROLES for part in parts]
    if any(roles):  # Nguyễn A, ch.b.
        return [f"{parts[0]} ({parts[1]})", *parts[2:]] if roles[1:2] == [True] else parts
    is_list = all(" " in part or "." in part for part in parts) or len(parts) > 2
    return parts if is_list else [text]


def _with_role(name: str, role: str) -> str:
    if not role and (match := _ROLE_AFTER.match(name)) and fold(match[2]) in _ROLES:
        name, role = match[1], match[2]
    return f"{name} ({role})" if role and role != "tác giả" else name


def split_title(text: str) -> tuple[str, str]:
    """Return a title and the statement of responsibility after its slash."""
    title, slash, responsibility = clean(text).partition(" / ")
    return (title.strip(), responsibility.strip()) if slash else (title, "")


def split_imprint(text: str) -> Iterator[tuple[str, str]]:
    """Yield place, publisher and date of a cell such as “Hà Nội : Kim Đồng, 1998”."""
    plain = _THOUSANDS.sub(r"\1\2", _one_spacing(text)).strip(" .;,")
    if len(plain) > _MAX_LENGTH:
        yield "publisher", plain
        return
    years = list(_YEAR.finditer(plain))
    if years:
        last = years[-1]
        yield "date", last[0]
        plain = _BEFORE_YEAR.sub("", plain[: last.start()]) + plain[last.end() :]
        plain = plain.strip(" .;,:-–[]()")
    place, colon, publisher = plain.partition(":")
    if colon:
        yield from _place_and_publisher(place, publisher)
        return
    parts = [part for part in _BETWEEN_PARTS.split(plain) if part]
    places = [part for part in parts if _folded_place(part) in _KNOWN_PLACES]
    publishers = [part for part in parts if part not in places]
    yield from _place_and_publisher(", ".join(places), ", ".join(publishers))


def _place_and_publisher(place: str, publisher: str) -> Iterator[tuple[str, str]]:
    if place := place.strip(" ,;"):
        yield "place", full_place(place)
    if publisher := _PUBLISHER.sub("", publisher).strip(" ,;"):
        yield "publisher", publisher


def full_place(text: str) -> str:
    """Return the name of a place of publication that is often shortened."""
    return _PLACES.get(_folded_place(text), clean(text))


def _folded_place(text: str) -> str:
    return " ".join(fold(text).replace(".", " ").split())


def extent_of(pages: str, size: str) -> str:
    """Return pages and size as “123 tr. ; 19 cm”."""
    page_match, size_match = _PAGES.match(pages.strip()), _SIZE.match(size.strip())
    pages_text = f"{page_match[1]} tr." if page_match else pages.strip()
    unit = f"{size_match[1]} {size_match[2] or 'cm'}" if size_match else size.strip()
    return " ; ".join(filter(None, (pages_text, unit)))


def tidy_extent(text: str) -> str:
    """Return the extent of one cell in the same form; words that are not understood stay."""
    cell = _one_spacing(text)
    match = _EXTENT.match(cell.strip(" .")) if len(cell) <= _MAX_LENGTH else None
    return extent_of(*match.groups()) if match else extent_of(cell, "")


def read_date(text: str) -> tuple[str, str]:
    """Return a date and a remark on how it was understood; raise ValueError."""
    plain = _THOUSANDS.sub(r"\1\2", clean(text)).strip(" .;,'")
    try:
        return canonical(plain), ""
    except ValueError:
        digits = _DIGITS.sub(lambda match: match[0].translate(_LETTERS_FOR_DIGITS), plain)
        years = set(_YEAR.findall(digits))
        if len(years) != 1 or _DAY.search(plain):
            raise
        return canonical(years.pop()), f"Đọc “{plain[:60]}” là năm {_YEAR.search(digits)[0]}."


def copy_numbers(text: str) -> tuple[str, ...]:
    """Return the register numbers of a cell, ranges written out; raise ValueError for nonsense."""
    numbers = [
        number for part in _NUMBERS.split(_one_spacing(text)) if part for number in _range(part)
    ]
    if len(numbers) > _MAX_COPIES:
        raise ValueError(text)
    return tuple(dict.fromkeys(numbers))


def _range(text: str) -> list[str]:
    match = _RANGE.match(text.strip()) if len(text) <= _MAX_NUMBER_LENGTH else None
    if not match:
        return [text.strip()]
    prefix, first, prefix_again, last = match.groups()
    is_range = prefix_again.strip() in ("", prefix.strip()) and len(last) >= len(first)
    count = int(last) - int(first) + 1 if is_range else 0
    if count < 1:
        return [text.strip()]  # a number with a hyphen, such as VN-12
    if count > _MAX_COPIES:
        raise ValueError(text)
    return [f"{prefix}{int(first) + step:0{len(first)}}" for step in range(count)]


def condition_of(text: str) -> Condition:
    """Return the condition that a cell names; other words mean a good copy."""
    plain = f" {fold(text)} "
    fitting = (c for c, words in _CONDITIONS.items() if any(f" {word} " in plain for word in words))
    return next(fitting, Condition.GOOD)
