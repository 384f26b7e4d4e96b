"""Silenced spans of a recording: marking, lifting, and the sealed original for staff."""

import mimetypes

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.downloads.sent_files import send_whole_or_part
from app.public.reader.recordings import player_of
from app.services import services
from app.web.caching import NO_STORE, set_policy
from library.accessions.models import Accession, SourceFile
from library.catalogue import cataloguing, queries
from library.catalogue.models import Item
from library.database import reading, work
from library.errors import LibraryError
from library.recordings import silencing
from library.recordings.cues import clock_text
from library.recordings.models import SilencedSpan, SilenceReason, Transcript
from library.recordings.playing import PlayedStretch, played_stretch, transcripts
from library.recordings.problems import NoStretchError
from library.recordings.silenced_words import in_effect, is_hidden
from library.recordings.silencing import SpanFacts
from library.recordings.webvtt import read_cues

REASONS = {
    SilenceReason.THIRD_PERSON.value: "Tên, chuyện riêng của người thứ ba",
    SilenceReason.HEALTH.value: "Sức khỏe, bệnh tật",
    SilenceReason.PLACE.value: "Chỗ ở, nơi chốn",
    SilenceReason.FAMILY.value: "Chuyện gia đình",
    SilenceReason.RITUAL.value: "Lời nghi lễ không truyền ra ngoài",
    SilenceReason.OTHER.value: "Lý do khác (ghi ở dưới)",
}
_PLAYED = ("audio/", "video/")


def show(item_id: str, number: int) -> str:
    """Show the spans of a recording beside its player, with a form for another."""
    return _page(item_id, number)


def mark(item_id: str, number: int) -> ResponseReturnValue:
    """Silence a span of the recording."""
    reason = request.form.get("ly-do", "")
    try:
        facts = SpanFacts(
            begins=silencing.read_time(request.form.get("tu", "")),
            ends=silencing.read_time(request.form.get("den", "")),
            reason=SilenceReason(reason) if reason in set(SilenceReason) else None,
            note=request.form.get("ghi-chu", ""),
            hides_picture="che-hinh" in request.form,
        )
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            file = _stretch(session, item_id, number).file
            silencing.mark(session, item, file, facts, current_user.name)
    except LibraryError as error:
        return _refused(item_id, number, error)
    flash("Đã giữ kín: lời trong đoạn đã ẩn, bản nghe đang làm lại không có đoạn ấy.", "good")
    return _back(item_id, number)


def lift(item_id: str, number: int, span_id: int) -> ResponseReturnValue:
    """Stop silencing a span."""
    try:
        with work(services().database) as session:
            item = cataloguing.find_item(session, item_id)
            silencing.lift(
                session, item, span_id, request.form.get("vi-sao", ""), current_user.name
            )
    except LibraryError as error:
        return _refused(item_id, number, error)
    flash("Đã thôi giữ kín: lời hiện lại ngay, bản nghe đang làm lại từ bản gốc.", "good")
    return _back(item_id, number)


def hear(item_id: str, number: int, span_id: int) -> ResponseReturnValue:
    """Record the hearing, and show the sealed original with its hidden words."""
    with work(services().database) as session:
        row = silencing.find_span(session, item_id, span_id)
        silencing.note_hearing(session, row, current_user.name)
    return set_policy(Response(_page(item_id, number, heard=span_id)), NO_STORE)


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


def _refused(item_id: str, number: int, error: LibraryError) -> ResponseReturnValue:
    if error.status == 404:
        raise error
    return _page(item_id, number, str(error)), error.status


def _page(item_id: str, number: int, problem: str = "", heard: int | None = None) -> str:
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


def _hidden_cues(row: Transcript, span: SilencedSpan) -> list[str]:
    cues = (cue for cue in read_cues(row.cues) if is_hidden(cue, in_effect([span]), row.kind))
    return [f"{clock_text(cue.begins)} {cue.text}" for cue in cues]


def _stretch(session: Session, item_id: str, number: int) -> PlayedStretch:
    stretch = played_stretch(session, item_id, number)
    if stretch is None:
        raise NoStretchError
    return stretch


def _back(item_id: str, number: int) -> ResponseReturnValue:
    return redirect(url_for("office.silence", item_id=item_id, number=number), code=303)
