"""Descriptions of a list are stored with their deliveries; unmatched rows are reported."""

import pytest

from library.accessions import description_lists
from library.accessions.description_list_reports import lists_of_deliveries, report_lines, report_on
from library.accessions.models import DescriptionListState
from library.accessions.problems import DescriptionListNotFoundError
from library.exchange.list_rows import Row
from tests.makers import BY, make_accession


@pytest.fixture
def description_list(session):
    """Return an unread list delivered with two files."""
    description_list = description_lists.register_list(
        session, "metadata.csv", "-", collection="van-ban", by=BY
    )
    for name in ("a.pdf", "b.pdf"):
        make_accession(session, name, name, publish=True, sheet_id=description_list.id, place=name)
    return description_list


def _read(session, description_list, *rows, remarks=()):
    description_lists.write_rows(session, description_list.id, rows, remarks)
    return report_on(session, description_list.id)


def test_a_delivery_gets_the_description_of_its_row(session, description_list):
    _read(session, description_list, Row(2, "a.pdf", {"title": "Công văn"}, {"note": "rách"}))
    first, second = description_lists.deliveries_of_list(session, description_list.id)
    assert first.given == {"told": {"title": "Công văn"}, "other": {"note": "rách"}}
    assert second.given is None


def test_only_described_deliveries_are_published_at_once(session, description_list):
    _read(session, description_list, Row(2, "a.pdf"))
    assert [
        delivery.publish
        for delivery in description_lists.deliveries_of_list(session, description_list.id)
    ] == [
        True,
        False,
    ]


def test_a_list_that_cannot_be_read_publishes_nothing(session, description_list):
    description_lists.refuse(session, description_list.id, "Hỏng.")
    assert not any(
        delivery.publish
        for delivery in description_lists.deliveries_of_list(session, description_list.id)
    )
    assert list(report_lines(report_on(session, description_list.id))) == ["metadata.csv: Hỏng."]


def test_the_report_lists_unmatched_rows_and_files_without_a_row(session, description_list):
    report = _read(
        session,
        description_list,
        Row(2, "a.pdf", remarks=("Ngày lạ.",)),
        Row(3, "c.pdf"),
        remarks=("Cột lạ.",),
    )
    assert list(report_lines(report)) == [
        "metadata.csv: 1/2 dòng khớp với tệp",
        "  Cột lạ.",
        "  dòng 2 “a.pdf”: Ngày lạ.",
        "  dòng 3 “c.pdf”: Không có tệp hay thư mục này trong những gì được nộp.",
        "  tệp không có dòng mô tả: b.pdf",
    ]
    assert not report.well


def test_all_is_well_when_every_row_finds_its_file(session, description_list):
    assert _read(session, description_list, Row(2, "a"), Row(3, "b")).well


def test_a_list_is_read_once(session, description_list):
    _read(session, description_list, Row(2, "a.pdf"))
    assert _read(session, description_list, Row(2, "b.pdf"), Row(3, "a.pdf")).rows == 1


def test_the_oldest_list_is_read_first(session, description_list):
    description_lists.register_list(session, "mô tả.xlsx", "-", collection="van-ban", by=BY)
    assert description_lists.next_unread(session) is description_list
    _read(session, description_list)
    assert description_lists.next_unread(session).name == "mô tả.xlsx"


def test_the_list_of_a_delivery_is_returned(session, description_list):
    number = description_lists.deliveries_of_list(session, description_list.id)[0].number
    assert lists_of_deliveries(session, [number]) == (description_list.id,)
    assert description_list.state is DescriptionListState.WAITING


def test_a_list_that_never_was_is_not_found(session):
    with pytest.raises(DescriptionListNotFoundError, match="số 7"):
        report_on(session, 7)
