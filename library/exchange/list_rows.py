"""Says what one row of somebody's list tells about an item, and what in it is doubtful."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.dates.archival import canonical
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.models import Access
from library.exchange.vocabulary import access_of, language_of
from library.vietnamese.letters import compose

_READERS: dict[str, Callable[[str], str]] = {
    "date": canonical,
    "access": access_of,
    "opens": read_day,
    "language": language_of,
}
_DOUBTS = {
    "date": "“{0}” không phải ngày, tháng hay năm; đã giữ nguyên văn trong phần ghi khác.",
    "access": "“{0}” không phải nơi đọc; tài liệu tạm để chỉ cán bộ đọc.",
    "opens": "“{0}” không phải một ngày mở; tài liệu tạm để chỉ cán bộ đọc.",
    "language": "“{0}” không phải tên hay mã ngôn ngữ; đã giữ nguyên văn trong phần ghi khác.",
}
SEPARATOR = "; "


@dataclass(frozen=True, slots=True)
class Row:
    """What a list tells about one file: fields of the description, and whatever else it says."""

    number: int
    """Its place in the list as a person counts: the line of a spreadsheet, the nth record."""
    file: str
    told: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list of descriptions that was read, with what is doubtful about the whole of it."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def row_of(
    number: int, file: str, pairs: Iterable[tuple[str, str]], remarks: tuple[str, ...] = ()
) -> Row:
    """Return a row of (field, text) pairs; what cannot be read is kept apart and remarked on."""
    told: dict[str, str] = {}
    other: dict[str, str] = {}
    doubts = list(remarks)
    for name, text in _gathered(pairs).items():
        try:
            told[name] = _READERS.get(name, str)(text)
        except ValueError:
            doubts.append(_DOUBTS[name].format(text))
            other[name] = text
    if other.keys() & {"access", "opens"}:
        told["access"] = Access.STAFF.value  # rather too few readers than too many
    other |= {name: told.pop(name) for name in told.keys() - set(DESCRIBED)}
    return Row(number, clean(file), told, dict(sorted(other.items())), tuple(doubts))


def clean(text: str) -> str:
    """Return text composed, without control characters and needless spaces at the line's ends."""
    lines = compose(text).replace("\r\n", "\n").split("\n")
    printable = ("".join(filter(_is_kept, line)).strip() for line in lines)
    return "\n".join(printable).strip()


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the values of each field, each once, written after each other."""
    found: dict[str, list[str]] = {}
    for name, text in pairs:
        if (value := clean(text)) and value not in found.setdefault(name, []):
            found[name].append(value)
    return {name: SEPARATOR.join(values) for name, values in found.items() if values}


def _is_kept(letter: str) -> bool:
    return letter.isprintable() or letter in "\t\u00a0"
