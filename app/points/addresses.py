"""Addresses of the access points in all parts of the site; their public pages and calendar."""

from hmac import compare_digest

from flask import Response, abort, render_template

from app import interfaces, office, public
from app.accounts.permissions import register_addresses
from app.points import kiosk, programme, sushi
from app.points.access_points import (
    apart_uses,
    assets,
    devices,
    manual_counts,
    points,
    reading_room,
    statistics,
)
from app.public.items.access import is_open_to_all
from app.services import services
from app.web.caching import for_seconds, set_policy
from library import clock
from library.catalogue import queries
from library.catalogue.pages import thumbnails
from library.database import reading
from library.staff.permissions import Permission
from points.access_points import inventory
from points.access_points.inventory import points_on
from points.access_points.point_names import is_named
from points.access_points.problems import PointNotFoundError
from points.access_points.reform_2025 import place_today
from points.programme.deadlines import due
from points.programme.deadlines.calendar_file import as_calendar
from points.programme.overviews.public_profile import public_profile


def show_points() -> str:
    """Render the access points in service that have a name, and count those without one."""
    with reading(services().database) as session:
        points = inventory.points_on(session, clock.today())
    serving = [point for point in points if point.facts.serving]
    named_points = [point for point in serving if is_named(point)]
    return render_template(
        "public/browse/access_points.html",
        points=named_points,
        unnamed_count=len(serving) - len(named_points),
        place_today=place_today,
    )


def show_point(code: str) -> str:
    """Render one access point."""
    today = clock.today()
    with reading(services().database) as session:
        profile = public_profile(session, code, today)
        if not is_named(profile.point):
            raise PointNotFoundError(code)
        picture_records = queries.records(session, profile.pictures)
        covers = thumbnails.covers(session, picture_records)
    return render_template(
        "public/browse/access_point.html",
        face=profile,
        facts=profile.point.facts,
        place_today=place_today,
        today=today,
        shown={name: record for name, record in picture_records.items() if is_open_to_all(record)},
        covers=covers,
    )


_MAX_AGE_SECONDS = 3600


def send_calendar(key: str) -> Response:
    """Send the calendar of the province; without the right key the address is not found (404)."""
    expected_key, today = services().settings.calendar_key, clock.today()
    if not expected_key or not compare_digest(expected_key.encode(), key.encode()):
        abort(404)
    with reading(services().database) as session:
        events = due.due_ahead(session, today, points_on(session, today), whole_province=True)
    name = f"{services().settings.library_name}: việc của chương trình"
    response = Response(
        as_calendar(events, name, clock.now()), content_type="text/calendar; charset=utf-8"
    )
    set_policy(response, for_seconds(_MAX_AGE_SECONDS, public=False))
    return response


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
    ("/diem/ke-hoach", "enter_planned_points", Permission.ALL_POINTS, points.enter_plan, _WRITE),
    ("/diem/ten-moi", "renaming", Permission.ALL_POINTS, points.show_renaming, _READ),
    ("/diem/ten-moi", "rename_points", Permission.ALL_POINTS, points.rename_points, _WRITE),
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
    (f"{_POINT}/cai-dat", "installation", Permission.POINTS, devices.show_installation, _READ),
    (
        f"{_POINT}/cai-dat/ma",
        "renew_waiting",
        Permission.POINTS,
        devices.renew_waiting,
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
        statistics.send_csv,
        _READ,
    ),
    (
        f"{_STATISTICS}/so-lieu.xlsx",
        "board_xlsx",
        Permission.POINTS,
        statistics.send_xlsx,
        _READ,
    ),
)

BLUEPRINTS = (programme.blueprint, kiosk.blueprint)
CSRF_EXEMPT_VIEWS = kiosk.CSRF_EXEMPT_VIEWS

register_addresses(office.blueprint, _OFFICE_ADDRESSES)
public.blueprint.add_url_rule("/diem-truy-nhap", "points", show_points)
public.blueprint.add_url_rule("/diem-truy-nhap/<slug:code>", "point", show_point)
for _rule, _name, _view in (
    ("/sushi/r51/status", "sushi_status", sushi.status),
    ("/sushi/r51/members", "sushi_members", sushi.members),
    ("/sushi/r51/reports", "sushi_reports", sushi.reports),
    ("/sushi/r51/reports/<string:report_id>", "sushi_report", sushi.report),
    ("/lich/<string:key>/chuong-trinh.ics", "calendar", send_calendar),
):
    interfaces.blueprint.add_url_rule(_rule, _name, _view)
