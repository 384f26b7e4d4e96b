"""Copies listed in MARC records are imported with the records, and undone with them."""

from dataclasses import replace

import pytest
from pymarc import Field, Indicators, Record, Subfield
from sqlalchemy import event, select

from library.bulk import apply_change, planned_changes
from library.bulk.change_reports import CellLabels, lines
from library.bulk.models import BulkLine, Verdict
from library.bulk.problems import ChangedSinceError
from library.catalogue import cataloguing
from library.catalogue.description import holdings
from library.catalogue.description.holdings import Copy
from library.catalogue.models import Access
from library.exchange.records.field_rules import Rules
from library.exchange.records.record_drafts import GivenRights
from library.incoming import import_plan
from library.incoming.import_plan import Target
from library.incoming.matches import Key, Rule
from library.incoming.record_reader import read_records
from tests.makers import BY, make_item, make_profile

_PROFILE = make_profile()
_RIGHTS = GivenRights(Access.LIBRARY)


def _field(tag, *pairs):
    return Field(tag, Indicators(" ", " "), [Subfield(code, text) for code, text in pairs])


def _record(*fields):
    record = Record()
    record.leader = "00000nam a2200000 a 4500"
    for field in (_field("245", ("a", "Non nước xứ Lạng")), *fields):
        record.add_field(field)
    return record.as_marc()


@pytest.fixture
def plan(session):
    """Return a function that plans the import of one record with these fields."""

    def run(*fields):
        records = read_records(_record(*fields), "sách.mrc", _PROFILE)
        return import_plan.plan(session, records, Target(_PROFILE, _RIGHTS), "sách.mrc")

    return run


@pytest.fixture
def imported(session, plan):
    """Return a function that imports the record; it returns the change and the draft."""

    def run(*fields):
        change = planned_changes.save(session, plan(*fields), BY)
        apply_change.apply(session, change.id, BY, Rules())
        (line,) = session.scalars(select(BulkLine).where(BulkLine.change_id == change.id))
        return change, cataloguing.find_item(session, line.item_id)

    return run


_LIBOL = _field(
    "852", ("a", "TVLS"), ("b", "Kho mượn"), ("h", "390 H"), ("j", "M.01"), ("j", "M.02")
)
_KOHA = _field(
    "952",
    *(("a", "CPL"), ("c", "Giá 5"), ("o", "390 H"), ("p", "39001"), ("i", "LC.7")),
    *(("g", "95000.00"), ("e", "Fahasa"), ("d", "2019-03-15"), ("z", "Tặng")),
)


@pytest.mark.parametrize(
    ("field", "copies"),
    [
        pytest.param(
            _LIBOL,
            tuple(Copy("390 H", "Kho mượn", registration=number) for number in ("M.01", "M.02")),
            id="two registration numbers in one 852",
        ),
        pytest.param(
            _KOHA,
            (
                Copy(
                    *("390 H", "CPL"),
                    remark="Tặng",
                    registration="LC.7",
                    barcode="39001",
                    shelf="Giá 5",
                    price=95000,
                    source="Fahasa",
                    acquired="2019-03-15",
                ),
            ),
            id="item of Koha",
        ),
        pytest.param(_field("852", ("a", "TVLS"), ("h", "390 H")), (), id="without a number"),
    ],
)
def test_copies_come_with_the_record(session, imported, field, copies):
    _, draft = imported(field)
    assert holdings.of_item(session, draft.id) == copies


def test_a_number_that_another_copy_has_is_reported_and_left_out(session, plan):
    other = make_item(session)
    holdings.replace_copies(session, other, [Copy(registration="m.01")], BY)
    (line,) = plan(_LIBOL).lines
    assert [copy["registration"] for copy in line.after["copy_list"]] == ["M.02"]
    assert "M.01" in line.problem


def test_the_undo_removes_the_copies_unless_somebody_changed_one(session, imported):
    change, draft = imported(_LIBOL)
    copies = [Copy("390 H", "Kho đọc", registration="M.01"), Copy(registration="M.02")]
    holdings.replace_copies(session, draft, copies, BY)
    with pytest.raises(ChangedSinceError):
        apply_change.undo(session, change.id, BY, Rules())
    copies = [Copy("390 H", "Kho mượn", registration=number) for number in ("M.01", "M.02")]
    holdings.replace_copies(session, draft, copies, BY)
    apply_change.undo(session, change.id, BY, Rules())
    assert holdings.copy_with_code(session, "M.01") is None


def test_copies_of_a_known_book_are_added_without_reading_all_copies(session, imported):
    _, book = imported(_LIBOL)
    record = read_records(_record(_KOHA), "sách.mrc", _PROFILE)
    rules = dict.fromkeys(Key, Rule.COPIES)
    target = Target(_PROFILE, _RIGHTS, rules)
    cataloguing.describe(session, book, {"date": "2019"}, BY)
    (row,) = record.rows
    records = replace(record, rows=(replace(row, told={**row.told, "date": "2019"}),))
    change = planned_changes.save(
        session, import_plan.plan(session, records, target, "sách.mrc"), BY
    )
    statements = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *call: statements.append(call[2]))
    apply_change.apply(session, change.id, BY, Rules())
    assert len(holdings.of_item(session, book.id)) == 3
    assert not [statement for statement in statements if "upper(holding" in statement]


def test_the_preview_shows_the_copies(session, plan):
    change = planned_changes.save(session, plan(_LIBOL), BY)
    (line,) = lines(session, change.id, Verdict.NEW, CellLabels({}, {}), first=0, count=9)
    cells = {cell.name: cell.after for cell in line.cells}
    assert "M.01" in cells["Bản giấy"]
