"""Import of book lists that others wrote: fields and copies as meant, and the cost of a long list.

The writers of the lists and truths did not see the reader; of the locked half totals are printed.
"""

import json
import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from bench.form import Row, json_parser, report
from library.bulk import apply_change
from library.bulk.models import BulkLine, Verdict
from library.catalogue.models import Access, Holding, Item
from library.catalogue.profiles import Profile
from library.database import disposed_of, open_database, work
from library.exchange.records.field_rules import Rules
from library.exchange.records.item_values import description_values
from library.exchange.records.record_drafts import GivenRights
from library.exchange.vocabulary import language_of
from library.incoming import import_tables
from library.incoming.import_tables import ImportTable
from library.incoming.list_tables import ListTable, read_table
from library.tables import Base
from library.vietnamese.letters import compose

_BY = "bench"
_LISTS = Path(__file__).parent / "data/book_lists"
_MORE_SHEETS = 1000  # rows of a second sheet are numbered from here
_PLAIN = ("place", "publisher", "date", "edition", "series", "isbn", "note")
_VOLUME = re.compile(r"\b(?:tập|quyển|q|cuốn)\b")
_PERSON = re.compile(r"\s*(?P<name>[^(;\s][^(;]*?)\s*(?:\((?P<role>[^)]*)\))?\s*(?:;|$)")

_MARKED = {"imprint": ("place", "publisher", "date", "extent"), "creator": ("people",)}
_MARKED |= {"title": ("title", "people"), "pages": ("extent",), "size": ("extent",)}
_MARKED |= {"classification": ("ddc",), "copies": ("copies",), "copy.registration": ("copies",)}
"""Fields of a truth that a column holds, where its name is another."""

_PROFILE = Profile(*("sach", "Sách", "", "", Access.PUBLIC, "Sách", None, ("vie",), ()), order=1)

_TARGETS = {"books": 1.0, "fields": 0.98, "unmarked fields": 0.997, "copies": 0.99}
Score = Counter[str]
"""Numbers of values, and of right ones, by the names of the targets."""


def main() -> None:
    """Import each list into an empty library, and report."""
    parser = json_parser(__doc__)
    parser.add_argument("--wrong", metavar="LIST", help="print what is misread in an open list")
    parser.add_argument("--rows", type=int, default=5000, help="length of the long list")
    args = parser.parse_args()
    rows: list[Row] = []
    for half in ("open", "locked"):
        score: Score = Counter()
        with zipfile.ZipFile(_LISTS / f"{half}.zip") as lists:
            for name in sorted(lists.namelist()):
                if not name.endswith(".jsonl") and (half == "open" or not args.wrong):
                    truth = lists.read(f"{Path(name).with_suffix('')}.jsonl").decode()
                    books = [json.loads(line) for line in truth.splitlines()]
                    score += _score(lists.read(name), name, books, shows=name == args.wrong)
        rows += _rows(half, score)
    if not args.wrong:
        rows.append(_long_list(args.rows))
    report("import_list", rows, as_json=args.json)


def _rows(half: str, score: Score) -> Iterator[Row]:
    for kind, target in _TARGETS.items():
        right, count = score[f"right {kind}"], score[kind]
        label = f"{half}: {kind} right, {right} of {count}"
        yield Row(label, round(right / max(count, 1), 4), "", target, "higher")


def _score(content: bytes, name: str, books: list[dict], *, shows: bool) -> Score:
    score: Score = Counter()
    with TemporaryDirectory() as folder, _database(folder) as engine:
        with work(engine) as session:
            table = _import(session, read_table(content, name, _PROFILE), name)
        with work(engine) as session:
            read = select(BulkLine).where(BulkLine.verdict != Verdict.REFUSED)
            lines = {line.row: line for line in session.scalars(read)}
            marks = _marks(session, table)
            sheets = list(dict.fromkeys(book["sheet"] for book in books))
            for book in books:
                first = _MORE_SHEETS * sheets.index(book["sheet"])
                line = next((lines[first + r] for r in book["rows"] if first + r in lines), None)
                stored = _stored(session, line and session.get(Item, line.item_id))
                own_marks = marks.get(line.row, set()) if line else set()
                score += _compared(stored, own_marks, book, shows=shows)
    return score


def _compared(stored: dict[str, object], marks: set[str], book: dict, *, shows: bool) -> Score:
    """Return the number of certain values that are stored."""
    score: Score = Counter({"books": 1, "right books": int(bool(stored))})
    for name, truth in _truths(book).items():
        is_right = int(_is_right(truth, stored.get(name)))
        kinds = ("copies",) if name == "copies" else ("fields", "unmarked fields")
        for kind in kinds[: 1 if name in marks else 2]:
            score += Counter({kind: 1, f"right {kind}": is_right})
        if shows and not is_right:
            print(book["sheet"], book["rows"], f"{name}: {truth} != {stored.get(name)}")
    return score


def _is_right(truth: object, stored: object) -> bool:
    """Return True if a value is as in its truth; words of notes and copies may say more."""
    if isinstance(truth, Counter) and isinstance(stored, Counter):
        return truth <= stored
    if isinstance(truth, dict):
        return isinstance(stored, dict) and all(stored[name] == truth[name] for name in truth)
    return truth == stored


def _truths(book: dict) -> dict[str, object]:
    """Return the values of a truth that are certain, in a form that can be compared."""
    fields, unsure = book["fields"], {*book["unsure"]}
    values = {name: _plain(fields[name]) for name in (*_PLAIN, "ddc") if name in fields}
    titles = [name for name in ("title", "part", "other_title") if name in fields]
    if not unsure.intersection(titles):
        values["title"] = _title(" ".join(fields[name] for name in titles))
    if people := fields.get("people"):
        values["people"] = {(_plain(each["name"]), _plain(each["role"])) for each in people}
    if {"pages", "size"} & fields.keys() and not {"pages", "size"} & unsure:
        values["extent"] = _figures(f"{fields.get('pages', '')} {fields.get('size', '')}")
    if "note" in fields:
        values["note"] = Counter(_plain(fields["note"]).split())
    if "language" in fields:
        with suppress(ValueError):
            values["language"] = language_of(fields["language"])
    values = {name: value for name, value in values.items() if name not in unsure}
    return values | _true_copies(book.get("copies", {}), unsure)


def _true_copies(copies: dict, unsure: set[str]) -> dict[str, object]:
    values = {name: value for name, value in copies.items() if name not in unsure | {"shelf"}}
    if "numbers" in values:
        values["numbers"] = sorted(map(_number, values["numbers"]))
    shelf = {"shelf": Counter(_plain(copies["shelf"]).split())} if copies.get("shelf") else {}
    return shelf | ({"copies": values} if values else {})


def _stored(session: Session, item: Item | None) -> dict[str, object]:
    """Return the values of an item in the form of those of a truth."""
    if item is None:
        return {}
    texts = description_values(item)
    copies = session.scalars(select(Holding).where(Holding.item_id == item.id)).all()
    people = "; ".join(texts.get(n, "") for n in ("creator", "contributor", "issuing_body"))
    places = " ".join(f"{copy.location} {copy.shelf}" for copy in copies)
    notes = " ".join(text for name, text in texts.items() if name not in ("title", "creator"))
    remarks = " ".join(f"{copy.remark} {copy.source} {copy.condition}" for copy in copies)
    values = {name: _plain(texts.get(name, "")) for name in _PLAIN}
    if item.date and values["date"].endswith(item.date[:4]):
        values["date"] = item.date  # Cảnh Hưng 19 (1758)
    values["isbn"] = values["isbn"].replace("-", "")
    values["edition"] = "".join(_figures(values["edition"])[:1]) or values["edition"]
    return values | {
        "title": _title(texts["title"]),
        "people": {
            (_plain(each["name"]), _plain(each["role"] or "")) for each in _PERSON.finditer(people)
        },
        "extent": _figures(texts.get("extent", "")),
        "ddc": _plain(texts.get("classification", "")),
        "note": Counter(_plain(f"{notes} {remarks}").split()),
        "language": texts.get("language", ""),
        "shelf": Counter(_plain(places).split()),
        "copies": {
            "count": len(copies),
            "numbers": sorted(_number(copy.registration or "") for copy in copies),
            "price": str(copies[0].price or 0) if copies else "",
        },
    }


def _plain(text: str) -> str:
    """Return a text without what does not tell values apart: case, spaces, marks at its ends."""
    text = text.replace(" và ", " ").replace("TP ", "Thành phố ")
    text = re.sub(r"(?<=\d)[\s-]+(?=\d)", "-", text)
    return " ".join(re.sub(r"[.,;:()“”\"]+(?=\s|$)|[(“\"]", " ", compose(text).casefold()).split())


def _title(text: str) -> list[str]:
    return sorted(re.findall(r"\w+", _VOLUME.sub("t", _plain(text))))


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _number(text: str) -> str:
    """Return a register number without marks and without zeros before its figure."""
    return re.sub(r"\W|(?<!\d)0+(?=\d)", "", compose(text).casefold())


def _marks(session: Session, table: ImportTable) -> dict[int, set[str]]:
    """Return by row the fields of a truth of which the preview says that they are doubtful."""
    marks: dict[int, set[str]] = {}
    for row, (_, troubles) in import_tables.troubles(session, table, ()).items():
        fields = {table.table.fields[each.column] for each in troubles}
        marks[row] = {name for field in fields for name in _MARKED.get(field, (field,))}
    return marks


@contextmanager
def _database(folder: str) -> Iterator[Engine]:
    with disposed_of(open_database(f"sqlite:///{folder}/a.db")) as engine:
        Base.metadata.create_all(engine)
        yield engine


def _import(session: Session, cells: ListTable, name: str) -> ImportTable:
    table = ImportTable(name, "", _PROFILE.slug, GivenRights(Access.STAFF), cells)
    table, plan = import_tables.plan_of(session, table, _PROFILE)
    change = import_tables.start(session, table, plan, _BY)
    apply_change.apply(session, change.id, _BY, Rules(), without_refused=True)
    return table


def _long_list(count: int) -> Row:
    """Return the cost of reading, planning and applying a long list."""
    rows = ["Tên sách\tTác giả\tXuất bản\tMô tả vật lý\tSố ĐKCB\tSL\tGiá"]
    for at in range(count):
        people = f"Nguyễn Văn A{at % 90}; Lê Thị B{at % 70}\tH. : Văn học, 1998"
        copies = f"VN.{2 * at:06}, VN.{2 * at + 1:06}\t2\t25000"
        rows.append(f"Lịch sử làng {at}\t{people}\t123 tr. ; 19 cm\t{copies}")
    content = "\n".join(rows).encode()
    with TemporaryDirectory() as folder, _database(folder) as engine:
        begin = time.process_time()
        with work(engine) as session:
            _import(session, read_table(content, "a.csv", _PROFILE), "a.csv")
        seconds = time.process_time() - begin
    return Row(f"a list of {count} rows read, planned and applied", round(seconds, 1), "CPU s", 15)


if __name__ == "__main__":
    main()
