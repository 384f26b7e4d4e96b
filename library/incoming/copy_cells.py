"""Physical copies as lists write them: register numbers and ranges, prices, conditions."""

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from library.catalogue.description.holdings import Copy
from library.exchange.list_rows import clean
from library.incoming import split_cells
from library.incoming.headings import COPIES, COPY
from library.incoming.written_amounts import read_amount

_MAX_COPIES = 200
_REGISTRATION, _BARCODE, _PRICE = "registration", "barcode", "price"
_TEXTS = ("call_number", "location", "shelf", "source", "acquired", "remark")
_DOUBTS = {
    _REGISTRATION: "“{0}” không đọc được thành các số ĐKCB; hãy ghi từng số, cách nhau dấu phẩy.",
    _BARCODE: "“{0}” không đọc được thành các mã vạch; hãy ghi từng mã, cách nhau dấu phẩy.",
    _PRICE: "“{0}” không phải số tiền; bản giấy được nhập không có giá.",
    COPIES: "“{0}” không phải số bản từ 1 đến 200.",
}
_OTHER_COUNT = "Ghi {0} bản nhưng có {1} số ĐKCB; nhập {2} bản."


def read_copies(
    copy_cells: Mapping[str, str],
) -> tuple[tuple[Copy, ...], tuple[tuple[str, str], ...]]:
    """Return the copies that the cells of a row list, and doubts by field."""
    texts = {name.removeprefix(COPY): clean(text) for name, text in copy_cells.items()}
    doubts: list[tuple[str, str]] = []
    numbers = {name: _read(name, texts, doubts) or () for name in (_REGISTRATION, _BARCODE)}
    price, count = _read(_PRICE, texts, doubts), _read(COPIES, texts, doubts)
    common = {name: texts[name] for name in _TEXTS if texts.get(name)}
    if texts.get("condition"):
        common["condition"] = split_cells.condition_of(texts["condition"])
    total = max(count or 0, *map(len, numbers.values()))
    if not total and (common or price is not None):
        total = 1
    registrations = len(numbers[_REGISTRATION])
    if count and registrations and count != registrations:
        doubts.append((COPIES, _OTHER_COUNT.format(count, registrations, total)))
    return tuple(_copies(total, numbers, common, price)), tuple(doubts)


def _copies(
    total: int,
    numbers: Mapping[str, tuple[str, ...]],
    common: Mapping[str, object],
    price: int | None,
) -> Iterator[Copy]:
    pairs = zip_longest(numbers[_REGISTRATION], numbers[_BARCODE], fillvalue="")
    for _, (registration, barcode) in zip_longest(range(total), pairs, fillvalue=("", "")):
        barcode = "" if barcode.upper() == registration.upper() else barcode
        copy = Copy(**common, price=price, registration=registration, barcode=barcode)
        if not copy.is_empty:
            yield copy


def _read(
    name: str, texts: Mapping[str, str], doubts: list[tuple[str, str]]
) -> tuple[str, ...] | int | None:
    """Return the value of a cell; add a doubt and return None for one that cannot be read."""
    text = texts.get(name, "")
    if not text:
        return None
    try:
        return _READERS[name](text)
    except ValueError:
        heading = name if name == COPIES else f"{COPY}{name}"
        doubts.append((heading, _DOUBTS[name].format(text[:60])))
        return None


def _price(text: str) -> int:
    amount = read_amount(text)
    if amount is None or not 0 <= amount < 10**12:
        raise ValueError(text)
    return int(amount)


def _count(text: str) -> int:
    amount = read_amount(text.lower().removesuffix("bản").removesuffix("cuốn"))
    if amount is None or not 1 <= amount <= _MAX_COPIES:
        raise ValueError(text)
    return int(amount)


_READERS = {
    _REGISTRATION: split_cells.copy_numbers,
    _BARCODE: split_cells.copy_numbers,
    _PRICE: _price,
    COPIES: _count,
}
