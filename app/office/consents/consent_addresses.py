"""Pages of consents, silenced spans and withdrawal requests, and their URLs with permissions."""

import mimetypes
from io import BytesIO

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.downloads.sent_files import send_whole_or_part
from app.public.reader.recordings import player_of
from app.services import services
from app.web.actions import action
from app.web.body_limits import receives_files
from app.web.caching import NO_STORE, set_policy
from library import clock
from library.accessions.models import Accession, SourceFile
from library.accessions.register import deposit_stream
from library.catalogue import cataloguing, queries
from library.catalogue.access import openings
from library.catalogue.access.reading_conditions import (
    Conditions,
    conditions_of,
    describe_conditions,
)
from library.catalogue.models import Item
from library.consents import consents, withdrawals
from library.consents.consents import USES, ConsentFacts
from library.consents.models import Consent, ConsentWay
from library.consents.problems import BadScanError, ConsentNotFoundError
from library.database import reading, work
from library.recordings import silencing
from library.recordings.cues import clock_text
from library.recordings.models import SilencedSpan, SilenceReason, Transcript
from library.recordings.playing import PlayedStretch, played_stretch, transcripts
from library.recordings.problems import NoStretchError
from library.recordings.silenced_words import in_effect, is_hidden
from library.recordings.silencing import SpanFacts
from library.recordings.webvtt import read_cues
from library.staff.permissions import Permission

MAX_SCAN_BYTES = 20_000_000
_SCAN_TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
_FLAGS = ("attended", "no_download", "no_machines")
_WAYS = {
    ConsentWay.FORM.value: "Phiếu ký (kèm bản quét)",
    ConsentWay.SPOKEN.value: "Lời nói ghi âm",
    ConsentWay.WITNESSED.value: "Có người làm chứng",
}


def show_consents(item_id: str, problem: str = "") -> str:
    """Show the consents and conditions of an item."""
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


def show_form(item_id: str) -> str:
    """Show the consent form of an item, to print and sign."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
    return render_template("office/consents/consent_form.html", record=record, uses=USES)


@action("office.consents", show_consents, raised=(404,))
@receives_files
def enter_consent(session: Session, item_id: str) -> str:
    """Record a consent with its evidence."""
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
    consents.enter(session, cataloguing.find_item(session, item_id), facts, current_user.name)
    return "Đã ghi đồng ý. Bạn đọc chỉ đọc được điều mọi người đã đồng ý."


@action("office.consents")
def end(session: Session, item_id: str, number: int) -> str:
    """Record that a consent was taken back."""
    item = cataloguing.find_item(session, item_id)
    consents.end(session, item, number, current_user.name)
    return "Đã ghi thôi đồng ý; có hiệu lực ngay ở mọi nơi."


@action("office.consents", show_consents, raised=(404,))
def set_terms(session: Session, item_id: str) -> str:
    """Set the conditions of a community."""
    form = request.form
    conditions = Conditions(
        season=consents.read_season(form.get("mua-tu", ""), form.get("mua-den", "")),
        warning=form.get("loi-bao", ""),
        **{name: name in form for name in _FLAGS},
    )
    item = cataloguing.find_item(session, item_id)
    base = form.get("ban-goc", "")
    consents.set_conditions(session, item, conditions, current_user.name, base=base)
    is_waiting = openings.waiting_of(session, item) is not None
    waits = " Điều mở rộng thêm chờ người thứ hai duyệt." if is_waiting else ""
    return f"Đã ghi điều kiện.{waits}"


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


def _typed(day: str) -> str:
    return "/".join(str(int(part)) for part in reversed(day.split("-")))


REASONS = {
    SilenceReason.THIRD_PERSON.value: "Tên, chuyện riêng của người thứ ba",
    SilenceReason.HEALTH.value: "Sức khỏe, bệnh tật",
    SilenceReason.PLACE.value: "Chỗ ở, nơi chốn",
    SilenceReason.FAMILY.value: "Chuyện gia đình",
    SilenceReason.RITUAL.value: "Lời nghi lễ không truyền ra ngoài",
    SilenceReason.OTHER.value: "Lý do khác (ghi ở dưới)",
}
_PLAYED = ("audio/", "video/")


def show_silences(item_id: str, number: int, problem: str = "", heard: int | None = None) -> str:
    """Show the spans of a recording beside its player, with a form for another."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        stretch = _stretch(session, item_id, number)
        spans = silencing.spans_of(session, item_id, stretch.file)
        heard_span = next((row for row in spans if row.id == heard), None)
        words = transcripts(session, item_id, stretch.file) if heard_span else ()
        twins = silencing.other_items(session, item_id, stretch.file)
        of_item = select(Item.accession_id).where(Item.id == item_id).scalar_subquery()
        delivery = session.scalar(select(Accession).where(Accession.id == of_item))
        sealed = [(row, _hidden_cues(row, heard_span)) for row in words]
    return render_template(
        "office/consents/silenced_spans.html",
        record=record,
        number=number,
        player=player_of(stretch, None),
        spans=spans,
        heard=heard_span,
        sealed=sealed,
        twins=twins,
        delivery=delivery,
        reasons=REASONS,
        write_time=silencing.write_time,
        problem=problem,
    )


@action("office.silence", show_silences, raised=(404,))
def mark(session: Session, item_id: str, number: int) -> str:
    """Silence a span of the recording."""
    reason = request.form.get("ly-do", "")
    facts = SpanFacts(
        begins=silencing.read_time(request.form.get("tu", "")),
        ends=silencing.read_time(request.form.get("den", "")),
        reason=SilenceReason(reason) if reason in set(SilenceReason) else None,
        note=request.form.get("ghi-chu", ""),
        hides_picture="che-hinh" in request.form,
    )
    item = cataloguing.find_item(session, item_id)
    file = _stretch(session, item_id, number).file
    silencing.mark(session, item, file, facts, current_user.name)
    return "Đã giữ kín: lời trong đoạn đã ẩn, bản nghe đang làm lại không có đoạn ấy."


@action("office.silence", lambda span_id, **place: show_silences(**place), raised=(404,))
def lift(session: Session, item_id: str, number: int, span_id: int) -> str:
    """Stop silencing a span."""
    item = cataloguing.find_item(session, item_id)
    silencing.lift(session, item, span_id, request.form.get("vi-sao", ""), current_user.name)
    return "Đã thôi giữ kín: lời hiện lại ngay, bản nghe đang làm lại từ bản gốc."


def hear(item_id: str, number: int, span_id: int) -> ResponseReturnValue:
    """Record the hearing, and show the sealed original with its hidden words."""
    with work(services().database) as session:
        row = silencing.find_span(session, item_id, span_id)
        silencing.note_hearing(session, row, current_user.name)
    return set_policy(Response(show_silences(item_id, number, heard=span_id)), NO_STORE)


def send_sealed(item_id: str, span_id: int) -> Response:
    """Send the master to a person whose hearing was recorded; no cache keeps it."""
    with reading(services().database) as session:
        row = silencing.find_span(session, item_id, span_id)
        silencing.require_hearing(session, row, current_user.name)
        name = session.query(SourceFile.name).filter_by(digest=row.file).limit(1).scalar()
        file = row.file
    guess = mimetypes.guess_type(name or "")[0] or ""
    media_type = guess if guess.startswith(_PLAYED) else "application/octet-stream"
    masters, derivatives = services().masters, services().derivatives
    store = masters if masters.holds(file) else derivatives  # a file of an archive
    return set_policy(send_whole_or_part(store.path(file), media_type, file), NO_STORE)


def _hidden_cues(row: Transcript, span: SilencedSpan) -> list[str]:
    cues = (cue for cue in read_cues(row.cues) if is_hidden(cue, in_effect([span]), row.kind))
    return [f"{clock_text(cue.begins)} {cue.text}" for cue in cues]


def _stretch(session: Session, item_id: str, number: int) -> PlayedStretch:
    stretch = played_stretch(session, item_id, number)
    if stretch is None:
        raise NoStretchError
    return stretch


_SHOWN = 200


def show(problem: str = "") -> str:
    """Show the open requests with the time left, and those decided lately."""
    with reading(services().database) as session:
        open_requests = withdrawals.requests(session, is_open=True, count=_SHOWN)
        decided = withdrawals.requests(session, is_open=False, count=_SHOWN)
    return render_template(
        "office/consents/withdrawal_requests.html",
        open_requests=open_requests,
        decided=decided,
        today=clock.today(),
        problem=problem,
    )


@action("office.consents", show_consents, raised=(404,))
def enter(session: Session, item_id: str) -> str:
    """Record a request on behalf of a person who came or called."""
    text, contact = (request.form.get(name, "") for name in ("noi-dung", "lien-he"))
    hides_title = "an-ten" in request.form
    cataloguing.find_item(session, item_id)
    withdrawals.ask(
        session,
        item_id,
        text,
        contact,
        hides_title=hides_title,
        entered_by=current_user.name,
    )
    return f"Đã ghi yêu cầu gỡ; hạn {withdrawals.WORKING_DAYS} ngày làm việc."


@action("office.withdrawal_requests", lambda number, problem: show(problem), raised=(404,))
def decide(session: Session, number: int) -> str:
    """Withdraw the item, or refuse with a reason."""
    text = request.form.get("loi", "")[: withdrawals.MAX_LENGTH]
    if request.form.get("viec") == "go":
        hides_title = "an-ten" in request.form
        withdrawals.grant(session, number, text, current_user.name, hides_title=hides_title)
        message = "Đã gỡ: bạn đọc và các máy khác không còn thấy; trạm bỏ ở lần gọi về tới."
    else:
        withdrawals.refuse(session, number, text, current_user.name)
        message = "Đã ghi: giữ tài liệu. Hãy báo lý do cho người xin gỡ."
    return message


_READ, _WRITE = ("GET",), ("POST",)
_CONSENTS, _REQUESTS = "/tai-lieu/<item:item_id>/dong-y", "/xin-go"
_SPANS = "/tai-lieu/<item:item_id>/trang/<int:number>/giu-kin"
_SEALED = "/tai-lieu/<item:item_id>/ban-goc-giu-kin/<int:span_id>"
_CATALOGUE, _PUBLISH = Permission.CATALOGUE, Permission.PUBLISH
ADDRESSES = (
    (_CONSENTS, "consents", _CATALOGUE, show_consents, _READ),
    (_CONSENTS, "enter_consent", _CATALOGUE, enter_consent, _WRITE),
    (f"{_CONSENTS}/dieu-kien", "set_conditions", _CATALOGUE, set_terms, _WRITE),
    (f"{_CONSENTS}/<int:number>/thoi", "end_consent", _CATALOGUE, end, _WRITE),
    (f"{_CONSENTS}/<int:number>/phieu", "consent_scan", _CATALOGUE, send_scan, _READ),
    (f"{_CONSENTS}/phieu-in", "consent_form", _CATALOGUE, show_form, _READ),
    (f"{_CONSENTS}/xin-go", "enter_withdrawal", _CATALOGUE, enter, _WRITE),
    (_SPANS, "silence", _CATALOGUE, show_silences, _READ),
    (_SPANS, "mark_silence", _CATALOGUE, mark, _WRITE),
    (f"{_SPANS}/<int:span_id>/thoi", "lift_silence", _PUBLISH, lift, _WRITE),
    (f"{_SPANS}/<int:span_id>/nghe", "hear_sealed", _CATALOGUE, hear, _WRITE),
    (_SEALED, "sealed_recording", _CATALOGUE, send_sealed, _READ),
    (_REQUESTS, "withdrawal_requests", _PUBLISH, show, _READ),
    (f"{_REQUESTS}/<int:number>", "decide_withdrawal", _PUBLISH, decide, _WRITE),
)
