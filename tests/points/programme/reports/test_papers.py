"""A printed report follows the layout rules of Decree 30/2020, Annex I."""

from datetime import date

import pytest

from library.database import open_database, reading
from library.process.libreoffice import convert_document
from points.programme.periods import year
from points.programme.reports import compose_report
from points.programme.reports.docx_writer import as_docx
from points.programme.reports.freeze import snapshot
from points.programme.reports.paper import Head
from points.programme.reports.proposed_sentences import SECTIONS, chosen, composed, proposed
from tests.points.programme.conftest import TODAY
from tests.points.programme.layout import printed_pages

pytestmark = pytest.mark.slow

_HEAD = Head(
    superior="Sở Văn hóa, Thể thao và Du lịch",
    issuer="Thư viện tỉnh Lạng Sơn",
    sign="BC-TVT",
    place="Lạng Sơn",
    addressed=("Ủy ban nhân dân tỉnh Lạng Sơn",),
    recipients=("Như trên", "Lưu: VT, NV"),
    authority="KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC",
    signer="Nguyễn Văn Minh",
)
_ORDER = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "BÁO CÁO",
    "Kết quả thực hiện",
    "Kính gửi:",
    "I. KẾT QUẢ THỰC HIỆN",
    "1. Kết quả chung",
    "II. MỨC ĐỘ ĐẠT MỤC TIÊU",
    "chỉ đạo./.",
    "Nơi nhận:",
    "SỐ LIỆU THEO ĐIỂM",
    "CHỈ SỐ",
)


@pytest.fixture(scope="module")
def printed(made_once, tmp_path_factory):
    """Return the printed pages of the yearly report, signed and registered."""
    database = open_database(made_once.database_url)
    with reading(database) as session:
        figures = snapshot(session, year(2025), TODAY)
    database.dispose()
    paper = compose_report.paper(
        "year",
        figures,
        composed(chosen(proposed(figures), {}), {}, SECTIONS),
        _HEAD,
        year=2026,
        registered_number=5,
        day=date(2026, 1, 5),
    )
    folder = tmp_path_factory.mktemp("in")
    (folder / "bc.docx").write_bytes(as_docx(paper))
    (folder / "made").mkdir()
    pdf = convert_document(folder / "bc.docx", "pdf", folder / "made", "bc")
    return printed_pages(pdf.read_bytes())


def _column(sheet, text):
    line = sheet.find(text)
    return (line.left + line.right) / 2


def test_the_paper_is_a4_upright(printed):
    assert {(round(sheet.width), round(sheet.height)) for sheet in printed} == {(210, 297)}


def test_margins_are_those_of_the_decree(printed):
    for sheet in printed:
        body = [letter for letter in sheet.letters if letter.top > 18]
        assert min(letter.left for letter in body) >= 29.8
        assert max(letter.right for letter in body) <= 210 - 15
        assert min(letter.top for letter in body) >= 20
        assert max(letter.bottom for letter in body) <= 297 - 20


def test_lines_begin_at_thirty_and_end_at_twenty_millimetres(printed):
    lines = [line for line in printed[0].lines if line.size == 14 and not line.bold]
    assert min(line.left for line in lines) == pytest.approx(30, abs=0.8)
    assert max(line.right for line in lines) == pytest.approx(190, abs=0.8)


def test_every_letter_is_times_new_roman_or_its_twin(printed):
    fonts = {letter.font for sheet in printed for letter in sheet.letters}
    assert all(font.startswith(("LiberationSerif", "TimesNewRoman")) for font in fonts), fonts


def test_letters_have_the_sizes_of_the_decree(printed):
    first = printed[0]
    for text, sizes, bold, italic in (
        ("CỘNG HÒA XÃ HỘI", (12, 13), True, False),
        ("Độc lập - Tự do", (13, 14), True, False),
        ("SỞ VĂN HÓA", (12, 13), False, False),
        ("THƯ VIỆN TỈNH LẠNG SƠN", (12, 13), True, False),
        ("Số: 05/BC-TVT", (13,), False, False),
        ("Lạng Sơn, ngày 05 tháng 01 năm 2026", (13, 14), False, True),
        ("BÁO CÁO", (13, 14), True, False),
        ("Kính gửi", (13, 14), False, False),
        ("Trong năm 2025", (13, 14), False, False),
    ):
        line = first.find(text)
        assert (line.size in sizes, line.bold, line.italic) == (True, bold, italic), text


def test_the_name_of_the_state_is_one_line_on_the_right(printed):
    line = printed[0].find("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert line.left > 90


def test_the_left_and_right_of_the_head_and_foot_are_where_they_belong(printed):
    first = printed[0]
    assert _column(first, "THƯ VIỆN TỈNH") < 80 < 110 < _column(first, "Độc lập")
    last = next(sheet for sheet in printed if "Nơi nhận" in str(sheet.lines))
    assert last.find("Nơi nhận").left < 40
    assert _column(last, "Nguyễn Văn Minh") > 110
    assert last.find("Nơi nhận").size == 12
    assert (last.find("Nơi nhận").bold, last.find("Nơi nhận").italic) == (True, True)
    assert last.find("- Lưu: VT, NV.").size == 11


def test_pages_are_numbered_in_the_middle_of_the_top_but_for_the_first(printed):
    assert not [letter for letter in printed[0].letters if letter.top < 18]
    for place, sheet in enumerate(printed[1:], start=2):
        (line,) = [line for line in sheet.lines if line.top < 18]
        assert (line.text, line.size) == (str(place), 13)
        assert (line.left + line.right) / 2 == pytest.approx(110, abs=2)


def test_the_parts_are_in_the_prescribed_order(printed):
    lines = [line.text for sheet in printed for line in sheet.lines]
    places = [
        next(at for at, line in enumerate(lines) if line.startswith(part) or line.endswith(part))
        for part in _ORDER
    ]
    assert places == sorted(places)


def test_paragraphs_are_indented_and_spaced(printed):
    lines = printed[0].lines
    first = printed[0].find("Trong năm 2025")
    assert first.left == pytest.approx(30 + 12.7, abs=0.8)
    after = lines[lines.index(first) + 1]
    apart = lines[lines.index(first) + 2]
    line_height, gap = after.bottom - first.bottom, apart.bottom - after.bottom
    assert 4.9 <= line_height <= 14 * 1.5 * 25.4 / 72 * 1.2
    assert gap - line_height >= 6 * 25.4 / 72 - 0.6
