"""URLs of bulk work on items, each with the permission that it requires."""

from app.office.bulk import (
    changes,
    choose_items,
    old_place_names,
    record_exchange,
)
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_CHOSEN = "/hang-loat/chon/<int:selection_id>"
_CHANGE = "/hang-loat/lan/<int:change_id>"
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
ADDRESSES = (
    ("/hang-loat", "bulk", _CATALOGUE, choose_items.show, _READ),
    ("/hang-loat/chon", "choose", _CATALOGUE, choose_items.choose, _WRITE),
    (_CHOSEN, "selection", _CATALOGUE, choose_items.show_selection, _READ),
    (f"{_CHOSEN}/bang.xlsx", "bulk_xlsx", _CATALOGUE, record_exchange.send_xlsx, _READ),
    (f"{_CHOSEN}/bang.csv", "bulk_csv", _CATALOGUE, record_exchange.send_csv, _READ),
    (f"{_CHOSEN}/bieu-ghi.mrc", "bulk_marc", _CATALOGUE, record_exchange.send_marc, _READ),
    (f"{_CHOSEN}/marcxml.xml", "bulk_marcxml", _CATALOGUE, record_exchange.send_marcxml, _READ),
    (f"{_CHOSEN}/dublin-core.xml", "bulk_dc", _CATALOGUE, record_exchange.send_dc, _READ),
    (f"{_CHOSEN}/doi-o", "plan_field", _CATALOGUE, changes.change_field, _WRITE),
    (f"{_CHOSEN}/chuyen", "plan_move", _CATALOGUE, changes.move, _WRITE),
    (f"{_CHOSEN}/gui-duyet", "plan_send", _CATALOGUE, changes.send, _WRITE),
    (f"{_CHOSEN}/cong-bo", "plan_publish", _PUBLISH, changes.publish, _WRITE),
    (f"{_CHOSEN}/go", "plan_withdraw", _PUBLISH, changes.withdraw, _WRITE),
    ("/dia-danh/ten-cu", "old_names", _CATALOGUE, old_place_names.show, _READ),
    ("/dia-danh/ten-cu", "read_old_names", _CATALOGUE, old_place_names.read, _WRITE),
    ("/hang-loat/bang", "come_back", _CATALOGUE, record_exchange.show_round_trip, _READ),
    ("/hang-loat/bang", "take_back_sheet", _CATALOGUE, record_exchange.take_back, _WRITE),
    ("/hang-loat/bieu-ghi", "come_in", _CATALOGUE, record_exchange.show, _READ),
    ("/hang-loat/bieu-ghi", "take_in_records", _CATALOGUE, record_exchange.take_in, _WRITE),
    (f"{_CHANGE}/tep", "record_files", _CATALOGUE, record_exchange.receive_files, _WRITE),
    ("/hang-loat/cot", "mappings", _CATALOGUE, record_exchange.show_mappings, _READ),
    ("/hang-loat/cot", "set_mapping", _CATALOGUE, record_exchange.set_mapping, _WRITE),
    ("/hang-loat/lan", "bulk_changes", _CATALOGUE, changes.show_all, _READ),
    (_CHANGE, "bulk_change", _CATALOGUE, changes.show, _READ),
    (f"{_CHANGE}/ap-dung", "bulk_apply", _CATALOGUE, changes.apply, _WRITE),
    (f"{_CHANGE}/hoan-tac", "bulk_undo", _CATALOGUE, changes.undo, _WRITE),
)
