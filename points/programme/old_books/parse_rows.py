"""Rows of an old book: values, problems cell by cell, and lines that are no data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import zip_longest

from library.exchange.filled_sheets import FilledRow, FilledSheet
from library.incoming.skipped_rows import reason_to_skip, skip_remark
from library.incoming.written_amounts import read_amount
from library.vietnamese.letters import fold
from points.programme.old_books.book_rows import BookRow
from points.programme.old_books.column_headings import (
    DAY,
    MONTH,
    POINT,
    YEAR,
    Column,
    Headings,
    find_headings,
)
from points.programme.old_books.point_aliases import PointAliases, PointMatch
from points.programme.old_books.written_days import WrittenDay, quoted, read_written_day
from points.programme.problems import NoHeadingsError
from points.programme.registers.schema import (
    ERROR_MESSAGES,
    MAX_AMOUNT,
    MAX_TEXT_LENGTH,
    Field,
    Register,
    Value,
    ended_choices,
    item_ids,
)

_NUMBERS_AND_DAYS = frozenset({"count", "money", "number", "day", DAY, MONTH, YEAR})
"""Kinds of fields, and columns, that take the number or date of a cell and not its text."""

_NO_AMOUNT = "Dòng này không có số tiền nào."
_NO_POINT = "Hãy ghi điểm, hoặc chọn điểm khi nộp tệp."
_PROVINCE_REFUSED = "Sổ này ghi theo từng điểm, không ghi chung toàn tỉnh."
_FUTURE = "ngày này chưa đến"
_UNREADABLE = "Ô là công thức chưa tính hoặc báo lỗi. Hãy chép lại thành giá trị (Paste Values)."


@dataclass(frozen=True, slots=True)
class Setting:
    """Answers of the person who hands in the file, and the facts the rows are read with."""

    book: Register
    points: PointAliases
    today: date
    year: int | None = None
    """Year of the book, for days without one."""
    point: str | None = None
    """Point of the book, for sheets without a column of points."""
    references: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Entry numbers by folded name, of each register that a field refers to."""


@dataclass(frozen=True, slots=True)
class ParsedBook:
    """All rows of a file, with remarks on the sheets."""

    rows: tuple[BookRow, ...]
    remarks: tuple[str, ...] = ()


def parse_sheets(sheets: Sequence[FilledSheet], setting: Setting, name: str) -> ParsedBook:
    """Return the rows of all sheets that have the headings of the book; raise NoHeadingsError."""
    rows: list[BookRow] = []
    remarks: list[str] = []
    seen = False
    for sheet in sheets:
        headings = find_headings(sheet.rows, setting.book)
        if headings is None:
            continue
        seen = True
        where = f"Trang “{sheet.name}”: " if len(sheets) > 1 else ""
        skipped_rows: dict[str, list[int]] = {}
        for row in sheet.rows:
            if row.place > headings.place:
                is_dated = _is_dated(list(filter(None, map(row.value, range(len(row.cells))))))
                reason = reason_to_skip(row.cells, headings.labels, is_dated=is_dated)
                if reason:
                    skipped_rows.setdefault(reason, []).append(row.place)
                else:
                    rows.append(_parse_row(sheet.name, row, headings, setting))
        remarks += sheet.remarks
        remarks += [where + text for text in _sheet_remarks(headings, skipped_rows, setting.book)]
    if not seen:
        raise NoHeadingsError(name, setting.book.title)
    return ParsedBook(tuple(rows), tuple(remarks))


def _is_dated(texts: list[str]) -> bool:
    return any(read_written_day(text) and not text.isdecimal() for text in texts[:4])


def _sheet_remarks(
    headings: Headings, skipped_rows: dict[str, list[int]], book: Register
) -> Iterator[str]:
    if headings.unknown:
        names = ", ".join(f"“{text}”" for text in headings.unknown[:8])
        yield f"không nhập cột {names}: sổ không có ô này."
    yield from map(skip_remark, skipped_rows, skipped_rows.values())
    labels = {column.name: column.label for column in book.fields}
    for column in headings.columns:
        if column.factor > 1 and column.name in labels:
            unit = f"{column.factor:,}".replace(",", ".")
            yield f"cột “{labels[column.name]}”: mỗi số nhân với {unit} đồng, theo sổ."


def _parse_row(sheet: str, row: FilledRow, headings: Headings, setting: Setting) -> BookRow:
    problems: dict[str, str] = {}
    remarks: list[str] = []
    written_cells = list(row.cells)
    kinds = {rule.name: rule.kind for rule in setting.book.fields}
    for column in headings.columns:
        if kinds.get(column.name, column.name) in _NUMBERS_AND_DAYS and column.at < len(row.cells):
            written_cells[column.at] = row.value(column.at)
    texts = dict.fromkeys((column.name for column in headings.columns), "")
    texts |= {c.name: written_cells[c.at] for c in headings.columns if c.at < len(row.cells)}
    for column in headings.columns:
        if column.at in row.unreadable:
            problems[column.name] = _UNREADABLE
    day, sums_from = _parse_day(texts, setting, problems, remarks)
    point = _parse_point(texts, day, setting, problems, remarks)
    values = _parse_fields(headings.columns, texts, setting, problems, remarks)
    if day is not None:
        problems = {**ended_choices(setting.book, day, values), **problems}
    money = [rule.name for rule in setting.book.fields if rule.kind == "money"]
    if len(money) > 1 and not {*values, *problems} & set(money):
        problems[money[-1]] = _NO_AMOUNT
    labelled_cells = zip_longest(headings.full_labels, written_cells, fillvalue="")
    cells = {label: text for label, text in labelled_cells if label}
    return BookRow(sheet, row.place, cells, point, day, values, problems, tuple(remarks), sums_from)


def _parse_day(
    texts: Mapping[str, str], setting: Setting, problems: dict[str, str], remarks: list[str]
) -> tuple[date | None, date | None]:
    """Return the day of a row, and the first day if it sums up a longer time."""
    if DAY in problems:
        return None, None
    written_day = _written_day(texts, setting)
    if isinstance(written_day, str):
        problems[DAY] = written_day
        return None, None
    if written_day.remark:
        remarks.append(written_day.remark)
    day = written_day.last if setting.book.dated_at_end else written_day.first
    if setting.book.code == "so-dem" and written_day.is_longer_than_a_month:
        problems[DAY] = "Số đếm cần ngày hoặc tháng; sổ này chỉ ghi đến năm hay quý."
    if written_day.precision:
        remarks.append(f"sổ {written_day.precision}: ghi vào ngày {day:%d/%m/%Y}")
    if day > setting.today:
        if setting.book.code in ("so-dem", "thiet-bi"):
            problems[DAY] = f"Ngày {day:%d/%m/%Y} chưa đến."
        else:
            remarks.append(_FUTURE)
    return day, None if written_day.is_one_day else written_day.first


def _written_day(texts: Mapping[str, str], setting: Setting) -> WrittenDay | str:
    """Return the day of a row, or the problem with it."""
    year_text, month_text = texts.get(YEAR, ""), texts.get(MONTH, "")
    year_written = read_written_day(year_text) if year_text else None
    year = year_written.first.year if year_written else setting.year
    for text in (texts.get(DAY, ""), month_text):
        if text:
            plain = text.isdecimal() and int(text) <= 12 and text == month_text
            written_day = read_written_day(f"tháng {text}" if plain else text, year)
            if written_day is None and text.isdecimal() and month_text and text != month_text:
                written_day = read_written_day(f"{text}/{month_text}", year)
            return written_day or _day_problem(text, year)
    if year_written:
        return year_written
    acquisition_day = read_written_day(texts.get("acquired", ""), year)
    if setting.book.code == "thiet-bi" and acquisition_day:
        return acquisition_day
    if year is not None and DAY not in texts:
        return read_written_day(str(year)) or _day_problem(str(year), year)
    return f"Hãy ghi “{setting.book.day}”, như 15/3/2019."


def _day_problem(text: str, year: int | None) -> str:
    if year is None and read_written_day(text, 2019):
        return f"{quoted(text)} thiếu năm. Hãy ghi thêm năm, hoặc ghi “Năm của sổ” khi nộp tệp."
    return f"{quoted(text)} không phải ngày. Hãy ghi như 15/3/2019, 3/2019 hoặc 2019."


def _parse_point(
    texts: Mapping[str, str],
    day: date | None,
    setting: Setting,
    problems: dict[str, str],
    remarks: list[str],
) -> str | None:
    if not setting.book.of_point:
        return None
    text = texts.get(POINT, "")
    match = setting.points.find(text, day) if text else PointMatch(setting.point)
    if match.problem:
        problems.setdefault(POINT, match.problem)
    elif match.code is None and not setting.book.point_optional:
        problems.setdefault(POINT, _PROVINCE_REFUSED if text else _NO_POINT)
    first = setting.points.first_day(match.code)
    if day and first and day < first:
        remarks.append(f"điểm có hồ sơ từ {first:%d/%m/%Y}")
    return match.code


def _parse_fields(
    columns: Sequence[Column],
    texts: Mapping[str, str],
    setting: Setting,
    problems: dict[str, str],
    remarks: list[str],
) -> dict[str, Value]:
    factors = {column.name: column.factor for column in columns}
    values: dict[str, Value] = {}
    for rule in setting.book.fields:
        text = texts.get(rule.name, "")
        if rule.name in problems:
            continue
        if not text:
            if rule.required:
                problems[rule.name] = f"Hãy ghi “{rule.label}”."
            continue
        cell = parse_cell(
            rule,
            text,
            factor=factors[rule.name],
            year=setting.year,
            references=setting.references.get(rule.refers, {}),
        )
        if cell.problem:
            problems[rule.name] = cell.problem
        elif cell.value is not None:
            values[rule.name] = cell.value
        if cell.remark:
            remarks.append(f"{rule.label}: {cell.remark}")
    return values


_YES = frozenset({"x", "co", "v", "✓", "✔", "1", "true", "dung", "roi", "da", "yes", "da hoc"})
_NO = frozenset({"khong", "0", "chua", "-", "k", "ko", "false", "sai", "no"})
_EMPTY_MARKS = frozenset({"-", "–", "—", "//", "nt", "..."})
_ABBREVIATIONS = {"ns": "ngan sach", "ctmt": "chuong trinh muc tieu"}
_MAX_NUMBER = 10**9


@dataclass(frozen=True, slots=True)
class ParsedCell:
    """Value of a cell, or the problem with it; a remark says how it was understood."""

    value: Value | None = None
    problem: str = ""
    remark: str = ""


def parse_cell(
    rule: Field, text: str, *, factor: int, year: int | None, references: Mapping[str, int]
) -> ParsedCell:
    """Return the value of a non-empty cell."""
    if len(text) > MAX_TEXT_LENGTH:
        return ParsedCell(problem=f"Ô dài hơn {MAX_TEXT_LENGTH} chữ. Hãy ghi ngắn lại.")
    if text in _EMPTY_MARKS and not rule.required:
        return ParsedCell()
    if rule.refers:
        return _reference(text, references)
    return _PARSERS[rule.kind](rule, text, factor, year)


def _words(_rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    return ParsedCell(" ".join(text.split()))


def _long(_rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    return ParsedCell(text)


def _amount(rule: Field, text: str, factor: int, _year: int | None) -> ParsedCell:
    amount = read_amount(text, factor=factor if rule.kind == "money" else 1)
    if amount is None or amount >= MAX_AMOUNT:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    return ParsedCell(amount)


def _number(rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    amount = read_amount(text, integral=False)
    if amount is None or amount >= _MAX_NUMBER:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    return ParsedCell(float(amount))


def _day(rule: Field, text: str, _factor: int, year: int | None) -> ParsedCell:
    written_day = read_written_day(text, year)
    if written_day is None:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    remark = written_day.remark
    if written_day.precision:
        remark = f"sổ {written_day.precision}: ghi {written_day.first:%d/%m/%Y}"
    return ParsedCell(written_day.first.isoformat(), remark=remark)


def _choice(rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    name = " ".join(_ABBREVIATIONS.get(word, word) for word in fold(text).split())
    choices_by_name = _folded_choices(rule.choices)
    if name in choices_by_name:
        return ParsedCell(choices_by_name[name])
    similar = [choice for key, choice in choices_by_name.items() if name in key] if name else []
    if len(similar) == 1 and len(name) > 2:
        return ParsedCell(similar[0], remark=f"“{text}” hiểu là “{similar[0]}”")
    choices = "; ".join(rule.choices)
    return ParsedCell(problem=f"“{text}” không có trong danh sách. Hãy ghi một trong: {choices}.")


@cache
def _folded_choices(choices: tuple[str, ...]) -> dict[str, str]:
    return {fold(choice): choice for choice in choices}


def _yes(_rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    word = fold(text).strip(" .")
    if word in _YES or word in _NO:
        return ParsedCell(word in _YES)
    return ParsedCell(problem=f"“{text}” không rõ là có hay không. Hãy ghi “có” hoặc “không”.")


def _items(rule: Field, text: str, _factor: int, _year: int | None) -> ParsedCell:
    ids = item_ids(text)
    if not ids:
        return ParsedCell(problem=ERROR_MESSAGES[rule.kind].format(text))
    return ParsedCell(", ".join(ids))


def _reference(text: str, references: Mapping[str, int]) -> ParsedCell:
    """Return the number of the entry that a cell names by number or by name."""
    if text.isdecimal() and int(text) in references.values():
        return ParsedCell(int(text))
    number = references.get(fold(" ".join(text.split())))
    if number is None:
        return ParsedCell(
            problem=f"Sổ chưa có mục “{text}”, hoặc có nhiều mục cùng tên. "
            "Hãy nhập sổ ấy trước, rồi ghi số của mục."
        )
    return ParsedCell(number, remark=f"“{text}” là mục số {number}")


_PARSERS = {
    "text": _words,
    "long": _long,
    "count": _amount,
    "money": _amount,
    "number": _number,
    "day": _day,
    "choice": _choice,
    "yes": _yes,
    "items": _items,
}
