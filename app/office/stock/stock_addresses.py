"""URLs of the stock of copies, each with the permission that it requires."""

from app.office.stock import printing, stock_pages, stocktake_pages
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_STOCK, _STOCKTAKES = "/kho-sach", "/kiem-ke"
_STOCKTAKE = f"{_STOCKTAKES}/<int:stocktake_id>"
ADDRESSES = (
    (_STOCK, "stock", Permission.CATALOGUE, stock_pages.show, _READ),
    (f"{_STOCK}/so-ban-giay.xlsx", "stock_xlsx", Permission.CATALOGUE, stock_pages.send, _READ),
    (f"{_STOCK}/nhan.pdf", "stock_labels", Permission.CATALOGUE, printing.send_labels, _READ),
    (f"{_STOCK}/phich.pdf", "stock_cards", Permission.CATALOGUE, printing.send_cards, _READ),
    (_STOCKTAKES, "stocktakes", Permission.CATALOGUE, stocktake_pages.show_all, _READ),
    (_STOCKTAKES, "begin_stocktake", Permission.CATALOGUE, stocktake_pages.begin, _WRITE),
    (_STOCKTAKE, "stocktake", Permission.CATALOGUE, stocktake_pages.show, _READ),
    (_STOCKTAKE, "scan_copy", Permission.CATALOGUE, stocktake_pages.scan, _WRITE),
    (f"{_STOCKTAKE}/bo", "remove_scan", Permission.CATALOGUE, stocktake_pages.remove, _WRITE),
    (f"{_STOCKTAKE}/dong", "close_stocktake", Permission.CATALOGUE, stocktake_pages.close, _WRITE),
    (
        f"{_STOCKTAKE}/ket-qua.xlsx",
        "stocktake_xlsx",
        Permission.CATALOGUE,
        stocktake_pages.send,
        _READ,
    ),
)
