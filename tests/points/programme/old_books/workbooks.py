"""Workbooks as people make them: titles, merged cells, totals, dates and amounts as text."""

import io
from datetime import date

from openpyxl import Workbook

MONEY_HEADINGS = (
    *("Ngày", "Điểm", "Nội dung", "Mục của kế hoạch", "Nguồn"),
    *("Dự toán (đồng)", "Thực chi (đồng)"),
)


def workbook(*rows: tuple[object, ...]) -> bytes:
    """Return a workbook of these rows."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    return _saved(book)


def messy_budget() -> bytes:
    """Return a budget of 2019 under titles, with merged cells, a total and signatures."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "THƯ VIỆN TỈNH LẠNG SƠN"
    sheet["A3"] = "SỔ THEO DÕI KINH PHÍ NĂM 2019"
    sheet.merge_cells("A3:G3")
    headings = ("STT", "Ngày tháng", "Tên đơn vị", "Nội dung chi", "Mục", "Nguồn kinh phí")
    for column, heading in enumerate((*headings, "Kinh phí", None, "Ghi chú"), 1):
        sheet.cell(5, column, heading)
        if heading not in ("Kinh phí", None):
            sheet.merge_cells(start_row=5, end_row=6, start_column=column, end_column=column)
    sheet.merge_cells("G5:H5")
    sheet["G6"], sheet["H6"] = "Dự toán (đồng)", "Thực chi (đồng)"
    for column in range(1, 10):
        sheet.cell(7, column, f"({column})")
    for row in _BUDGET_ROWS:
        sheet.append(row)
    sheet.merge_cells("C8:C9")
    return _saved(book)


_BUDGET_ROWS = (
    (
        *(1, "15/3/2019", "Thư viện huyện Tràng Định", "Cước Internet", "III.1", "NS huyện"),
        *("1.250.000 đ", 1_250_000, "đã quyết toán"),
    ),
    (2, date(2019, 4, 2), None, "Sửa máy in", "III.1", "NS huyện", "1,5 triệu", "1.400.000"),
    (),
    (3, 43539, "loc binh", "In tờ rơi", "Truyền thông", "ngân sách tỉnh", None, "350 nghìn"),
    (4, "2019", "Toàn tỉnh", "Bảo trì chung", "III.1", "NS tỉnh", "19.500.000", 19_450_000),
    (5, "31/2/2019", "Thư viện Không Có", "Mua bàn", "III.1", "NS tỉnh", "nhiều", 5_000_000),
    (None, None, None, "Tổng cộng", None, None, "=SUM(G8:G13)"),
    (None, None, None, None, None, None, "Lạng Sơn, ngày 31 tháng 12 năm 2019"),
    (None, "Người lập biểu", None, None, None, None, "Thủ trưởng đơn vị"),
)


def _saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
