"""The way by stick in the office: a pack is ordered and downloaded, letters are taken in."""

import io
import zipfile

from flask import flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.kit.province.station_pages import page, station_action
from app.points.access_points.own_points import refuse_others
from app.services import services
from app.web.body_limits import receives_files
from app.web.caching import NO_STORE, set_policy
from kit.contact import pack_orders, stations
from kit.contact.pack_orders import STICK
from kit.contact.problems import NoLetterChosenError, OtherStationsLetterError, PackNotThereError
from kit.models import Station
from kit.outbox.acknowledgements import acknowledge
from kit.outbox.stick_letters import (
    ACKNOWLEDGEMENT,
    FOLDER,
    MAX_LETTER_BYTES,
    is_statement,
    receive_file,
)
from kit.signatures import province_key
from library.database import reading
from library.errors import LibraryError
from library.staff.audit import note

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
        order_row = pack_orders.orders_of(db, station_id).get(STICK)
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
        return page(station_id, str(error)), error.status
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
