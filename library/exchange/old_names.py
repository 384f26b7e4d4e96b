"""Lists of old place names, resolved to the units of then and of today; nothing is written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from library.catalogue.dates.day_month_year import read_date
from library.exchange.filled_sheets import read_sheets
from library.exchange.problems import EmptySheetError, TooManyRowsError
from library.places.place_history import PlaceHistory
from library.places.then_and_now import heading_of, in_words, possible_units
from library.places.units import Unit, rank
from library.vietnamese.letters import compose, fold

MAX_ROWS = 10_000
_MAX_LETTERS = 200
_MAX_CANDIDATES, _MAX_HEIRS = 10, 12
_COLUMNS = {
    **dict.fromkeys(("ten", "ten cu", "dia danh", "dia danh cu", "don vi", "don vi cu"), "name"),
    **dict.fromkeys(("ngay", "nam", "thoi gian", "thoi diem", "ngay thang"), "date"),
    **dict.fromkeys(("thuoc", "huyen", "cap tren", "huyen, tinh", "thuoc huyen"), "parent"),
}
HEADINGS = (
    "Dòng",
    "Tên",
    "Ngày",
    "Thuộc",
    "Kết quả",
    "Mã",
    "Đơn vị",
    "Ngày nay",
    "Đường đi",
    "Ngờ",
)


@dataclass(frozen=True, slots=True)
class OldName:
    """A line of a list: what was written, the unit it means, the way to today, or a doubt."""

    line: int
    name: str
    date: str
    parent: str
    unit: str = ""
    heading: str = ""
    today: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    """Steps to the units of today, each with its day and act."""
    doubt: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str | int, ...]:
        """Cells of its row under HEADINGS."""
        verdict = "rõ" if self.unit else "ngờ"
        answer = (self.unit, self.heading, "; ".join(self.today), "; ".join(self.way))
        doubt = f"{self.doubt} {'; '.join(self.candidates)}".strip()
        return (self.line, self.name, self.date, self.parent, verdict, *answer, doubt)


def read_pasted(text: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the lines of a pasted list; a tab or semicolon separates cells, a comma does not."""
    lines = compose(text).splitlines()
    rows = ((n, line.replace("\t", ";").split(";")) for n, line in enumerate(lines, 1))
    return _bounded(((n, tuple(map(str.strip, cells))) for n, cells in rows), "danh sách")


def read_file(content: bytes, name: str) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return the rows of the first sheet of an XLSX or CSV file; raise a LibraryError."""
    sheets = [sheet for sheet in read_sheets(content, name, max_rows=MAX_ROWS) if sheet.rows]
    rows = sheets[0].rows if sheets else ()
    return _bounded(
        ((row.place, tuple(map(row.value, range(len(row.cells))))) for row in rows), name
    )


def resolve(
    history: PlaceHistory, rows: Sequence[tuple[int, tuple[str, ...]]]
) -> tuple[OldName, ...]:
    """Return each line with its unit, or with the units that it may mean."""
    columns = tuple(_COLUMNS.get(fold(cell), "") for cell in rows[0][1])
    has_headings = "name" in columns
    answer = lru_cache(maxsize=MAX_ROWS)(lambda *words: _answer(history, *words))
    ways = lru_cache(maxsize=MAX_ROWS)(lambda unit: _way(history, unit))
    names = []
    for line, cells in rows[1:] if has_headings else rows:
        values = _by_heading(columns, cells) if has_headings else _by_content(cells)
        name, date, parent = (text[:_MAX_LETTERS] for text in values)
        unit, doubt, candidates = answer(name, date, parent)
        place = (unit.id, heading_of(history, unit), *ways(unit)) if unit else ("", "", (), ())
        names.append(OldName(line, name, date, parent, *place, doubt, candidates))
    return tuple(names)


def _answer(
    history: PlaceHistory, name: str, written_date: str, parent: str
) -> tuple[Unit | None, str, tuple[str, ...]]:
    """Return the unit of a line, or the doubt and the headings of the candidates."""
    doubt, date = "", ""
    try:
        date = read_date(written_date) if written_date else ""
    except ValueError:
        doubt = f"Không hiểu ngày “{written_date}”."
    units = possible_units(history, name, date, parent)
    if len(units) == 1 and not doubt:
        return units[0], "", ()
    if not units:
        units = history.find(name.partition(",")[0])
        doubt = doubt or (
            "Không có đơn vị tên này vào lúc ấy, ở nơi ấy." if units else "Chưa biết tên này."
        )
    doubt = doubt or f"{len(units)} đơn vị cùng tên."
    return None, doubt, tuple(heading_of(history, unit) for unit in units[:_MAX_CANDIDATES])


def _way(history: PlaceHistory, unit: Unit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the units of today, and the steps of the best way to each, each step once."""
    heirs = history.heirs_today(unit.id)[:_MAX_HEIRS]
    best = sorted(history.path_to_today(unit.id), key=lambda path: rank(path.certainty))
    ends = {heir.unit.id for heir in heirs}
    links = dict.fromkeys(
        link
        for end in sorted(ends)
        for link in next(path for path in best if path.is_complete and path.end == end).links
    )
    steps = (
        f"{in_words(link.event.day) or '?'}: {heading_of(history, history.units[link.after])}"
        f" ({link.event.act or 'chưa rõ văn bản'})"
        for link in links
    )
    return tuple(heading_of(history, heir.unit) for heir in heirs), tuple(steps)


def _by_heading(columns: Sequence[str], cells: Sequence[str]) -> tuple[str, str, str]:
    values = {field: cell for field, cell in zip(columns, cells, strict=False) if field}
    return values.get("name", ""), values.get("date", ""), values.get("parent", "")


def _by_content(cells: Sequence[str]) -> tuple[str, str, str]:
    """Return the first cell as name; of the others a cell with a digit as date, one as parent."""
    name, *further_cells = cells
    dates = [cell for cell in further_cells if any(letter.isdigit() for letter in cell)]
    parents = [cell for cell in further_cells if cell and cell not in dates]
    return name, *(next(iter(texts), "") for texts in (dates, parents))


def _bounded(
    rows: Iterator[tuple[int, tuple[str, ...]]], name: str
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    filled_cells = tuple(row for row in rows if any(row[1]))
    if not filled_cells:
        raise EmptySheetError(name)
    if len(filled_cells) > MAX_ROWS:
        raise TooManyRowsError(name, MAX_ROWS)
    return filled_cells
