"""Fields of the columns of a list: those of their headings, if the cells agree, or of the cells."""

import re
from collections.abc import Sequence

from library.catalogue.authorities.inverted_names import SURNAMES
from library.exchange.abbreviations import ditto, is_body, is_place
from library.exchange.filled_sheets import FilledRow
from library.incoming.headings import COPIES, COPY, FILE, IMPRINT, ORDINAL, Column

KEEP = "="
"""Field of a column whose cells stay in the other information under the heading."""

_GUESSED_ROWS, _MIN_TEXTS, MIN_SHARE = 200, 3, 0.7
_MAX_READ = 300
"""Characters of a cell that show the field of its column."""

_YEAR = r"(?:.{0,12}\D)?(?:1[89]|20)\d\d\D{0,3}|[`´‘’']\d\d"
_IMPRINT = re.compile(r"[^\W\d]{2}[^\d]*[:,.]\D*(?:1[89]|20)\d\d")
_PLACE_AND_PUBLISHER = re.compile(r"[^:\d]{1,30}:\s*[^\W\d]{2}")
_PARTS_OF_IMPRINTS = {"place", "publisher", "date"}
"""Fields of which one column, its cells with a name and a year, may hold all."""

_YEARS = re.compile(_YEAR)
CONTENTS = {
    "date": re.compile(_YEAR),
    "classification": re.compile(r"\d{3}(?:[.,]\d+)?"),
    "isbn": re.compile(r"97[89][\d-]{10,14}"),
    f"{COPY}price": re.compile(r"\d{1,3}(?:[., ]?\d{3})+ ?(?:đ|đồng|vnđ)?", re.IGNORECASE),
    f"{COPY}registration": re.compile(r"[^\W\d]{1,5}[ .-]?\d{1,6}\b.{0,60}"),
    "creator": re.compile(rf"(?:{'|'.join(SURNAMES)}) .{{1,80}}", re.IGNORECASE),
    IMPRINT: re.compile(
        r"[^/\d]{2,90}[,:]\s*\W?(?:T\.?\d+[/.-])?(?:1[89]|20)\d\d\b[^/]*", re.DOTALL
    ),
}
"""Texts by which a column shows its field, in order of certainty."""

_MARK_OF_A_PIECE = re.compile(r"[^\W\d]{1,5}[.-]?0?\d{2,}\b")
_REGISTER_NUMBER = re.compile(r"[^\W\d]{1,5}[.-]?\d")
_COUNT = re.compile(r"\D{0,6}\d{1,3}(?:[^\d/:][^\d/:]{0,20})?(?:\(.*\))?")
_DIGIT = re.compile(r"\d")
_WITH_DIGITS = {"date", "classification", "isbn", "issn", "pages", "size"}
_WITH_DIGITS |= {
    f"{COPY}{name}" for name in ("price", "registration", "barcode", "last", "acquired")
}
_SHORT = {"pages": 30, "size": 30, "language": 25, f"{COPY}price": 25, "number": 40}
"""Characters of most cells of a field."""

_REGISTRATION = f"{COPY}registration"
_DISTINCT = {"title", _REGISTRATION, f"{COPY}barcode"}
_SINGLE = {COPIES, f"{COPY}price", "pages", "date", "title"}
_REPEATED = {"note", "creator", "contributor"}
_INSTEAD = {"issuing_body": "contributor", "publisher": "issuing_body"}
"""Fields that several columns may have, and those that a second column gets instead."""


def fields_of(columns: Sequence[Column], rows: Sequence[FilledRow]) -> tuple[str, ...]:
    """Return the field of each column; what nobody knows for sure has to agree with its cells."""
    fields = [_field_of(column) if column.is_certain else KEEP for column in columns]
    cells = [texts_of(rows, at) for at in range(len(columns))]
    for at, column in enumerate(columns):
        if column.known and not column.is_certain and _agree(column.field, cells[at]):
            fields[at] = _free_field(column.field, fields)
    for at in (at for at, field in enumerate(fields) if field == KEEP and not columns[at].known):
        fields[at] = field_of_cells(cells[at], fields)
    for at, field in enumerate(fields):
        fields[at] = _corrected(field, cells[at], fields)
    fields = _with_days(fields, cells)
    for at, field in enumerate(fields):
        if field in _SINGLE and field in fields[:at]:  # Đơn giá, Thành tiền
            fields[at] = KEEP
    free = [at for at in range(len(fields)) if fields[at] == KEEP and _are_names(cells[at])]
    if free and not {"title", FILE} & {*fields}:
        longest = max(free, key=lambda at: sum(map(len, cells[at])) / len(cells[at]))
        fields[longest] = "title"
    return tuple(fields)


def _with_days(fields: list[str], cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the fields; a column of days is of the copies where another one holds the years."""
    dates = [at for at, field in enumerate(fields) if field == "date"]
    share = {at: sum(bool(_YEARS.fullmatch(text)) for text in cells[at]) for at in dates}
    of_years = [at for at in dates if share[at] * 2 > len(cells[at])]
    if not of_years and IMPRINT not in fields:
        return fields
    days = [at for at in dates if at not in of_years and f"{COPY}acquired" not in fields]
    return [f"{COPY}acquired" if at in days[:1] else field for at, field in enumerate(fields)]


def _corrected(field: str, texts: Sequence[str], fields: Sequence[str]) -> str:
    """Return the field of a column whose cells say more than its heading."""
    if field in ("place", "publisher"):
        pairs = [text for text in texts if _PLACE_AND_PUBLISHER.match(text)]
        field = IMPRINT if len(pairs) * 2 > len(texts) else field
    present = _PARTS_OF_IMPRINTS & {*fields}
    if field in present and {"date", field} >= present:
        imprints = [text for text in texts if _IMPRINT.search(text)]
        return IMPRINT if len(imprints) * 2 > len(texts) else field
    has_copies = any(name.startswith(COPY) for name in fields)
    may_be_number = field == "identifier" or (field == "number" and fields.count(field) > 1)
    may_be_number |= field == "number" and all(map(_MARK_OF_A_PIECE.match, texts))
    if not (may_be_number and has_copies) or {_REGISTRATION, FILE} & {*fields}:
        return field
    numbers = [text for text in texts if _REGISTER_NUMBER.match(text)]
    is_register = len(numbers) * 2 > len(texts) and _agree(_REGISTRATION, texts)
    return _REGISTRATION if is_register else field


def _are_names(texts: Sequence[str]) -> bool:
    """Return True if texts are long and differ, as titles do."""
    words = sum(len(text.split()) for text in texts)
    return words > len(texts) * 2 and len(set(texts)) * 2 > len(texts)


def texts_of(rows: Sequence[FilledRow], at: int) -> list[str]:
    """Return the texts of the first cells of a column that mean more than the one above."""
    cells = [row.cells[at][:_MAX_READ] for row in rows[:_GUESSED_ROWS] if at < len(row.cells)]
    return [text for text in cells if text and ditto(text, "") is None]


def _agree(field: str, texts: Sequence[str]) -> bool:
    """Return True if the cells of a column may be of a field that its heading suggests."""
    if field == COPIES:
        return sum(bool(_COUNT.fullmatch(text)) for text in texts) * 2 >= len(texts)
    needs_digits = field in _WITH_DIGITS
    fitting = [text for text in texts if _DIGIT.search(text) or not needs_digits]
    if field in _SHORT:
        fitting = [text for text in fitting if len(text) <= _SHORT[field]]
    if field in _DISTINCT and len(set(texts)) * 2 < len(texts):
        return False
    return len(fitting) * 2 >= len(texts)


def _free_field(field: str, fields: Sequence[str]) -> str:
    """Return a field, another one for it if a column has it, or that of the other information."""
    if field not in fields or field in _REPEATED:
        return field
    return _INSTEAD.get(field, KEEP) if _INSTEAD.get(field) not in fields else KEEP


def field_of_cells(texts: Sequence[str], fields: Sequence[str]) -> str:
    """Return the field that nearly all texts of a column show, if none of `fields`, or `KEEP`."""
    if len(texts) < _MIN_TEXTS:
        return KEEP
    for field, pattern in CONTENTS.items():
        fitting = [text for text in texts if pattern.fullmatch(text) and not is_place(text)]
        if field == "creator" and len(fitting) * 2 >= len(texts):
            fitting += [text for text in texts if text not in fitting and is_body(text)]
        if field == _REGISTRATION and len(set(fitting)) * 10 < len(texts) * 9:
            continue
        if field not in fields and len(fitting) >= len(texts) * MIN_SHARE:
            return field
    return KEEP


def _field_of(column: Column) -> str:
    if not column.heading.strip():
        return ORDINAL
    return column.field if column.known else KEEP
