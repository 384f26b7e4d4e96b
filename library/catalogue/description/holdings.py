"""Physical copies of an item: registration and call number, place, condition, price, source."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Condition, Holding, Item
from library.errors import CopyNumberTakenError, WrongStateError
from library.identifiers import secret_code
from library.staff import bin_entries
from library.staff.audit import note
from library.staff.bin_entries import BinEntry, BinKind
from library.staff.permissions import Permission
from library.vietnamese.letters import without_controls

_NUMBERS = ("registration", "barcode")
_CODES_AT_ONCE = 500

CONDITION_WORDS = {
    Condition.GOOD: "tốt",
    Condition.WORN: "cũ, còn dùng được",
    Condition.DAMAGED: "hỏng",
    Condition.INCOMPLETE: "thiếu",
    Condition.LOST: "mất",
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One physical copy."""

    call_number: str = ""
    location: str = ""
    condition: Condition = Condition.GOOD
    remark: str = ""
    registration: str = ""
    barcode: str = ""
    shelf: str = ""
    price: int | None = None
    source: str = ""
    acquired: str = ""

    @property
    def is_empty(self) -> bool:
        """True when no text describes the copy."""
        return not any(getattr(self, name) for name in COPY_TEXTS) and self.price is None

    @property
    def code(self) -> str:
        """The code on its label: the barcode, else the registration number."""
        return self.barcode or self.registration

    def __str__(self) -> str:
        condition = CONDITION_WORDS[self.condition]
        place = (self.call_number, self.location, self.shelf, condition, self.remark)
        price = "" if self.price is None else f"{self.price} đ"
        parts = (self.registration, self.barcode, *place, price, self.source, self.acquired)
        return ", ".join(filter(None, parts))


COPY_TEXTS = tuple(field.name for field in fields(Copy) if field.type is str)
"""Names of the fields of a copy that hold a text."""


def of_item(session: Session, item_id: str) -> tuple[Copy, ...]:
    """Return the copies of an item in order."""
    rows = select(Holding).where(Holding.item_id == item_id).order_by(Holding.place)
    return tuple(map(copy_of, session.scalars(rows)))


def copy_of(row: Holding) -> Copy:
    """Return a stored copy as a value."""
    values = {field.name: getattr(row, field.name) for field in fields(Copy)}
    return Copy(**{**values, **{name: values[name] or "" for name in _NUMBERS}})


def replace_copies(
    session: Session, item: Item, copies: Iterable[Copy], by: str, *, as_written: bool = False
) -> bool:
    """Replace the copies of an item; return True when that changes anything.

    Raise CopyNumberTakenError when another copy has the same registration number or barcode. Its
    letters' case counts with `as_written`, which reads no copy but those of the same numbers.
    """
    old = of_item(session, item.id)
    now = tuple(_composed(copy) for copy in copies if not copy.is_empty)
    if now == old:
        return False
    if as_written:
        _check_as_written(session, _codes(now), item.id)
    else:
        _check_numbers(session, item, now)
    session.execute(delete(Holding).where(Holding.item_id == item.id))
    for copy in _removed(old, now):
        title, subject = f"{copy}: {item.title}", f"{item.id} {secret_code()}"
        bin_entries.put(session, "copy", subject, title, by, content=asdict(copy))
    _store(session, item, old, now, by)
    return True


def add_copies(session: Session, copies_of: Mapping[str, Iterable[Copy]], by: str) -> None:
    """Give new items, by id, their copies, whose numbers are compared as they are written.

    Raise CopyNumberTakenError when another copy has the same registration number or barcode.
    """
    session.flush()  # the items first: their copies name them
    lists = {
        session.get_one(Item, item_id): tuple(map(_composed, copies))
        for item_id, copies in copies_of.items()
    }
    owners: dict[str, Item] = {}
    for item, copies in lists.items():
        for code in _codes(copies):
            if (owner := owners.setdefault(code, item)) is not item:
                raise CopyNumberTakenError(code, owner.title, owner.id)
    _check_as_written(session, list(owners))
    for item, copies in lists.items():
        _store(session, item, (), copies, by)


def _store(
    session: Session, item: Item, old: tuple[Copy, ...], now: tuple[Copy, ...], by: str
) -> None:
    for place, copy in enumerate(now):
        values = {field.name: getattr(copy, field.name) for field in fields(Copy)}
        values |= {name: values[name] or None for name in _NUMBERS}
        session.add(Holding(item_id=item.id, place=place, **values))
    item.changed = clock.now()
    was, is_now = {"holdings": _listed(old)}, {"holdings": _listed(now)}
    note(session, by, "item.holdings", item.id, old=was, new=is_now)


def copy_with_code(session: Session, code: str) -> Holding | None:
    """Return the copy whose barcode or registration number this is, however its letters' case."""
    number = code.strip().upper()
    numbers = or_(*(func.upper(getattr(Holding, name)) == number for name in _NUMBERS))
    return session.scalar(select(Holding).where(numbers).order_by(Holding.id).limit(1))


def _check_numbers(session: Session, item: Item, copies: tuple[Copy, ...]) -> None:
    """Raise CopyNumberTakenError for a number that two copies would share."""
    counts = Counter(code.upper() for code in _codes(copies))
    if twice := next((code for code, count in counts.items() if count > 1), None):
        raise CopyNumberTakenError(twice, item.title, item.id)
    for code in _codes(copies):
        other = copy_with_code(session, code)
        if other is not None and other.item_id != item.id:
            raise CopyNumberTakenError(code, session.get(Item, other.item_id).title, other.item_id)


def _check_as_written(session: Session, codes: Sequence[str], item_id: str = "") -> None:
    for start in range(0, len(codes), _CODES_AT_ONCE):
        some = codes[start : start + _CODES_AT_ONCE]
        has_number = or_(*(getattr(Holding, name).in_(some) for name in _NUMBERS))
        rows = select(Holding.registration, Holding.barcode, Item.title, Item.id).join(Item)
        row = session.execute(rows.where(has_number, Item.id != item_id).limit(1)).first()
        if row is not None:
            raise CopyNumberTakenError(row[0] or row[1], *row[2:])


def _codes(copies: Iterable[Copy]) -> list[str]:
    """Return the numbers of copies, once if a copy has the same as both."""
    numbers = (dict.fromkeys((copy.registration, copy.barcode)) for copy in copies)
    return [code for codes in numbers for code in codes if code]


def _removed(old: tuple[Copy, ...], now: tuple[Copy, ...]) -> list[Copy]:
    """Return the copies that a shorter list lacks, those among them that it may have edited too.

    A list that is not shorter was edited in place.
    """
    if len(now) >= len(old):
        return []
    codes = {copy.code for copy in now if copy.code}
    missing = Counter(old) - Counter(now)
    return [copy for copy in missing.elements() if copy.code not in codes]


def _restore_copy(session: Session, entry: BinEntry, by: str) -> None:
    item = session.get(Item, entry.subject.split()[0])
    if item is None:
        raise WrongStateError("khôi phục", "tài liệu của bản này không còn")
    copy = Copy(**{**entry.content, "condition": Condition(entry.content["condition"])})
    replace_copies(session, item, (*of_item(session, item.id), copy), by)


BIN_KIND = BinKind(
    "copy",
    "bản giấy",
    Permission.CATALOGUE,
    _restore_copy,
    lambda _session, _entry, _by: True,
)


def _composed(copy: Copy) -> Copy:
    return replace(
        copy, **{name: without_controls(getattr(copy, name)).strip() for name in COPY_TEXTS}
    )


def _listed(copies: Iterable[Copy]) -> str:
    return "; ".join(map(str, copies))
