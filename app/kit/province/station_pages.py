"""Stations in the office: what each holds, owes and waits for; codes, settings, retirement."""

from collections.abc import Callable, Mapping
from functools import wraps

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.field_problems import at_field
from app.points.access_points.own_points import only_visible, refuse_others, visible
from app.services import profiles, services
from app.web.form_versions import stop_if_reopened
from kit.contact import stations
from kit.contact.line_state import read_line_hours
from kit.contact.pack_orders import LINE, STICK
from kit.contact.problems import UnknownImageTierError, WrongStationNumberError
from kit.contact.signed_messages import fingerprint
from kit.contact.station_rows import letters_of, station_rows
from kit.contact.stations import StationSettings, in_groups
from kit.models import Station
from kit.packs.tiers import TIER_NAMES
from kit.program.offers import all_offers
from kit.signatures import province_key, public_bytes
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.staff.audit import note
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


def show_new() -> str:
    """Show the form for a station of a point."""
    return _new()


@reopens
def enter() -> ResponseReturnValue:
    """Enter the station of a point and show its code."""
    try:
        stop_if_reopened()
        settings = read_settings_form(request.form)
        with work(services().database) as db:
            point = inventory.point_on(db, request.form.get("diem", ""), clock.today())
            station_id, code = stations.enter(db, point.id, settings, current_user.name)
            note(db, current_user.name, "station.enter", station_id, point.facts.name)
    except LibraryError as error:
        return _new(str(error)), error.status
    return _show_code(station_id, code)


def show(station_id: str) -> str:
    """Show one station."""
    return page(station_id)


def station_action(
    view: Callable[[Session, Station], str | tuple[str, str]],
) -> Callable[[str], ResponseReturnValue]:
    """Wrap an action on a station of one's own points: its message, or a new code, is shown."""

    @wraps(view)
    def wrapper(station_id: str) -> ResponseReturnValue:
        try:
            with work(services().database) as db:
                station = stations.find(db, station_id)
                refuse_others(db, station.point_id)
                answer = view(db, station)
        except LibraryError as error:
            return page(station_id, str(error)), error.status
        if isinstance(answer, tuple):
            return _show_code(*answer)
        flash(answer, "good")
        return redirect(url_for("office.station", station_id=station_id), code=303)

    return reopens(wrapper)


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
    return station.id, stations.renew_code(station)


@station_action
def replace(db: Session, station: Station) -> tuple[str, str]:
    """Enter another computer in the place of a station."""
    new_id, code = stations.replace(db, station, current_user.name)
    note(db, current_user.name, "station.replace", station.id, f"thay bằng {new_id}")
    return new_id, code


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


def page(station_id: str, problem: str = "") -> str:
    """Render the page of a station, with an error message if any."""
    with reading(services().database) as db:
        station = stations.find(db, station_id)
        refuse_others(db, station.point_id)
        row = next(r for r in station_rows(db, {station.point_id}) if r.station.id == station_id)
        letters = letters_of(db, station_id, _LETTERS_SHOWN)
    codes = session.pop(_CODES, {})
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
        **_fingerprints(station),
    )


def _fingerprints(station: Station) -> dict[str, str | None]:
    key = province_key(services().settings)
    own = None if station.public_key is None else fingerprint(station.public_key)
    return {"province_fingerprint": fingerprint(public_bytes(key)), "station_fingerprint": own}


def _new(problem: str = "") -> str:
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


def _show_code(station_id: str, code: str) -> ResponseReturnValue:
    """Redirect to the page of a station, which shows its new code once."""
    session[_CODES] = {"station": station_id, "code": in_groups(code)}
    return redirect(url_for("office.station", station_id=station_id), code=303)


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
    return StationSettings(
        size_limit_mb=gigabytes * MB_PER_GB,
        images=form["anh"],
        collections=_first_collections(form),
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


def _first_collections(form: Mapping[str, str]) -> tuple[str, ...]:
    """Return the collections with a place in the order, the first one first."""
    places = {slug: form.get(f"truoc-{slug}", "").strip() for slug in profiles()}
    numbered = [(int(place), slug) for slug, place in places.items() if _is_place(place)]
    return tuple(slug for _, slug in sorted(numbered))


def _is_place(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3 and int(text) > 0


def _number(form: Mapping[str, str], name: str, label: str, least: int, most: int) -> int:
    text = form.get(name, "").strip()
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    if not is_number or not least <= int(text) <= most:
        with at_field(name):
            raise WrongStationNumberError(label, least, most)
    return int(text)
