"""Consents and conditions of one item: the page, its forms, the form to print, scanned forms."""

from io import BytesIO

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.services import services
from app.web.body_limits import receives_files
from app.web.caching import NO_STORE, set_policy
from library.accessions.register import deposit_stream
from library.catalogue import cataloguing, queries
from library.catalogue.access import openings
from library.catalogue.access.reading_conditions import (
    Conditions,
    conditions_of,
    describe_conditions,
)
from library.consents import consents
from library.consents.consents import USES, ConsentFacts
from library.consents.models import Consent, ConsentWay
from library.consents.problems import BadScanError, ConsentNotFoundError
from library.database import reading, work
from library.errors import LibraryError

MAX_SCAN_BYTES = 20_000_000
_SCAN_TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
_FLAGS = ("attended", "no_download", "no_machines")
_WAYS = {
    ConsentWay.FORM.value: "Phiếu ký (kèm bản quét)",
    ConsentWay.SPOKEN.value: "Lời nói ghi âm",
    ConsentWay.WITNESSED.value: "Có người làm chứng",
}


def show(item_id: str) -> str:
    """Show the consents and conditions of an item."""
    return page(item_id)


def show_form(item_id: str) -> str:
    """Show the consent form of an item, to print and sign."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
    return render_template("office/consents/consent_form.html", record=record, uses=USES)


@receives_files
def enter(item_id: str) -> ResponseReturnValue:
    """Record a consent with its evidence."""
    try:
        scan, scan_type = _store_scan()
        way = request.form.get("cach", "")
        facts = ConsentFacts(
            person=request.form.get("nguoi", ""),
            way=ConsentWay(way) if way in set(ConsentWay) else None,
            until=consents.read_last_day(request.form.get("den", "")),
            evidence=request.form.get("bang-chung", ""),
            scan=scan,
            scan_type=scan_type,
            **{use: use in request.form for use in USES},
        )
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            consents.enter(session, item, facts, current_user.name)
    except LibraryError as error:
        return _refused(item_id, error)
    flash("Đã ghi đồng ý. Bạn đọc chỉ đọc được điều mọi người đã đồng ý.", "good")
    return _back(item_id)


def end(item_id: str, number: int) -> ResponseReturnValue:
    """Record that a consent was taken back."""
    with work(services().database) as session:
        item = cataloguing.find_item(session, item_id)
        consents.end(session, item, number, current_user.name)
    flash("Đã ghi thôi đồng ý; có hiệu lực ngay ở mọi nơi.", "good")
    return _back(item_id)


def set_terms(item_id: str) -> ResponseReturnValue:
    """Set the conditions of a community."""
    try:
        conditions = Conditions(
            season=consents.read_season(
                request.form.get("mua-tu", ""), request.form.get("mua-den", "")
            ),
            warning=request.form.get("loi-bao", ""),
            **{name: name in request.form for name in _FLAGS},
        )
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            base = request.form.get("ban-goc", "")
            consents.set_conditions(session, item, conditions, current_user.name, base=base)
            is_waiting = openings.waiting_of(session, item) is not None
    except LibraryError as error:
        return _refused(item_id, error)
    waits = " Điều mở rộng thêm chờ người thứ hai duyệt." if is_waiting else ""
    flash(f"Đã ghi điều kiện.{waits}", "good")
    return _back(item_id)


def send_scan(item_id: str, number: int) -> Response:
    """Send a scanned form to staff; no cache keeps it."""
    with reading(services().database) as session:
        row = session.get(Consent, number)
        if row is None or row.item_id != item_id:
            raise ConsentNotFoundError
        digest, media_type = row.scan, row.scan_type
    if digest is None:
        abort(404)
    response = Response(services().masters.read(digest), mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="phieu-{number}"'
    return set_policy(response, NO_STORE)


def _store_scan() -> tuple[str | None, str | None]:
    file = request.files.get("phieu")
    if file is None or not file.filename:
        return None, None
    content = file.read(MAX_SCAN_BYTES + 1)
    kinds = (kind for start, kind in _SCAN_TYPES.items() if content.startswith(start))
    media_type = next(kinds, None)
    if media_type is None or len(content) > MAX_SCAN_BYTES:
        raise BadScanError
    stored = deposit_stream(services().masters, file.filename, BytesIO(content))
    return stored.digest, media_type


def _refused(item_id: str, error: LibraryError) -> ResponseReturnValue:
    if error.status == 404:
        raise error
    return page(item_id, str(error)), error.status


def page(item_id: str, problem: str = "") -> str:
    """Render consents and conditions of an item, with what was typed into a refused form."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        rows = consents.consents_of(session, item_id)
    conditions = conditions_of(record)
    season = tuple(_typed(day) for day in conditions.season or ())
    return render_template(
        "office/consents/consents.html",
        record=record,
        consents=rows,
        conditions=conditions,
        set_flags=tuple(name for name in _FLAGS if getattr(conditions, name)),
        ways=_WAYS,
        season=season or ("", ""),
        sentences=tuple(describe_conditions(conditions)),
        uses=USES,
        problem=problem,
    )


def _typed(day: str) -> str:
    return "/".join(str(int(part)) for part in reversed(day.split("-")))


def _back(item_id: str) -> ResponseReturnValue:
    return redirect(url_for("office.consents", item_id=item_id), code=303)
