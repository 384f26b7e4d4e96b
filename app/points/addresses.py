"""Addresses of the public computers on the public site, in the office and among the interfaces."""

from app import interfaces, office, public
from app.accounts.permissions import register_addresses
from app.points import calendar, kiosk, programme, public_pages, sushi
from app.points.access_points import (
    apart_uses,
    assets,
    devices,
    installation,
    manual_counts,
    points,
    reading_room,
    renaming,
    statistics,
    statistics_export,
)
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_ASSET_LIST = "/so-tai-san.<any(xlsx, csv):suffix>"
_POINT, _STATISTICS = "/diem/<code>", "/so-lieu/<scope>/<period>"
_OFFICE_ADDRESSES = (
    ("/dem-tay", "tallies", Permission.POINTS, manual_counts.show, _READ),
    ("/dem-tay", "tally", Permission.POINTS, manual_counts.enter, _WRITE),
    ("/diem", "points", Permission.POINTS, points.show_all, _READ),
    ("/tai-san", "assets", Permission.POINTS, assets.show, _READ),
    (_ASSET_LIST, "assets_file", Permission.POINTS, assets.send, _READ),
    ("/tai-san/<path:number>", "asset", Permission.POINTS, assets.show_one, _READ),
    ("/tai-san/<path:number>", "correct_asset", Permission.POINTS, assets.correct, _WRITE),
    ("/diem/them", "new_point", Permission.ALL_POINTS, points.show_new, _READ),
    ("/diem/them", "enter_point", Permission.ALL_POINTS, points.enter, _WRITE),
    ("/diem/ten-moi", "renaming", Permission.ALL_POINTS, renaming.show, _READ),
    ("/diem/ten-moi", "rename_points", Permission.ALL_POINTS, renaming.save, _WRITE),
    (_POINT, "point", Permission.POINTS, points.show, _READ),
    (f"{_POINT}/doi", "change_point", Permission.ALL_POINTS, points.change, _WRITE),
    (f"{_POINT}/giao", "entrust", Permission.ALL_POINTS, points.assign_managers, _WRITE),
    (f"{_POINT}/gio", "set_hours", Permission.POINTS, points.set_hours, _WRITE),
    (f"{_POINT}/ngay-khac", "set_exception", Permission.POINTS, points.set_exception, _WRITE),
    (f"{_POINT}/may", "announce", Permission.POINTS, devices.announce, _WRITE),
    (f"{_POINT}/tai-san", "enter_asset", Permission.POINTS, devices.enter_asset, _WRITE),
    (f"{_POINT}/tai-san/doi", "change_asset", Permission.POINTS, devices.change_asset, _WRITE),
    (f"{_POINT}/lien-ket", "set_links", Permission.POINTS, reading_room.set_links, _WRITE),
    (f"{_POINT}/mang", "set_networks", Permission.POINTS, reading_room.set_networks, _WRITE),
    (
        f"{_POINT}/cho-may",
        "say_waits",
        Permission.POINTS,
        reading_room.announce_waiting_readers,
        _WRITE,
    ),
    (f"{_POINT}/lop", "begin_lesson", Permission.POINTS, reading_room.begin_lesson, _WRITE),
    (f"{_POINT}/lop/het", "end_lesson", Permission.POINTS, reading_room.end_lesson, _WRITE),
    ("/nho-giup", "help_calls", Permission.POINTS, reading_room.show_calls, _READ),
    ("/nho-giup/<int:call_id>", "answer_call", Permission.POINTS, reading_room.answer_call, _WRITE),
    ("/ma-dang-ky", "codes", Permission.POINTS, devices.show_codes, _READ),
    (f"{_POINT}/cai-dat", "installation", Permission.POINTS, installation.show, _READ),
    (
        f"{_POINT}/cai-dat/ma",
        "renew_waiting",
        Permission.POINTS,
        installation.renew_waiting,
        _WRITE,
    ),
    (f"{_POINT}/cap-ma", "renew_device", Permission.POINTS, devices.renew, _WRITE),
    (f"{_POINT}/thay-may", "replace_device", Permission.POINTS, devices.replace, _WRITE),
    (f"{_POINT}/thu-hoi", "revoke_device", Permission.POINTS, devices.revoke, _WRITE),
    (f"{_POINT}/chuyen-may", "move_device", Permission.POINTS, devices.move, _WRITE),
    ("/so-lieu", "figures", Permission.POINTS, statistics.show_now, _READ),
    ("/so-lieu/luot-de-rieng", "apart_uses", Permission.POINTS, apart_uses.show, _READ),
    (
        "/so-lieu/luot-de-rieng",
        "decide_apart_uses",
        Permission.PROGRAMME,
        apart_uses.decide,
        _WRITE,
    ),
    (
        "/so-lieu/luot-de-rieng/<int:ruling_id>/hoan-tac",
        "undo_apart_uses",
        Permission.PROGRAMME,
        apart_uses.undo,
        _WRITE,
    ),
    ("/so-lieu/mo", "open_board", Permission.POINTS, statistics.open_board, _READ),
    (_STATISTICS, "board", Permission.POINTS, statistics.show, _READ),
    (
        f"{_STATISTICS}/so-lieu.csv",
        "board_csv",
        Permission.POINTS,
        statistics_export.send_csv,
        _READ,
    ),
    (
        f"{_STATISTICS}/so-lieu.xlsx",
        "board_xlsx",
        Permission.POINTS,
        statistics_export.send_xlsx,
        _READ,
    ),
)

BLUEPRINTS = (programme.blueprint, kiosk.blueprint)
CSRF_EXEMPT_VIEWS = kiosk.CSRF_EXEMPT_VIEWS

register_addresses(office.blueprint, _OFFICE_ADDRESSES)
public.blueprint.add_url_rule("/diem-truy-nhap", "points", public_pages.show_all)
public.blueprint.add_url_rule("/diem-truy-nhap/<slug:code>", "point", public_pages.show)
for _rule, _name, _view in (
    ("/sushi/r51/status", "sushi_status", sushi.status),
    ("/sushi/r51/members", "sushi_members", sushi.members),
    ("/sushi/r51/reports", "sushi_reports", sushi.reports),
    ("/sushi/r51/reports/<string:report_id>", "sushi_report", sushi.report),
    ("/lich/<string:key>/chuong-trinh.ics", "calendar", calendar.send),
):
    interfaces.blueprint.add_url_rule(_rule, _name, _view)
