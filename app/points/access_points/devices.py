"""Computers of an access point (installation, codes, replacement, end) and its assets."""

import re
from collections import Counter
from datetime import timedelta
from functools import partial

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.office.field_problems import at_field
from app.points.access_points import point_forms as forms
from app.points.access_points.own_points import refuse_others
from app.points.access_points.points import point_action
from app.points.access_points.points import show as show_point
from app.points.kiosk.agent.program_version import VERSION, version_key
from app.points.kiosk.agent_releases import read_release
from app.services import services
from app.web.actions import action
from app.web.form_versions import stop_if_reopened
from app.web.hosts import root_of_this_request
from app.web.qr_code import qr_picture
from library import clock
from library.database import reading
from library.errors import HostsNotSetError
from library.identifiers import in_groups
from library.staff.audit import note
from points.access_points import device_life, device_list, enrolment, equipment, inventory
from points.access_points.models import AssetState, DeviceChangeKind
from points.access_points.networks import networks_of
from points.access_points.problems import (
    LabelsTwiceError,
    NoComputerWaitsError,
    TooManyComputersError,
)
from points.usage.boards.attention import MAX_CLOCK_SKEW
from points.usage.boards.setup_status import setup_of_point

_CODES = "ma-dang-ky"
"""Session key of the new enrolment codes, which are shown once."""

_MAX_COMPUTERS = 40


@point_action
def announce(db: Session, point: inventory.Point) -> tuple[str, str]:
    """Register one or several computers of a point and redirect to their enrolment codes."""
    stop_if_reopened()
    form = request.form
    labels = _labels(form)
    # codes for several computers are printed, and typed in the days that follow
    lifetime = enrolment.CODE_LIFETIME if len(labels) == 1 else enrolment.BATCH_LIFETIME
    announce_computer = partial(
        enrolment.announce,
        db,
        point.code,
        by=current_user.name,
        asset_id=_asset_id(db, form),
        lifetime=lifetime,
    )
    codes = [(label, announce_computer(label)) for label in labels]
    note(db, current_user.name, "device.announce", point.code, ", ".join(labels))
    return "", page_with_codes(point.facts.name, codes, lifetime)


def show_codes() -> ResponseReturnValue:
    """Show the new enrolment codes once, on a printable page."""
    codes = session.pop(_CODES, None)
    if codes is None:
        flash("Mã chỉ hiện một lần. Cần mã khác thì bấm “Cấp mã mới” ở máy đó.", "bad")
        return redirect(url_for("office.points"), code=303)
    return render_template(
        "points/access_points/enrolment_codes.html",
        new_codes=codes,
        vouchers=_vouchers(codes["codes"]),
        house_url=_house_url(),
    )


def _vouchers(codes: list[tuple[str, str]]) -> list[tuple[str, str, Markup | None]]:
    """Return the label, the code and a QR code of each, if the address of the site is known."""
    url = _house_url()
    return [
        (label, in_groups(code), qr_picture(f"{url}may#k={code}") if url else None)
        for label, code in codes
    ]


def _house_url() -> str:
    """Return the address of the site as typed at a computer; empty if it is not known for sure."""
    try:
        return root_of_this_request()
    except HostsNotSetError:
        return ""


@action(form_again=show_point)
def renew(db: Session, code: str) -> tuple[str, str]:
    """Create a new code for a computer that was wiped, cloned or revoked."""
    computer = _chosen_computer(db)
    new_code = enrolment.renew(db, computer.id)
    note(db, current_user.name, "device.renew", str(computer.id), computer.label)
    return "", page_with_codes(computer.point, [(computer.label, new_code)])


@point_action
def replace(db: Session, point: inventory.Point) -> tuple[str, str]:
    """Enter the computer that takes the place of another one, and show its code."""
    stop_if_reopened()
    form, computer = request.form, _chosen_computer(db)
    label = forms.text(form, "ten-moi", "tên máy mới")
    new_code = enrolment.replace(
        db,
        computer.id,
        point.code,
        label,
        by=current_user.name,
        reason=forms.text(form, "ly-do-thay", "lý do"),
        asset_id=_asset_id(db, form),
    )
    note(db, current_user.name, "device.replace", str(computer.id), f"thay bằng {label}")
    return "", page_with_codes(computer.point, [(label, new_code)])


def _asset_id(db: Session, form: MultiDict[str, str]) -> int | None:
    number = forms.text(form, "so")
    return equipment.record_on(db, number, clock.today()).asset_id if number else None


@point_action
def revoke(db: Session, _point: inventory.Point) -> str:
    """Revoke the token of a computer, for a time or for good."""
    stop_if_reopened()
    computer = _chosen_computer(db)
    reason = forms.text(request.form, "ly-do", "lý do")
    retires = request.form.get("thoi-dung") == "co"
    kind = DeviceChangeKind.RETIRED if retires else DeviceChangeKind.WITHDRAWN
    device_life.end_service(db, computer.id, kind, reason=reason, changed_by=current_user.name)
    note(db, current_user.name, "device.revoke", str(computer.id), reason)
    return f"Đã thu hồi thẻ của {computer.label}: từ nay máy đó không gửi được gì."


@point_action
def move(db: Session, point: inventory.Point) -> str:
    """Move a computer to another access point from now on."""
    computer = _chosen_computer(db)
    target = inventory.point_on(db, request.form.get("diem", ""), clock.today())
    refuse_others(db, target.id)
    enrolment.move(db, computer.id, target.code, by=current_user.name)
    note(db, current_user.name, "device.move", str(computer.id), f"{point.code} → {target.code}")
    return f"{computer.label} từ nay ở {target.facts.name}; lượt dùng trước đó ở lại."


@point_action
def enter_asset(db: Session, point: inventory.Point) -> str:
    """Add an asset to the inventory of a point."""
    stop_if_reopened()
    facts = forms.asset(request.form)
    since = facts.acquired or clock.today()
    with at_field("so"):
        equipment.enter(db, facts, point_id=point.id, since=since, by=current_user.name)
    return f"Đã ghi tài sản {facts.number}."


@point_action
def change_asset(db: Session, point: inventory.Point) -> str:
    """Record a new state or a new access point of an asset from a given day."""
    stop_if_reopened()
    form, since = request.form, forms.day(request.form)
    number = forms.text(form, "so", "số tài sản")
    refuse_others(db, equipment.record_on(db, number, since).point_id)
    state = form.get("trang-thai", "")
    target_code = form.get("diem", point.code)
    target = inventory.point_on(db, target_code, since)
    refuse_others(db, target.id)
    equipment.change(
        db,
        number,
        since=since,
        by=current_user.name,
        reason=forms.text(form, "ly-do", "lý do"),
        state=AssetState(state) if state in set(AssetState) else None,
        point_id=target.id,
    )
    return f"Đã ghi thay đổi của tài sản {number} từ {since:%d/%m/%Y}."


def _labels(form: MultiDict[str, str]) -> list[str]:
    """Return the names in the list (the first column of a pasted table), or numbered ones."""
    lines = [re.split(r"[\t;,]", line)[0].strip(' "') for line in form.get("ds", "").splitlines()]
    labels = [label for label in lines if label]
    if not labels:
        name = forms.text(form, "ten", "tên máy")
        how_many = form.get("may", 1, type=int)
        if not 1 <= how_many <= _MAX_COMPUTERS:
            raise TooManyComputersError(_MAX_COMPUTERS)
        return [name] if how_many == 1 else [f"{name} {n}" for n in range(1, how_many + 1)]
    if len(labels) > _MAX_COMPUTERS:
        raise TooManyComputersError(_MAX_COMPUTERS)
    for label, count in Counter(labels).items():
        if count > 1:
            raise LabelsTwiceError(label)
    return labels


def _chosen_computer(db: Session) -> device_list.Computer:
    """Return the chosen computer; raise PermissionDeniedError if its point is not one's own."""
    computer = device_list.computer(db, request.form.get("may", 0, type=int), clock.now())
    refuse_others(db, computer.point_id or 0)
    return computer


def page_with_codes(
    point: str, codes: list[tuple[str, str]], lifetime: timedelta = enrolment.CODE_LIFETIME
) -> str:
    """Return the address of the page that shows new codes once."""
    ends = clock.now() + lifetime
    session[_CODES] = {"point": point, "codes": codes, "ends": ends.isoformat()}
    return url_for("office.codes")


def show_installation(code: str) -> str:
    """Show machine by machine what has been heard and what is still to do; it reloads itself."""
    at = clock.now()
    with reading(services().database) as session:
        point = inventory.point_on(session, code, clock.today())
        refuse_others(session, point.id)
        computers = setup_of_point(session, point.id, at)
        networks = networks_of(session, point.id)
    release = read_release(services().settings.home)
    newest = VERSION if release is None else release.version
    return render_template(
        "points/access_points/installation.html",
        agent_version=newest,
        agent_published=release is not None,
        is_old=lambda version: version_key(version) < version_key(newest),
        point=point,
        computers=computers,
        networks=networks,
        max_skew=MAX_CLOCK_SKEW,
        in_work=True,
    )


@point_action
def renew_waiting(session: Session, point: inventory.Point) -> tuple[str, str]:
    """Create new codes, valid for a week, for all computers that are not enrolled yet."""
    waiting = [c for c in setup_of_point(session, point.id, clock.now()) if not c.is_enrolled]
    if not waiting:
        raise NoComputerWaitsError
    lifetime = enrolment.BATCH_LIFETIME
    codes = [(c.label, enrolment.renew(session, c.id, lifetime=lifetime)) for c in waiting]
    labels = ", ".join(c.label for c in waiting)
    note(session, current_user.name, "device.renew", point.code, labels)
    return "", page_with_codes(point.facts.name, codes, lifetime)
