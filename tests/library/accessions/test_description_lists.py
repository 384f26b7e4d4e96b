"""What a list tells is kept with the delivery it is about, and the rest is reported."""

import pytest

from library.accessions import description_lists
from library.accessions.description_list_reports import beside, report_on, sentences
from library.accessions.models import SheetState
from library.accessions.problems import SheetNotFoundError
from library.exchange.list_rows import Row
from tests.makers import BY, make_accession


@pytest.fixture
def sheet(session):
    """Give a list that came beside two files, and waits to be read."""
    sheet = description_lists.enter_sheet(session, "metadata.csv", "-", collection="van-ban", by=BY)
    for name in ("a.pdf", "b.pdf"):
        make_accession(session, name, name, publish=True, sheet_id=sheet.id, place=name)
    return sheet


def _read(session, sheet, *rows, remarks=()):
    description_lists.write_rows(session, sheet.id, rows, remarks)
    return report_on(session, sheet.id)


def test_a_delivery_gets_what_its_row_tells(session, sheet):
    _read(session, sheet, Row(2, "a.pdf", {"title": "Công văn"}, {"note": "rách"}))
    first, second = description_lists.deliveries_beside(session, sheet.id)
    assert first.given == {"told": {"title": "Công văn"}, "other": {"note": "rách"}}
    assert second.given is None


def test_only_what_is_described_is_published_at_once(session, sheet):
    _read(session, sheet, Row(2, "a.pdf"))
    assert [one.publish for one in description_lists.deliveries_beside(session, sheet.id)] == [
        True,
        False,
    ]


def test_a_list_that_cannot_be_read_publishes_nothing(session, sheet):
    description_lists.refuse(session, sheet.id, "Hỏng.")
    assert not any(one.publish for one in description_lists.deliveries_beside(session, sheet.id))
    assert list(sentences(report_on(session, sheet.id))) == ["metadata.csv: Hỏng."]


def test_the_report_names_every_row_that_went_astray_and_every_file_without_one(session, sheet):
    told = _read(
        session,
        sheet,
        Row(2, "a.pdf", remarks=("Ngày lạ.",)),
        Row(3, "c.pdf"),
        remarks=("Cột lạ.",),
    )
    assert list(sentences(told)) == [
        "metadata.csv: 1/2 dòng khớp với tệp",
        "  Cột lạ.",
        "  dòng 2 “a.pdf”: Ngày lạ.",
        "  dòng 3 “c.pdf”: Không có tệp hay thư mục này trong những gì được nộp.",
        "  tệp không có dòng nào: b.pdf",
    ]
    assert not told.well


def test_all_is_well_when_every_row_finds_its_file(session, sheet):
    assert _read(session, sheet, Row(2, "a"), Row(3, "b")).well


def test_a_list_is_read_once(session, sheet):
    _read(session, sheet, Row(2, "a.pdf"))
    assert _read(session, sheet, Row(2, "b.pdf"), Row(3, "a.pdf")).rows == 1


def test_the_oldest_list_is_read_first(session, sheet):
    description_lists.enter_sheet(session, "mô tả.xlsx", "-", collection="van-ban", by=BY)
    assert description_lists.unread(session) is sheet
    _read(session, sheet)
    assert description_lists.unread(session).name == "mô tả.xlsx"


def test_the_list_beside_a_delivery_is_known(session, sheet):
    number = description_lists.deliveries_beside(session, sheet.id)[0].number
    assert beside(session, [number]) == (sheet.id,)
    assert sheet.state is SheetState.WAITING


def test_a_list_that_never_was_is_not_found(session):
    with pytest.raises(SheetNotFoundError, match="số 7"):
        report_on(session, 7)
