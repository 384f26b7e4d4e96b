"""ZIP files that lie about their sizes, and libraries that would believe them."""

import io
import tracemalloc
import zipfile

import pytest

from library.exchange import filled_sheets, workbooks
from library.exchange.problems import (
    SheetTooHeavyError,
    UnreadableSheetError,
    WorkbookTooHeavyError,
)
from library.incoming import dspace
from library.incoming.item_files import open_item_files
from library.untrusted.zip_files import ZipTooLargeError, check_parts, open_zip, read_part
from tests.library.untrusted.lying_zips import lying_zip, repacked

_BOMB = bytes(80_000_000)
_MAX_MEMORY = 45_000_000
_TABLE = workbooks.Table("Bảng", ("Nhan đề", "Năm"), (("Chợ Kỳ Lừa", 1998),))


@pytest.fixture
def small_memory():
    """Fail the test if it takes as much memory as the bomb."""
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < _MAX_MEMORY


@pytest.fixture(scope="module")
def bomb():
    """Return a ZIP file of 80 kB whose member states 100 bytes and holds 80 MB."""
    return lying_zip({"dublin_core.xml": _BOMB, "metadata.xml": b"x"}, "dublin_core.xml")


@pytest.fixture(scope="module")
def lying_book():
    """Return a workbook whose shared strings, or else its sheet, state 100 bytes."""
    members = repacked(workbooks.to_xlsx([_TABLE]), sheet1=_BOMB)
    return lying_zip(members, "xl/worksheets/sheet1.xml")


def test_a_member_that_states_less_than_it_holds_is_refused(bomb, small_memory):
    with open_zip(io.BytesIO(bomb), 10) as archive:
        with pytest.raises(ZipTooLargeError):
            read_part(archive, "dublin_core.xml", 1_000_000)
        with pytest.raises(ZipTooLargeError):
            check_parts(archive, 1_000_000_000)


def test_an_import_of_a_repository_counts_what_comes_out(bomb, small_memory):
    with pytest.raises(SheetTooHeavyError):
        dict(dspace.read_members(bomb, "a.zip", ["dublin_core.xml"]))


@pytest.mark.parametrize("listing", ["contents", "handle"])
def test_a_list_of_files_counts_what_comes_out(listing, small_memory):
    archive = lying_zip({"1/dublin_core.xml": b"x", f"1/{listing}": _BOMB}, f"1/{listing}")
    with pytest.raises(SheetTooHeavyError), open_item_files(io.BytesIO(archive), "a.zip"):
        pass


def test_a_file_of_an_item_is_read_as_far_as_it_states(small_memory):
    archive = lying_zip({"1.pdf": _BOMB}, "1.pdf")
    with open_item_files(io.BytesIO(archive), "a.zip") as files, files.open("1.pdf") as content:
        assert len(content.read(1 << 30)) == files.size("1.pdf") == 100


def test_a_damaged_file_of_an_item_is_a_sentence():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("1.pdf", b"%PDF" * 90)
    damaged = io.BytesIO(buffer.getvalue().replace(b"%PDF%PDF", b"%PDF%PDX", 1))
    with (
        open_item_files(damaged, "a.zip") as files,
        pytest.raises(UnreadableSheetError),
        files.open("1.pdf") as content,
    ):
        content.read(1000)


@pytest.mark.parametrize(
    "read",
    [filled_sheets.read_sheets, filled_sheets.read_edited_list],
)
def test_a_workbook_that_lies_is_too_heavy(read, lying_book, small_memory):
    with pytest.raises((SheetTooHeavyError, WorkbookTooHeavyError)):
        read(lying_book, "bảng.xlsx")


def test_a_form_that_lies_or_merges_everything_cannot_be_filled(lying_book, small_memory):
    sheet = repacked(workbooks.to_xlsx([_TABLE]))["xl/worksheets/sheet1.xml"]
    merged = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    merging = io.BytesIO()
    with zipfile.ZipFile(merging, "w") as archive:
        changed = repacked(
            workbooks.to_xlsx([_TABLE]), sheet1=sheet.replace(b"</worksheet>", merged)
        )
        for name, content in changed.items():
            archive.writestr(name, content)
    for book in (lying_book, merging.getvalue()):
        assert workbooks.problem_with_cells(book, ["Bảng!A1"]) != ""
    assert workbooks.problem_with_cells(workbooks.to_xlsx([_TABLE]), ["Bảng!A1"]) == ""


def test_a_directory_of_too_many_members_is_not_parsed(small_memory):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(600):
            archive.writestr(str(number), b"")
    with open_zip(buffer, 600) as archive:
        assert len(archive.namelist()) == 600
    with pytest.raises(ZipTooLargeError), open_zip(buffer, 599):
        pass


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_without_portions_is_refused(method):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr("a", b"x" * 1000)
    with open_zip(buffer, 10) as archive, pytest.raises(zipfile.BadZipFile):
        read_part(archive, "a", 10_000)


def test_rows_of_one_far_cell_take_little_memory(small_memory):
    members = repacked(workbooks.to_xlsx([_TABLE]))
    rows = b'<row><c r="XFD1" t="inlineStr"><is><t>a</t></is></c></row>' * 300
    sheet = members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b"</sheetData>", rows + b"</sheetData>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert len(filled_sheets.read_edited_list(buffer.getvalue(), "a.xlsx").rows) == 2
