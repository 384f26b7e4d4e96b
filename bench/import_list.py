"""Import of a list of 300 books with the usual errors: rows accepted, and fields read as meant."""

import argparse
import io
import random
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from tempfile import TemporaryDirectory

import openpyxl
from sqlalchemy import select

from bench.form import Row, report
from library.bulk import apply_change
from library.bulk.models import BulkLine, Verdict
from library.catalogue.models import Access, Holding, Item
from library.catalogue.profiles import Profile
from library.database import disposed_of, open_database, work
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_values import description_values
from library.exchange.records.record_drafts import GivenRights
from library.incoming import import_tables
from library.incoming.import_tables import ImportTable
from library.incoming.list_tables import read_table
from library.tables import Base

_BY = "bench"
_MIN_ACCEPTED = 285
_HEADINGS = (
    *("STT", "Tên sách", "Tác giả", "Xuất bản", "Mô tả vật lý", "Môn loại", "ISBN"),
    *("Số ĐKCB", "SL", "Giá (đồng)", "Kho", "Ghi chú"),
)
_SURNAMES, _GIVEN = (
    ("Nguyễn", "Trần", "Lê", "Hoàng", "Nông"),
    ("An", "Bình", "Cường", "Dung", "Hoa"),
)
_WORDS = ("Lịch sử", "Văn hóa", "Phong tục", "Dân ca", "Kiến trúc", "Lễ hội", "Chợ", "Thành cổ")
_PLACES = ("Hà Nội", "Lạng Sơn", "Thái Nguyên", "Tp. Hồ Chí Minh")
_PUBLISHERS = ("Kim Đồng", "Văn học", "Trẻ", "Khoa học xã hội")


@dataclass(frozen=True, slots=True)
class Book:
    """A book as it is, and the cells in which a list writes it."""

    title: str
    people: tuple[str, ...]
    place: str
    publisher: str
    year: str
    numbers: tuple[str, ...]
    cells: tuple[object, ...]
    others: Mapping[str, str]

    def described(self, **fields: str) -> "Book":
        """Return the book with other fields of its description."""
        return replace(self, others={**self.others, **fields})

    def written(self, **cells: object) -> "Book":
        """Return the book with other cells, by heading."""
        texts = dict(zip(_HEADINGS, self.cells, strict=True))
        names = {"people": "Tác giả", "imprint": "Xuất bản", "title": "Tên sách", "isbn": "ISBN"}
        names |= {"extent": "Mô tả vật lý", "number": "Số ĐKCB", "count": "SL", "ddc": "Môn loại"}
        names |= {"price": "Giá (đồng)", "shelf": "Kho", "note": "Ghi chú"}
        return replace(
            self, cells=tuple((texts | {names[n]: c for n, c in cells.items()}).values())
        )


_KNOWN_ERRORS = {
    "people with commas": lambda b: b.written(people=", ".join(b.people)),
    "place shortened": lambda b: (
        b.written(imprint=f"H. : {b.publisher}, {b.year}") if b.place == "Hà Nội" else b
    ),
    "copyright year": lambda b: b.written(imprint=f"{b.place}: {b.publisher}, c{b.year}."),
    "extent without spaces": lambda b: b.written(extent="123tr;19cm"),
    "price with sign": lambda b: b.written(price="25.000đ"),
    "range of numbers": lambda b: b.written(number=f"{b.numbers[0]}-{b.numbers[-1]}", count=2),
    "many authors": lambda b: b.described(responsibility="Nhiều tác giả", creator="").written(
        people="Nhiều tác giả"
    ),
    "no title": lambda b: replace(b, title="").written(title=""),
    "title with statement": lambda b: b.described(responsibility=", ".join(b.people)).written(
        title=f"{b.title} / {', '.join(b.people)}", people=""
    ),
    "others": lambda b: b.written(people=", ".join(b.people) + "..."),
}
_HELD_OUT_ERRORS = {
    "decomposed letters": lambda b: b.written(title=unicodedata.normalize("NFD", b.title)),
    "line break in title": lambda b: b.written(title=b.title.replace(" ", "\n", 1)),
    "no-break spaces": lambda b: b.written(title=b.title.replace(" ", "\u00a0") + "  "),
    "capitals": lambda b: b.described(creator="; ".join(b.people).upper()).written(
        people="; ".join(b.people).upper()
    ),
    "publisher first": lambda b: b.written(imprint=f"NXB {b.publisher} ({b.place}) - {b.year}"),
    "number as figure": lambda b: replace(b, numbers=(b.numbers[0][3:].lstrip("0"),)).written(
        number=int(b.numbers[0][3:]), count=1
    ),
    "class as figure": lambda b: b.described(classification="959.711").written(ddc=959.711),
    "ISBN as figure": lambda b: b.described(isbn="9786042012345").written(isbn=9786042012345),
    "quantity in words": lambda b: b.written(count="02 bản"),
    "price in thousands": lambda b: b.written(price="25 nghìn"),
    "error cell": lambda b: b.described(classification="").written(ddc="#REF!"),
    "year with full stop": lambda b: b.written(
        imprint=f"{b.place} : {b.publisher}, {b.year[0]}.{b.year[1:]}"
    ),
    "date as day": lambda b: b.described(note="2020-01-02").written(note=datetime(2020, 1, 2)),  # noqa: DTZ001  (a cell of Excel)
    "people on lines": lambda b: b.written(people="\n".join(b.people)),
    "roles": lambda b: b.described(creator=f"{b.people[0]} (chủ biên); {b.people[1]}").written(
        people=f"{b.people[0]} (chủ biên), {b.people[1]}"
    ),
}


def main() -> None:
    """Import the list into an empty library, and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--seed", type=int, default=37)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    books = make_books(args.rows, args.seed)
    report("import_list", _measure(books), as_json=args.json)


def make_books(count: int, seed: int) -> list[tuple[str, Book]]:
    """Return books, two of three with an error of a kind, in a fixed order."""
    choose, kinds = random.Random(seed), {**_KNOWN_ERRORS, **_HELD_OUT_ERRORS}
    names = list(kinds) * count
    books = []
    for number in range(count):
        book = _book(choose, number)
        kind = names[number] if number % 3 else ""
        books.append((kind, kinds[kind](book) if kind else book))
    return books


def workbook(books: list[tuple[str, Book]]) -> bytes:
    """Return the list as a workbook, with titles, sections, repeated headings and a sum."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (("THƯ VIỆN TỈNH",), ("", "DANH MỤC SÁCH ĐỊA CHÍ NĂM 2024"), (), _HEADINGS):
        sheet.append(line)
    for place, (_, row) in enumerate(books):
        if place % 60 == 0:
            sheet.append((f"{'I' * (place // 60 + 1)}. KHO {place // 60}",))
        if place % 100 == 99:
            sheet.append(_HEADINGS)
        sheet.append((place + 1, *row.cells[1:]))
    sheet.append(("", "Tổng cộng", "", "", "", "", "", "", len(books)))
    sheet.append(("", "", "", "", "", "", "", "", "Người lập"))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _book(choose: random.Random, number: int) -> Book:
    title = f"{choose.choice(_WORDS)} {choose.choice(_WORDS).lower()} quyển {number}"
    people = tuple(
        f"{choose.choice(_SURNAMES)} Văn {choose.choice(_GIVEN)}{mark}" for mark in ("", " Sơn")
    )
    place, publisher = choose.choice(_PLACES), choose.choice(_PUBLISHERS)
    year = str(choose.randrange(1960, 2024))
    numbers = (f"VN.{number * 2:06}", f"VN.{number * 2 + 1:06}")
    cells = (
        *(number, title, "; ".join(people), f"{place} : {publisher}, {year}", "123 tr. ; 19 cm"),
        *("959.7", "", ", ".join(numbers), 2, 25000, "Kho địa chí", ""),
    )
    return Book(title, people, place, publisher, year, numbers, cells, {"classification": "959.7"})


def _measure(books: list[tuple[str, Book]]) -> list[Row]:
    profile = Profile(*("sach", "Sách", "", "", Access.PUBLIC, "Sách", None, ("vie",), ()), order=1)
    cells = read_table(workbook(books), "a.xlsx", profile)
    table = ImportTable("a.xlsx", "", profile.slug, GivenRights(Access.STAFF), cells)
    with (
        TemporaryDirectory() as folder,
        disposed_of(open_database(f"sqlite:///{folder}/a.db")) as engine,
    ):
        Base.metadata.create_all(engine)
        with work(engine) as session:
            table, plan = import_tables.plan_of(session, table, profile)
            change = import_tables.start(session, table, plan, _BY)
            refused = BulkLine.verdict == Verdict.REFUSED
            refusals = len(session.scalars(select(BulkLine).where(refused)).all())
            apply_change.apply(session, change.id, _BY, Rules(), without_refused=True)
        with work(engine) as session:
            wrong = _misread(session, books)
    print("misread by kind:", dict(wrong))
    accepted = len(books) - refusals
    rows = len(table.table.rows)
    return [
        Row("rows taken for data", rows, "rows"),
        Row("rows accepted", accepted, "rows", _MIN_ACCEPTED * len(books) // 300, "higher"),
        Row("books whose fields and copies are as meant", len(books) - wrong.total(), "books"),
    ]


def _misread(session, books: list[tuple[str, Book]]) -> Counter[str]:
    items = {item.title: item for item in session.scalars(select(Item))}
    copies: dict[str, set[tuple[object, ...]]] = {}
    columns = (Holding.registration, Holding.price, Holding.location, Holding.remark)
    for item_id, *copy in session.execute(select(Holding.item_id, *columns)):
        copies.setdefault(item_id, set()).add(tuple(copy))
    wrong: Counter[str] = Counter()
    for kind, book in books:
        item = items.get(book.title)
        fields = {"title": book.title, "date": book.year, "place": book.place}
        fields |= {"creator": "; ".join(book.people), "publisher": book.publisher}
        fields |= {"kind": "Sách", "language": "vi", "access": "chỉ cán bộ"}
        fields |= {"extent": "123 tr. ; 19 cm", **book.others}
        expected_copies = {(number, 25000, "Kho địa chí", "") for number in book.numbers}
        expected_fields = {name: text for name, text in fields.items() if text}
        stored = (description_values(item), copies.get(item.id)) if item else None
        if stored != (expected_fields, expected_copies):
            wrong[kind or "no error"] += 1
    return wrong


if __name__ == "__main__":
    main()
