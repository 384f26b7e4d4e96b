"""Checks of a typed MARC record: problems that forbid saving, and remarks."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from library.catalogue.description.book_numbers import book_number
from library.catalogue.description.ddc import caption, class_problem
from library.exchange.marc21.field_names import BLANK, FieldType, type_of
from library.exchange.marc21.marc_record import LEADER_LENGTH, RecordField
from library.exchange.marc21.typed_record import LEADER_TAG, TypedField, record_of_lines

_DIGITS_10 = re.compile(r"\d{9}[\dX]")
_DIGITS_13 = re.compile(r"97[89]\d{10}")
_ISSN = re.compile(r"\d{7}[\dX]")
_SEPARATORS = re.compile(r"[\s-]")
_TAG = re.compile(r"[0-9A-Za-z]{3}")
_MARKS = re.compile(r"[0-9a-z# ]{0,2}")
_CODE = re.compile(r"[!-~]")
_USUAL_CODE = re.compile(r"[a-z0-9]")
_MNEMONIC = "{dollar}"
_TITLE, _CLASS = "245", "082"


@dataclass(frozen=True, slots=True)
class LineCheck:
    """The names of a line's field and subfields, and its problem or remarks."""

    name: str
    parts: str = ""
    problem: str = ""
    """Reason why the record cannot be saved."""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """The checks of a record's lines and of the whole record."""

    lines: tuple[LineCheck, ...]
    problems: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """True when the record can be saved."""
        return not self.problems and not any(line.problem for line in self.lines)


def check_record(lines: Sequence[TypedField], home: Path | None = None) -> RecordCheck:
    """Return the checks of a record as typed; `home` may hold the library's book number table."""
    counts = Counter(line.tag for line in lines if not line.is_empty)
    titles = record_of_lines(line for line in lines if line.tag == _TITLE).fields
    proposed_number = book_number(titles[0].first("a") if titles else "", home)
    return RecordCheck(
        tuple(_check_line(line, counts, proposed_number) for line in lines),
        tuple(_whole_record(lines, counts)),
    )


def _check_line(line: TypedField, counts: Counter[str], proposed_number: str) -> LineCheck:
    if line.is_empty:
        return LineCheck("")
    kind = type_of(line.tag)
    problem = _problem(line)
    remarks = () if problem else tuple(_remarks(line, kind, counts, proposed_number))
    return LineCheck(kind.name if kind else "", _part_names(line, kind), problem, remarks)


def _part_names(line: TypedField, kind: FieldType | None) -> str:
    """Return the names of the subfields of a line: `$a nhan đề chính, $c thông tin …`."""
    if kind is None or not line.has_subfields:
        return ""
    codes = dict.fromkeys(part[:1] for part in line.content.split("$")[1:])
    names = ((code, kind.subfield_name(code)) for code in codes)
    return ", ".join(f"${code} {name}" for code, name in names if name)


def _whole_record(lines: Iterable[TypedField], counts: Counter[str]) -> Iterator[str]:
    if counts[LEADER_TAG] != 1:
        yield "Biểu ghi phải có đúng một dòng LDR (đầu biểu ghi)."
    record = record_of_lines(lines)
    if not any(field.first("a").strip() for field in record.tagged(_TITLE)):
        yield "Biểu ghi phải có nhan đề: trường 245, trường con $a."


def _problem(line: TypedField) -> str:
    """Return the reason why a line cannot be written as MARC, or an empty text."""
    if not _TAG.fullmatch(line.tag):
        return "Nhãn trường gồm ba chữ số, như 245."
    if line.tag == LEADER_TAG:
        length = len(record_of_lines((line,)).leader)
        return "" if length == LEADER_LENGTH else f"Phải đủ 24 ký tự, đang có {length}."
    if not line.content.strip():
        return "Trường chưa có nội dung; muốn bỏ trường thì bấm Bỏ."
    if not line.has_subfields:
        return ""
    if not _MARKS.fullmatch(line.indicators):
        return "Chỉ thị gồm hai ký tự, mỗi ký tự là chữ số hoặc # (để trống)."
    codes = [part[:1] for part in line.content.split("$")[1:]]
    if not all(map(_CODE.fullmatch, codes)):
        return f"Sau dấu $ phải là mã trường con, như $a. Dấu $ trong nội dung ghi là {_MNEMONIC}."
    return ""


def _remarks(
    line: TypedField, kind: FieldType | None, counts: Counter[str], proposed_number: str
) -> Iterator[str]:
    (field,) = record_of_lines((line,)).fields or (RecordField(LEADER_TAG, "", ""),)
    if kind is None:
        yield "Không có trường này trong MARC 21 rút gọn; vẫn lưu được."
        return
    if kind.once and counts[line.tag] > 1:
        yield "Trường này chỉ được có một."
    if kind.length and len(field.text) != kind.length:
        yield f"Thường đủ {kind.length} ký tự, đang có {len(field.text)}."
    if line.has_subfields:
        yield from _subfield_remarks(field, kind)
    if line.tag == _CLASS:
        yield from _class_remarks(field, proposed_number)


def _class_remarks(field: RecordField, proposed_number: str) -> Iterator[str]:
    """Yield the caption of a DDC number, and the book number that the title would have."""
    if meaning := caption(field.first("a")):
        yield f"DDC: {meaning}."
    if proposed_number and not field.first("b"):
        yield f"Ký hiệu tác giả theo nhan đề: $b{proposed_number}."


def _subfield_remarks(field: RecordField, kind: FieldType) -> Iterator[str]:
    for place, (mark, values) in enumerate(zip(field.indicators, kind.marks, strict=False), 1):
        if kind.subfields and mark.replace(" ", BLANK) not in values:
            yield f"Chỉ thị {place} thường là: {' '.join(values)}."
    for code, text in field.subfields:
        if not code:
            yield f"“{text[:20]}” đứng trước dấu $ đầu tiên nên không thuộc trường con nào."
        elif kind.subfields and not kind.subfield_name(code):
            yield f"Trường này không có trường con ${code}."
        elif not _USUAL_CODE.fullmatch(code):
            yield f"Mã trường con ${code} không phải chữ thường hay chữ số."
        elif check := _NUMBERS.get((field.tag, code)):
            yield from filter(None, (check(text),))


def isbn_problem(text: str) -> str:
    """Return a remark on an ISBN, or an empty text; words after the number are ignored."""
    number = _first_number(text)
    if _DIGITS_13.fullmatch(number):
        weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number))
        return "" if weighted % 10 == 0 else f"ISBN {number} sai số kiểm tra: hãy so lại với sách."
    if _DIGITS_10.fullmatch(number):
        weighted = sum(_value(digit) * (10 - place) for place, digit in enumerate(number))
        return "" if weighted % 11 == 0 else f"ISBN {number} sai số kiểm tra: hãy so lại với sách."
    return f"“{text[:30]}” không phải ISBN: ISBN có 10 hoặc 13 chữ số."


def issn_problem(text: str) -> str:
    """Return a remark on an ISSN, or an empty text."""
    number = _first_number(text)
    if not _ISSN.fullmatch(number):
        return f"“{text[:30]}” không phải ISSN: ISSN có 8 chữ số, như 1859-0004."
    weighted = sum(_value(digit) * (8 - place) for place, digit in enumerate(number))
    return "" if weighted % 11 == 0 else f"ISSN {text[:9]} sai số kiểm tra: hãy so lại."


def _first_number(text: str) -> str:
    words = text.split()
    number = words[0] if words else ""
    return _SEPARATORS.sub("", number).upper()


def _value(digit: str) -> int:
    return 10 if digit == "X" else int(digit)


_NUMBERS = {("020", "a"): isbn_problem, ("022", "a"): issn_problem, ("082", "a"): class_problem}
"""Checks of the number in a subfield; each returns a remark or an empty text."""
