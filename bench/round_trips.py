"""Measures a spreadsheet of thousands of items that goes out, is edited, and comes back."""

import io
import time
from collections.abc import Iterator

import openpyxl
from playwright.sync_api import Page as Tab
from sqlalchemy import Engine

from bench.form import Row
from library.bulk import selections
from library.bulk.columns import HEADINGS
from library.catalogue import cataloguing
from library.database import work

_ITEMS = 5000
_BY = "phép đo"
_PREVIEW, _APPLY = 10, 30
_LONGEST = 300_000
_BULK = "can-bo/hang-loat"


def measure(engine: Engine, tab: Tab, address: str) -> Iterator[Row]:
    """Send 5,000 items out, change two cells of each, look it over, apply it and undo it."""
    tab.set_default_timeout(_LONGEST)
    chosen = _shelve(engine)
    started = time.perf_counter()
    sent = tab.request.get(f"{address}/{_BULK}/chon/{chosen}/bang.xlsx", timeout=_LONGEST).body()
    yield Row(f"sheet of {_ITEMS} items sent", time.perf_counter() - started, "s")
    tab.goto(f"{address}/{_BULK}/bang")
    edited = {"name": "bảng.xlsx", "mimeType": "application/zip", "buffer": _edited(sent)}
    tab.set_input_files("input[type=file]", edited)
    yield Row("changes of all looked over", _pressed(tab, "Xem trước thay đổi"), "s", _PREVIEW)
    yield Row("changes of all applied", _pressed(tab, "Áp dụng cho"), "s", _APPLY)
    yield Row("changes of all undone", _pressed(tab, "Hoàn tác"), "s", _APPLY)


def _shelve(engine: Engine) -> int:
    with work(engine) as session:
        ids = []
        for number in range(_ITEMS):
            title = f"Quyết định {number}/QĐ-UBND phê duyệt kế hoạch bảo tồn di tích số {number}"
            item = cataloguing.make_item(session, f"b{number}", "van-ban", title, _BY)
            told = {"number": f"{number}/QĐ-UBND", "date": "2017-08-22", "kind": "Quyết định"}
            cataloguing.describe(session, item, told, _BY)
            ids.append(item.id)
        return selections.keep(session, ids, _BY).id


def _edited(sent: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(sent))
    columns = [list(HEADINGS).index(name) + 1 for name in ("creator", "place")]
    for row in range(2, _ITEMS + 2):
        for column in columns:
            book.active.cell(row, column).value = f"Lạng Sơn {row}"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _pressed(tab: Tab, button: str) -> float:
    """Press a button, and return how long the next page takes."""
    started = time.perf_counter()
    with tab.expect_navigation(timeout=_LONGEST):
        tab.locator("main button", has_text=button).click()
    return time.perf_counter() - started
