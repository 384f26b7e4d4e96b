"""Tests of description lists submitted with files, from the folder to the catalogue."""

import json
from io import BytesIO

import pytest
from click.testing import CliRunner
from openpyxl import Workbook
from pymarc.marcxml import record_to_xml
from sqlalchemy import select

from ingest.cli import ingest
from ingest.pipeline.queue import next_delivery
from library.accessions.description_list_reports import lists, report_on
from library.accessions.models import DescriptionListState
from library.catalogue.cataloguing import describe, find_item
from library.catalogue.models import Access, Item
from library.database import reading, work
from tests.ingest import papers
from tests.ingest.days import register_rows, run_pipeline, submit
from tests.library.exchange.test_marc import make_record
from tests.makers import BY, make_environment

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    """Return a folder with two scans, a subfolder with one, and a description list."""
    box = tmp_path / "hộp 1"
    (box / "số 7").mkdir(parents=True)
    papers.write_pdf(box / "a.pdf", papers.PdfPage(lines=papers.PLAIN_TEXT))
    papers.write_pdf(box / "b.pdf", papers.PdfPage(lines=papers.PLAIN_TEXT[:2] * 3))
    papers.write_scan(box / "số 7" / "1.png")
    (box / "metadata.csv").write_text(
        "tệp;nhan đề;ngày;nơi đọc;Hộp số\n"
        "a.pdf;Thông báo kết luận;22/8/2017;cán bộ;12\n"
        "số 7;Báo Lạng Sơn số 7;1965;;\n"
        "c.pdf;Mất;;;\n",
        encoding="utf-8",
    )
    return box


def _items(engine):
    with reading(engine) as session:
        return {item.title: item for item in session.scalars(select(Item))}


def _report(engine):
    with reading(engine) as session:
        return report_on(session, lists(session)[0].id)


def test_an_item_gets_the_description_of_its_row(settings, engine, folder):
    submit(settings, engine, folder)
    run_pipeline(settings, engine)
    items = _items(engine)
    assert items.keys() == {"Thông báo kết luận", "Báo Lạng Sơn số 7", "b"}
    described = items["Thông báo kết luận"]
    assert (described.date, described.access) == ("2017-08-22", Access.STAFF)
    assert described.other_fields == {"Hộp số": "12"}


def test_edits_by_people_are_never_overwritten(settings, engine, folder):
    submit(settings, engine, folder / "a.pdf", folder / "metadata.csv")
    run_pipeline(settings, engine)
    item_id = register_rows(engine)[0][-1]
    with work(engine) as session:
        describe(session, find_item(session, item_id), {"title": "Sửa tay"}, BY)
    CliRunner().invoke(
        ingest, ["retry", register_rows(engine)[0][0]], env=make_environment(settings.home)
    )
    run_pipeline(settings, engine)
    assert _items(engine).keys() == {"Sửa tay"}


def test_a_recreated_item_gets_the_description_of_the_list_again(settings, engine, folder):
    submit(settings, engine, folder / "a.pdf", folder / "metadata.csv")
    run_pipeline(settings, engine)
    number, item_id = register_rows(engine)[0][0], register_rows(engine)[0][-1]
    with work(engine) as session:
        session.delete(find_item(session, item_id))
    CliRunner().invoke(ingest, ["retry", number], env=make_environment(settings.home))
    run_pipeline(settings, engine)
    assert _items(engine).keys() == {"Thông báo kết luận"}


def test_no_delivery_is_opened_before_its_list_is_read(settings, engine, folder):
    submit(settings, engine, folder)
    with reading(engine) as session:
        assert next_delivery(session, ()) is None


def test_a_list_describes_the_files_named_with_it(settings, engine, folder):
    submit(settings, engine, folder / "b.pdf", folder / "metadata.csv")
    run_pipeline(settings, engine)
    assert (_report(engine).rows, _report(engine).without_row) == (3, ("b.pdf",))


def test_the_nearest_list_describes(settings, engine, folder):
    (folder / "số 7" / "metadata.csv").write_text("tệp,title\n1.png,Gần hơn\n", encoding="utf-8")
    submit(settings, engine, folder)
    run_pipeline(settings, engine)
    assert "Gần hơn" in _items(engine)


def test_the_second_list_in_a_folder_is_refused(settings, engine, folder):
    (folder / "mô tả.csv").write_text("tệp\na.pdf\n", encoding="utf-8")
    refused = [receipt for receipt in submit(settings, engine, folder) if not receipt.is_accepted]
    assert [receipt.source for receipt in refused] == ["mô tả.csv"]
    assert "đã có bảng mô tả “metadata.csv”" in refused[0].message


def test_a_list_that_breaks_its_reader_is_refused_and_the_files_stay(settings, engine, folder):
    (folder / "metadata.csv").write_bytes(b"PK\x03\x04 no workbook")
    submit(settings, engine, folder, publish=True)
    outcomes = run_pipeline(settings, engine)
    assert _report(engine).state is DescriptionListState.REFUSED
    assert "Không đọc được tệp “metadata.csv”" in _report(engine).message
    assert len(outcomes) == 3


def test_a_refused_file_leaves_the_others_described(settings, engine, folder):
    (folder / "a.pdf").write_bytes(b"")
    receipts = submit(settings, engine, folder)
    assert sorted(receipt.is_accepted for receipt in receipts) == [False, True, True]
    assert [row[1] for row in register_rows(engine)] == ["b.pdf", "số 7"]


def _add(settings, folder, *options):
    command = ["add", str(folder), "--collection", "van-ban", *options]
    return CliRunner().invoke(ingest, command, env=make_environment(settings.home))


def test_the_command_prints_the_report(settings, engine, folder):
    result = _add(settings, folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-4:] == [
        "metadata.csv: 2/3 dòng khớp với tệp",
        "  Cột “Hộp số” không có trong biểu ghi; nội dung được giữ trong phần thông tin khác.",
        "  dòng 4 “c.pdf”: Không có tệp hay thư mục này trong những gì được nộp.",
        "  tệp không có dòng mô tả: b.pdf",
    ]
    assert "Bỏ qua" not in result.stderr


def test_the_report_is_printed_as_json(settings, engine, folder):
    report = json.loads(_add(settings, folder, "--json").stdout.splitlines()[-1])
    assert (report["sheet"], report["rows"], report["matched"]) == ("metadata.csv", 3, 2)
    assert report["doubtful"][0]["file"] == "c.pdf"


_ROWS = (("a.pdf", "Thông báo kết luận", "2017"), ("c.pdf", "Mất", "1999"))


def _xlsx():
    book, written = Workbook(), BytesIO()
    for row in (("tệp", "nhan đề", "ngày"), *_ROWS):
        book.active.append(row)
    book.save(written)
    return written.getvalue()


def _records():
    for number, (file, title, year) in enumerate(_ROWS):
        subfields = (("245", "a", title), ("260", "c", year), ("856", "u", file))
        yield make_record(*subfields, tag_001=f"so-{number}")


def _marcxml():
    inside = "".join(record_to_xml(record, namespace=False).decode() for record in _records())
    return f"<collection xmlns='http://www.loc.gov/MARC21/slim'>{inside}</collection>".encode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("metadata.xlsx", _xlsx, id="Excel"),
        pytest.param("metadata.mrc", lambda: b"".join(r.as_marc() for r in _records()), id="MARC"),
        pytest.param("metadata.xml", _marcxml, id="MARCXML"),
    ],
)
def test_lists_of_every_kind_describe_items_and_report_mismatches(
    settings, engine, folder, name, content
):
    (folder / "metadata.csv").unlink()
    (folder / name).write_bytes(content())
    submit(settings, engine, folder)
    run_pipeline(settings, engine)
    described = _items(engine)["Thông báo kết luận"]
    assert described.date == "2017"
    report = _report(engine)
    assert (report.name, report.rows, report.matched) == (name, 2, 1)
    unmatched = [row for row in report.doubtful if row.accession is None]
    assert [row.file for row in unmatched] == ["c.pdf"]
    assert "Không có tệp hay thư mục này" in unmatched[0].sentences[-1]
    assert sorted(report.without_row) == ["b.pdf", "số 7"]
