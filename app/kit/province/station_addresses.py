"""Stations in the office: what each holds and owes, packs and letters on sticks; its addresses."""

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import wraps

from flask import Blueprint, flash, redirect, render_template, request, send_file, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app import office
from app.accounts.permissions import register_addresses
from app.accounts.unsaved_forms import reopens
from app.kit.province import line_contact
from app.office.field_problems import at_field
from app.points.access_points.own_points import only_visible, refuse_others, visible
from app.services import profiles, services
from app.web.actions import action
from app.web.body_limits import receives_files
from app.web.caching import NO_STORE, set_policy
from app.web.form_versions import stop_if_reopened
from kit.contact import pack_orders, stations
from kit.contact.line_state import read_line_hours
from kit.contact.pack_orders import LINE, STICK
from kit.contact.problems import (
    NoLetterChosenError,
    OtherStationsLetterError,
    PackNotThereError,
    UnknownImageTierError,
    WrongStationNumberError,
)
from kit.contact.signed_messages import fingerprint
from kit.contact.station_rows import letters_of, station_rows
from kit.contact.stations import StationSettings, in_groups
from kit.models import Station
from kit.outbox.acknowledgements import acknowledge
from kit.outbox.stick_letters import (
    ACKNOWLEDGEMENT,
    FOLDER,
    MAX_LETTER_BYTES,
    is_statement,
    receive_file,
)
from kit.packs.tiers import TIER_NAMES
from kit.program.offers import all_offers
from kit.signatures import province_key, public_bytes
from library import clock
from library.database import reading
from library.errors import LibraryError
from library.staff.audit import note
from library.staff.permissions import Permission
from points.access_points import inventory

_CODES = "ma-tram"
"""Session key of new codes by station: each is shown once."""

_LETTERS_SHOWN = 20


def show_all() -> str:
    """Show the stations, one row each."""
    with reading(services().database) as db:
        rows = station_rows(db, visible(db))
    programs = all_offers(services().settings)
    return render_template("kit/province/stations.html", rows=rows, programs=programs)


def show_new(problem: str = "") -> str:
    """Show the form for a station of a point."""
    with reading(services().database) as db:
        taken = {station.point_id for station in stations.all_stations(db) if not station.retired}
        points = only_visible(db, inventory.points_on(db, clock.today()))
    return render_template(
        "kit/province/station_new.html",
        points=[point for point in points if point.id not in taken],
        problem=problem,
        values=form_values(NEW),
        tiers=TIER_NAMES,
        collections=profiles(),
    )


@action(form_again=show_new)
@reopens
def enter(db: Session) -> tuple[str, str]:
    """Enter the station of a point and show its code."""
    stop_if_reopened()
    settings = read_settings_form(request.form)
    point = inventory.point_on(db, request.form.get("diem", ""), clock.today())
    station_id, code = stations.enter(db, point.id, settings, current_user.name)
    note(db, current_user.name, "station.enter", station_id, point.facts.name)
    return "", _page_with_code(station_id, code)


def show(station_id: str, problem: str = "") -> str:
    """Show one station."""
    with reading(services().database) as db:
        station = stations.find(db, station_id)
        refuse_others(db, station.point_id)
        row = next(r for r in station_rows(db, {station.point_id}) if r.station.id == station_id)
        letters = letters_of(db, station_id, _LETTERS_SHOWN)
    codes = session.pop(_CODES, {})
    key = province_key(services().settings)
    own = None if station.public_key is None else fingerprint(station.public_key)
    return render_template(
        "kit/province/station.html",
        row=row,
        letters=letters,
        problem=problem,
        code=codes.get("code") if codes.get("station") == station_id else None,
        values=form_values(stations.settings_of(station)),
        tiers=TIER_NAMES,
        collections=profiles(),
        line=row.orders.get(LINE),
        stick=row.orders.get(STICK),
        in_work=any(order.finished is None for order in row.orders.values()),
        programs=all_offers(services().settings),
        **{"province_fingerprint": fingerprint(public_bytes(key)), "station_fingerprint": own},
    )


def station_action(
    view: Callable[[Session, Station], str | tuple[str, str]],
) -> Callable[[str], ResponseReturnValue]:
    """Wrap an action on a station of one's own points."""

    @action("office.station", show)
    @reopens
    @wraps(view)
    def on_own_station(db: Session, station_id: str) -> str | tuple[str, str]:
        station = stations.find(db, station_id)
        refuse_others(db, station.point_id)
        return view(db, station)

    return on_own_station


@station_action
def change(db: Session, station: Station) -> str:
    """Store new settings of a station."""
    stop_if_reopened()
    stations.change(station, read_settings_form(request.form))
    note(db, current_user.name, "station.change", station.id)
    return "Đã ghi. Trạm biết khi gọi về, hoặc khi nhận gói sau."


@station_action
def renew_code(db: Session, station: Station) -> tuple[str, str]:
    """Give a station that is not enrolled another code."""
    note(db, current_user.name, "station.renew", station.id)
    return "", _page_with_code(station.id, stations.renew_code(station))


@station_action
def replace(db: Session, station: Station) -> tuple[str, str]:
    """Enter another computer in the place of a station."""
    new_id, code = stations.replace(db, station, current_user.name)
    note(db, current_user.name, "station.replace", station.id, f"thay bằng {new_id}")
    return "", _page_with_code(new_id, code)


@station_action
def retire(db: Session, station: Station) -> str:
    """Take a station out of use."""
    stations.retire(station)
    note(db, current_user.name, "station.retire", station.id)
    return "Trạm này thôi dùng: từ nay không gọi về và không nhận gói được. Nhầm thì đưa trở lại."


@station_action
def restore(db: Session, station: Station) -> str:
    """Put a retired station back into use."""
    stations.restore(db, station)
    note(db, current_user.name, "station.restore", station.id)
    return "Trạm được dùng trở lại."


def _page_with_code(station_id: str, code: str) -> str:
    """Return the address of a station's page, which shows the new code once."""
    session[_CODES] = {"station": station_id, "code": in_groups(code)}
    return url_for("office.station", station_id=station_id)


MB_PER_GB = 1000
_MIN_GB, _MAX_GB = 1, 4000
_MIN_KBIT, _MAX_KBIT = 16, 1_000_000
_DEFAULT_GB = 20
NEW = StationSettings(_DEFAULT_GB * MB_PER_GB, "small", (), "", None)
"""Settings that the form of a new station begins with."""


def read_settings_form(form: Mapping[str, str]) -> StationSettings:
    """Return the settings of a submitted form; raise an error noted at its field."""
    gigabytes = _number(form, "cho", "Chỗ dành cho gói (GB)", _MIN_GB, _MAX_GB)
    kbit = None
    if form.get("toc-do", "").strip():
        kbit = _number(form, "toc-do", "Tốc độ (kbit/s)", _MIN_KBIT, _MAX_KBIT)
    with at_field("gio"):
        hours = read_line_hours(form.get("gio", ""))
    with at_field("anh"):
        if form.get("anh") not in TIER_NAMES:
            raise UnknownImageTierError(form.get("anh", ""))
    places = {slug: form.get(f"truoc-{slug}", "").strip() for slug in profiles()}
    numbered = [(int(place), slug) for slug, place in places.items() if _is_place(place)]
    return StationSettings(
        size_limit_mb=gigabytes * MB_PER_GB,
        images=form["anh"],
        collections=tuple(slug for _, slug in sorted(numbered)),
        line_hours=hours,
        line_kbit=kbit,
    )


def form_values(settings: StationSettings) -> dict[str, object]:
    """Return the values of the form's fields."""
    places = {f"truoc-{slug}": place for place, slug in enumerate(settings.collections, start=1)}
    return {
        "cho": settings.size_limit_mb // MB_PER_GB,
        "anh": settings.images,
        "gio": settings.line_hours,
        "toc-do": settings.line_kbit or "",
        **places,
    }


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) > 0


def _number(form: Mapping[str, str], name: str, label: str, least: int, most: int) -> int:
    text = form.get(name, "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        with at_field(name):
            raise WrongStationNumberError(label, least, most)
    return int(text)


_ZIP = "application/zip"


@station_action
def order(db: Session, station: Station) -> str:
    """Order a pack for a stick."""
    is_full = request.form.get("goi") == "tat-ca"
    pack_orders.for_stick(db, station, is_full=is_full, by=current_user.name)
    note(db, current_user.name, "station.pack", station.id, "tất cả" if is_full else None)
    return "Xưởng sẽ làm gói. Trang này tự báo khi gói sẵn sàng."


def send(station_id: str) -> ResponseReturnValue:
    """Send the pack for a stick as one ZIP file, or the range of it that is asked for."""
    with reading(services().database) as db:
        station = stations.find(db, station_id)
        refuse_others(db, station.point_id)
        order_row = pack_orders.order_of(db, station_id, STICK)
    pack = order_row and pack_orders.ready_pack(order_row)
    file = pack and pack_orders.stick_file(services().settings, station_id, pack)
    if order_row is not None and order_row.finished and pack is None and not order_row.problem:
        return _send_acknowledgement(station_id)
    if file is None:
        raise PackNotThereError
    name = f"goi-{pack.number}-{station_id}.zip"
    etag = f"{pack.digest}-{file.stat().st_mtime_ns}"  # acknowledgements of the same pack differ
    response = send_file(file, _ZIP, True, name, etag=etag, max_age=0)
    return set_policy(response, NO_STORE)


def _send_acknowledgement(station_id: str) -> ResponseReturnValue:
    """Send what a stick carries when nothing is new: the number up to which letters arrived."""
    settings, content = services().settings, io.BytesIO()
    with reading(services().database) as db:
        text = acknowledge(db, station_id, province_key(settings))
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"{FOLDER}/{station_id}/{ACKNOWLEDGEMENT}", text)
    content.seek(0)
    response = send_file(content, _ZIP, True, f"bao-nhan-{station_id}.zip", max_age=0)
    return set_policy(response, NO_STORE)


@receives_files
def receive(station_id: str) -> ResponseReturnValue:
    """Take in what a stick brought; each letter is taken in once, however often it comes."""
    try:
        with reading(services().database) as db:
            refuse_others(db, stations.find(db, station_id).point_id)
        receipts = [
            receive_file(services().settings, services().database, content) for content in _files()
        ]
        foreign = {receipt.station for receipt in receipts} - {station_id}
        if foreign:
            raise OtherStationsLetterError(", ".join(sorted(foreign)))
    except LibraryError as error:
        return show(station_id, str(error)), error.status
    flash(f"Đã nhận thư của trạm: {sum(receipt.new for receipt in receipts)} mục mới.", "good")
    return redirect(url_for("office.station", station_id=station_id), code=303)


def _files() -> list[bytes]:
    """Return the files that were chosen: what the station says of itself, then its letters.

    The letters are in the order of their numbers: a browser may send the last one first.
    """
    files = [file for file in request.files.getlist("thu") if file.filename]
    if not files:
        raise NoLetterChosenError
    in_order = sorted(files, key=lambda file: file.filename)
    contents = [file.read(MAX_LETTER_BYTES + 1) for file in in_order]
    return sorted(contents, key=is_statement, reverse=True)


_READ, _WRITE = ("GET",), ("POST",)
_STATION = "/tram/<string:station_id>"
_OFFICE_ADDRESSES = (
    ("/tram", "stations", Permission.POINTS, show_all, _READ),
    ("/tram/them", "new_station", Permission.ALL_POINTS, show_new, _READ),
    ("/tram/them", "enter_station", Permission.ALL_POINTS, enter, _WRITE),
    (_STATION, "station", Permission.POINTS, show, _READ),
    (f"{_STATION}/doi", "change_station", Permission.ALL_POINTS, change, _WRITE),
    (f"{_STATION}/ma", "renew_station", Permission.ALL_POINTS, renew_code, _WRITE),
    (f"{_STATION}/thay", "replace_station", Permission.ALL_POINTS, replace, _WRITE),
    (f"{_STATION}/thoi", "retire_station", Permission.ALL_POINTS, retire, _WRITE),
    (f"{_STATION}/lai", "restore_station", Permission.ALL_POINTS, restore, _WRITE),
    (f"{_STATION}/goi", "order_pack", Permission.POINTS, order, _WRITE),
    (f"{_STATION}/goi.zip", "stick_pack", Permission.POINTS, send, _READ),
    (f"{_STATION}/thu", "receive_letters", Permission.POINTS, receive, _WRITE),
)
CSRF_EXEMPT_VIEWS = (
    *(line_contact.enrol, line_contact.contact, line_contact.receive_lines, line_contact.letter),
)
"""These views require a code or a signature that no foreign page can send."""

blueprint = Blueprint("kit", __name__)
blueprint.add_url_rule("/api/kit/v1/enrol", "enrol", line_contact.enrol, methods=["POST"])
blueprint.add_url_rule("/api/kit/v1/challenge", "challenge", line_contact.challenge)
blueprint.add_url_rule("/api/kit/v1/contact", "contact", line_contact.contact, methods=["POST"])
blueprint.add_url_rule("/api/kit/v1/lines", "lines", line_contact.receive_lines, methods=["POST"])
blueprint.add_url_rule("/api/kit/v1/letter", "letter", line_contact.letter, methods=["POST"])
blueprint.add_url_rule(
    "/api/kit/v1/packs/<string:station_id>/<string:pack_digest>/<string:name>",
    "part",
    line_contact.part,
)
BLUEPRINTS = (blueprint,)

register_addresses(office.blueprint, _OFFICE_ADDRESSES)
