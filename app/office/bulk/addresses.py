"""URLs of bulk work on items, each with the permission that it requires."""

from app.office.bulk import (
    changes,
    choose_items,
    old_place_names,
    plan_changes,
    record_exchange,
    record_files,
    round_trip,
)
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_CHOSEN = "/hang-loat/chon/<int:selection_id>"
_CHANGE = "/hang-loat/lan/<int:change_id>"
ADDRESSES = (
    ("/hang-loat", "bulk", Permission.CATALOGUE, choose_items.show, _READ),
    ("/hang-loat/chon", "choose", Permission.CATALOGUE, choose_items.choose, _WRITE),
    (_CHOSEN, "selection", Permission.CATALOGUE, choose_items.show_selection, _READ),
    (f"{_CHOSEN}/bang.xlsx", "bulk_xlsx", Permission.CATALOGUE, round_trip.send_xlsx, _READ),
    (f"{_CHOSEN}/bang.csv", "bulk_csv", Permission.CATALOGUE, round_trip.send_csv, _READ),
    (
        f"{_CHOSEN}/bieu-ghi.mrc",
        "bulk_marc",
        Permission.CATALOGUE,
        record_exchange.send_marc,
        _READ,
    ),
    (
        f"{_CHOSEN}/marcxml.xml",
        "bulk_marcxml",
        Permission.CATALOGUE,
        record_exchange.send_marcxml,
        _READ,
    ),
    (f"{_CHOSEN}/dublin-core.xml", "bulk_dc", Permission.CATALOGUE, record_exchange.send_dc, _READ),
    (f"{_CHOSEN}/doi-o", "plan_field", Permission.CATALOGUE, plan_changes.change_field, _WRITE),
    (f"{_CHOSEN}/chuyen", "plan_move", Permission.CATALOGUE, plan_changes.move, _WRITE),
    (f"{_CHOSEN}/gui-duyet", "plan_send", Permission.CATALOGUE, plan_changes.send, _WRITE),
    (f"{_CHOSEN}/cong-bo", "plan_publish", Permission.PUBLISH, plan_changes.publish, _WRITE),
    (f"{_CHOSEN}/go", "plan_withdraw", Permission.PUBLISH, plan_changes.withdraw, _WRITE),
    ("/dia-danh/ten-cu", "old_names", Permission.CATALOGUE, old_place_names.show, _READ),
    ("/dia-danh/ten-cu", "read_old_names", Permission.CATALOGUE, old_place_names.read, _WRITE),
    ("/hang-loat/bang", "come_back", Permission.CATALOGUE, round_trip.show, _READ),
    ("/hang-loat/bang", "take_back_sheet", Permission.CATALOGUE, round_trip.take_back, _WRITE),
    ("/hang-loat/bieu-ghi", "come_in", Permission.CATALOGUE, record_exchange.show, _READ),
    (
        "/hang-loat/bieu-ghi",
        "take_in_records",
        Permission.CATALOGUE,
        record_exchange.take_in,
        _WRITE,
    ),
    (f"{_CHANGE}/tep", "record_files", Permission.CATALOGUE, record_files.receive, _WRITE),
    ("/hang-loat/cot", "mappings", Permission.CATALOGUE, record_exchange.show_mappings, _READ),
    ("/hang-loat/cot", "set_mapping", Permission.CATALOGUE, record_exchange.set_mapping, _WRITE),
    ("/hang-loat/lan", "bulk_changes", Permission.CATALOGUE, changes.show_all, _READ),
    (_CHANGE, "bulk_change", Permission.CATALOGUE, changes.show, _READ),
    (f"{_CHANGE}/ap-dung", "bulk_apply", Permission.CATALOGUE, changes.apply, _WRITE),
    (f"{_CHANGE}/hoan-tac", "bulk_undo", Permission.CATALOGUE, changes.undo, _WRITE),
)
