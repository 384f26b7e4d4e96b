"""Rows of a description list: validated field values, with remarks on doubtful ones."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from library.catalogue.dates.archival import canonical
from library.catalogue.dates.day_month_year import read_day
from library.catalogue.description.field_registry import DESCRIPTION_FIELDS
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Access
from library.exchange.vocabulary import access_of, language_of
from library.vietnamese.letters import without_controls

_READERS: dict[str, Callable[[str], str]] = {
    "date": canonical,
    "access": access_of,
    "opens": read_day,
    "language": language_of,
}
DOUBTS = {
    "date": "“{0}” không phải ngày, tháng hay năm; nguyên văn ở phần thông tin khác.",
    "access": "“{0}” không phải nơi đọc; tài liệu tạm để chỉ cán bộ đọc.",
    "opens": "“{0}” không phải một ngày mở; tài liệu tạm để chỉ cán bộ đọc.",
    "language": "“{0}” không phải tên hay mã ngôn ngữ; nguyên văn ở phần thông tin khác.",
}
SEPARATOR = "; "
_MORE_ADDRESSES = "địa chỉ khác"
"""Name of the other information that holds all addresses but the first."""


@dataclass(frozen=True, slots=True)
class Row:
    """The description of one file: standard fields in `told`, other values in `other`."""

    number: int
    """Row number as people count: the line of a spreadsheet, the nth record."""
    file: str
    told: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    marc: dict[str, object] | None = None
    """The MARC record of the row, as `as_stored` writes it."""
    copies: tuple[Copy, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedList:
    """The rows of a list, with remarks on the list as a whole."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def row_of(
    number: int,
    file: str,
    pairs: Iterable[tuple[str, str]],
    remarks: tuple[str, ...] = (),
    marc: dict[str, object] | None = None,
) -> Row:
    """Return a row of (field, text) pairs; an unreadable value moves to `other`, with a remark."""
    values: dict[str, str] = {}
    other: dict[str, str] = {}
    doubts = list(remarks)
    for name, text in _grouped(pairs).items():
        try:
            values[name] = _READERS.get(name, str)(text)
        except ValueError:
            doubts += {DOUBTS[name].format(text)}.difference(doubts)
            other[name] = text
    if SEPARATOR in values.get("url", ""):  # the field is one link, as an item page shows it
        values["url"], _, other[_MORE_ADDRESSES] = values["url"].partition(SEPARATOR)
    if other.keys() & {"access", "opens"}:
        values["access"] = Access.STAFF.value  # rather too few readers than too many
    other |= {name: values.pop(name) for name in values.keys() - set(DESCRIPTION_FIELDS)}
    return Row(number, clean(file), values, dict(sorted(other.items())), tuple(doubts), marc)


def clean(text: str) -> str:
    """Return NFC text without control characters and without spaces at the ends of its lines."""
    return "\n".join(map(str.strip, without_controls(text).split("\n"))).strip()


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the distinct values of each field, joined by the separator."""
    values: dict[str, list[str]] = {}
    for name, text in pairs:
        if (value := clean(text)) and value not in values.setdefault(name, []):
            values[name].append(value)
    return {name: SEPARATOR.join(values) for name, values in values.items() if values}
