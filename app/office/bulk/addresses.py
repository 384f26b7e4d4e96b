"""Writes down every address of work on many items, with the permission it asks for."""

from app.office.bulk import changing, choosing, round_trip
from library.people.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_CHOSEN = "/hang-loat/chon/<int:selection_id>"
_CHANGE = "/hang-loat/lan/<int:change_id>"
ADDRESSES = (
    ("/hang-loat", "bulk", Permission.CATALOGUE, choosing.show, _READ),
    ("/hang-loat/chon", "choose", Permission.CATALOGUE, choosing.choose, _WRITE),
    (_CHOSEN, "selection", Permission.CATALOGUE, choosing.show_selection, _READ),
    (f"{_CHOSEN}/bang.xlsx", "bulk_xlsx", Permission.CATALOGUE, round_trip.send_xlsx, _READ),
    (f"{_CHOSEN}/bang.csv", "bulk_csv", Permission.CATALOGUE, round_trip.send_csv, _READ),
    ("/hang-loat/bang", "come_back", Permission.CATALOGUE, round_trip.show, _READ),
    ("/hang-loat/bang", "take_back_sheet", Permission.CATALOGUE, round_trip.take_back, _WRITE),
    ("/hang-loat/lan", "bulk_changes", Permission.CATALOGUE, changing.show_all, _READ),
    (_CHANGE, "bulk_change", Permission.CATALOGUE, changing.show, _READ),
    (f"{_CHANGE}/ap-dung", "bulk_apply", Permission.CATALOGUE, changing.apply, _WRITE),
    (f"{_CHANGE}/hoan-tac", "bulk_undo", Permission.CATALOGUE, changing.undo, _WRITE),
)
