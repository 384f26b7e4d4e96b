"""List of the library's copies with the items that they are copies of."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from library.catalogue.description.holdings import CONDITION_WORDS, Copy, copy_of
from library.catalogue.models import Holding, Item
from library.exchange.streamed_tables import Column

COLUMNS = (
    Column("STT", 6),
    Column("Số đăng ký cá biệt", 18),
    Column("Mã vạch", 18),
    Column("Nhan đề", 60),
    Column("Tác giả", 24),
    Column("Năm", 8),
    Column("Ký hiệu xếp giá", 18),
    Column("Kho, phòng", 22),
    Column("Giá, ngăn", 14),
    Column("Tình trạng", 16),
    Column("Giá tiền (đồng)", 14),
    Column("Nguồn", 22),
    Column("Ngày vào sổ", 14),
    Column("Ghi chú", 30),
    Column("Mã tài liệu", 15),
)


@dataclass(frozen=True, slots=True)
class StockFilter:
    """Filter for copies; empty criteria are ignored."""

    location: str = ""
    first: str = ""
    last: str = ""
    """First and last registration number of a range, compared by length and letters."""
    words: str = ""
    """Letters that occur in the title, a number or the call number."""
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class StockLine:
    """One copy and the facts of its item that lists and labels show."""

    copy: Copy
    item_id: str
    title: str
    creator: str
    year: int | None

    @property
    def cells(self) -> tuple[str | int | None, ...]:
        """Return the cells of the list after the row number."""
        copy = self.copy
        return (
            *(copy.registration, copy.barcode, self.title, self.creator, self.year),
            *(copy.call_number, copy.location, copy.shelf, CONDITION_WORDS[copy.condition]),
            *(copy.price, copy.source, copy.acquired, copy.remark, self.item_id),
        )


def lines(
    session: Session, filter_: StockFilter, *, first: int = 0, count: int | None = None
) -> Iterator[StockLine]:
    """Yield the copies in the order of their registration numbers."""
    number = Holding.registration
    rows = (
        _chosen(select(Holding, Item.id, Item.title, Item.creator, Item.year), filter_)
        .order_by(func.length(number), number, Item.title_sort, Holding.place)
        .offset(first)
        .limit(count)
    )
    for row, item_id, title, creator, year in session.execute(
        rows.execution_options(yield_per=500)
    ):
        yield StockLine(copy_of(row), item_id, title, creator or "", year)


def total(session: Session, filter_: StockFilter) -> tuple[int, int]:
    """Return the number of copies and the sum of their prices in đồng."""
    sums = select(func.count(Holding.id), func.coalesce(func.sum(Holding.price), 0))
    count, price = session.execute(_chosen(sums, filter_)).one()
    return count, int(price)


def locations(session: Session) -> tuple[str, ...]:
    """Return the locations that copies have."""
    rows = select(Holding.location).where(Holding.location != "").distinct()
    return tuple(session.scalars(rows.order_by(Holding.location)))


def numbered_cells(rows: Iterator[StockLine]) -> Iterator[tuple[str | int | None, ...]]:
    """Yield the rows of the list as a table."""
    return ((number, *row.cells) for number, row in enumerate(rows, 1))


def _chosen(query: Select, filter_: StockFilter) -> Select:
    query = query.select_from(Holding).join(Item, Item.id == Holding.item_id)
    if filter_.location:
        query = query.where(Holding.location == filter_.location)
    if filter_.item_id:
        query = query.where(Holding.item_id == filter_.item_id)
    length = func.length(Holding.registration)
    if filter_.first:
        beyond = (length == len(filter_.first)) & (Holding.registration >= filter_.first)
        query = query.where(or_(length > len(filter_.first), beyond))
    if filter_.last:
        within = (length == len(filter_.last)) & (Holding.registration <= filter_.last)
        query = query.where(or_(length < len(filter_.last), within))
    if filter_.words:
        search_columns = (Item.title, Holding.registration, Holding.barcode, Holding.call_number)
        pattern = f"%{_escaped(filter_.words)}%"
        query = query.where(or_(*(column.ilike(pattern, escape="\\") for column in search_columns)))
    return query


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
