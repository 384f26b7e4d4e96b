"""Lets staff correct a page line by line; nothing anybody typed is overwritten or lost."""

import re
import zlib
from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.office.corrections import transcribe
from app.office.corrections.compare_lines import ProofLine, proof_lines
from app.office.corrections.editing_context import desk_for
from app.services import services
from library.catalogue import queries
from library.catalogue.pages.neighbours import neighbours
from library.catalogue.text.words import Word
from library.corrections.page_edits import conflicts, edit, page_history, suspect_words, whole_pages
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import Saved
from library.corrections.page_edits.line_diff import new_line
from library.database import reading, work
from library.vietnamese.letters import compose

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LINE = "dong-"
_LONGEST = 2000


def show(item_id: str, number: int) -> str:
    """Show the lines of a page, each under its image, to be typed over; or the whole page."""
    with reading(services().database) as session:
        page = whole_pages.page_of(session, item_id, number)
    if whole_pages.is_typed_whole(services().derivatives, page):
        return transcribe.show(item_id, number)
    return _form(item_id, number)


def save(item_id: str, number: int) -> ResponseReturnValue:
    """Keep what was typed, or show beside it what another person changed meanwhile."""
    typed, base = dict(_typed()), request.form.get("tren", "")
    with work(services().database) as session:
        page = edit.page_of(session, item_id, number)
        words = _begun_with(base)
        kept = _kept(session, words, typed)
        saved = edit.save(
            desk_for(session, item_id), page, base, typed, kept, _added(words, page.height or 1)
        )
    if saved.clashing:
        return _form(item_id, number, typed, base, saved), 409
    _tell(saved)
    return redirect(_onwards(item_id, number), code=303)


def show_history(item_id: str, number: int) -> str:
    """Show what was corrected on a page, by whom and when."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = whole_pages.page_of(session, item_id, number)
        steps = page_history.steps(session, page)
    return render_template(
        "office/corrections/corrected_pages.html", record=record, number=number, steps=steps
    )


def revert(item_id: str, number: int) -> ResponseReturnValue:
    """Take a correction back, or let one hold again, or go back to before it."""
    act = request.form.get("viec", "")
    with work(services().database) as session:
        page = whole_pages.page_of(session, item_id, number)
        revisions = page_history.chosen(
            session, page, request.form.get("sua", 0, int), and_later=act == "ve-truoc"
        )
        change = edit.redo if act == "lam-lai" else edit.undo
        change(desk_for(session, item_id), page, revisions)
    flash(f"Đã đổi. Trang {number} lại đọc như các sửa đang có hiệu lực.", "good")
    return redirect(url_for("office.corrections", item_id=item_id, number=number), code=303)


def _form(
    item_id: str,
    number: int,
    typed: dict[int, str] | None = None,
    base: str = "",
    saved: Saved | None = None,
) -> str:
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = edit.page_of(session, item_id, number)
        sheet = queries.page_sheet(session, item_id, number)
        words = edit.words_of(services().derivatives, page.words)
        doubtful = suspect_words.doubts(session, words)
        before, after = neighbours(session, item_id, number)
        found = None
        if saved is not None:
            found = conflicts.compare(_begun_with(base), words, typed, saved.clashing)
    shown = proof_lines(sheet, words, doubtful, found)
    return render_template(
        "office/corrections/edit_page.html",
        record=record,
        sheet=sheet,
        lines=shown,
        clashes=found,
        base=sheet.words,
        left=len(doubtful),
        boxes=tuple(words[place] for place in doubtful),
        before=before,
        after=after,
        last_line=_last(shown),
    )


def _begun_with(base: str) -> tuple[Word, ...]:
    """Return the words that were on the screen when somebody began to type."""
    if not _DIGEST.fullmatch(base):
        raise BadRequest
    try:
        return edit.words_of(services().derivatives, base)
    except (TypeError, ValueError, zlib.error) as error:  # a checksum of something else
        raise BadRequest from error


def _last(shown: tuple[ProofLine, ...]) -> int:
    return shown[-1].number if shown else -1


def _typed() -> Iterator[tuple[int, str]]:
    """Give the lines that were typed, by their numbers."""
    for name, text in request.form.items():
        number = name.removeprefix(_LINE)
        if name != number and number.isdecimal() and len(number) < 7:
            yield int(number), compose(text).replace("\0", " ")[:_LONGEST]


def _kept(session: Session, words: tuple[Word, ...], typed: dict[int, str]) -> set[int]:
    """Return the places of words that are right: those marked so, or all that were left."""
    kept = set(request.form.getlist("giu", int))
    if "het" in request.form:
        kept |= set(suspect_words.doubts(session, words))
    return kept


def _added(words: tuple[Word, ...], height: int) -> tuple[Change, ...]:
    after = request.form.get("them-sau", -1, int)
    added = new_line(words, after, request.form.get("them", "")[:_LONGEST], height)
    return (added,) if added else ()


def _tell(saved: Saved) -> None:
    if saved.count:
        flash(f"Đã lưu {saved.count} chỗ. Bạn đọc tìm thấy chữ mới sau một giây.", "good")
    else:
        flash("Không có gì thay đổi.", "good")


def _onwards(item_id: str, number: int) -> str:
    """Return where to go on: the same page, or the next one when that was asked for."""
    if "sang" in request.form:
        with reading(services().database) as session:
            _, after = neighbours(session, item_id, number)
        number = after or number
    return url_for("office.correct", item_id=item_id, number=number, **{"da-luu": 1})
