"""Line-by-line correction of a page; concurrent edits are never overwritten."""

import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.office.corrections import recording_words, transcribe
from app.office.corrections.editing_context import editing_context
from app.services import services
from app.web.actions import action
from library.catalogue import queries
from library.catalogue.pages.neighbours import neighbours
from library.catalogue.queries import PageDetails
from library.catalogue.text.layout import Line
from library.catalogue.text.words import Word
from library.corrections.line_answers import BY_READERS
from library.corrections.page_edits import edit, page_history, suspect_words, whole_pages
from library.corrections.page_edits.diff import Change
from library.corrections.page_edits.edit import SaveResult
from library.corrections.page_edits.line_diff import lines_of, new_line, text_of
from library.corrections.page_edits.suspect_words import SuspectWord
from library.corrections.page_edits.whole_pages import EditConflicts, OtherEdit
from library.database import reading, work
from library.recordings.stretches import stretch_of
from library.vietnamese.letters import compose

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LINE_PREFIX = "dong-"
_MAX_LINE_LENGTH = 2000
_MARGIN_RATIO = 0.35
"""Margin around a line image, as a share of the line's smaller side."""


@dataclass(frozen=True, slots=True)
class ProofWord:
    """One word of a line; `doubt` is the reason to check it, if any."""

    place: int
    word: Word
    doubt: SuspectWord | None


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One line: its image area in pixels, its words and the text to edit."""

    number: int
    left: int
    top: int
    width: int
    height: int
    words: tuple[ProofWord, ...]
    value: str
    theirs: OtherEdit | None = None
    """Concurrent edit of the line by another person, if any."""


def show(item_id: str, number: int) -> str:
    """Show the line editor of a page, or the whole-page editor for transcribed pages."""
    with reading(services().database) as session:
        page = whole_pages.page_of(session, item_id, number)
        is_recording = stretch_of(session, page.id) is not None
    if is_recording:
        return recording_words.show(item_id, number)
    if whole_pages.needs_transcription(services().derivatives, page):
        return transcribe.show(item_id, number)
    return _form(item_id, number)


def save(item_id: str, number: int) -> ResponseReturnValue:
    """Save the typed lines, or show them next to another person's concurrent edits."""
    texts, base = dict(_typed()), request.form.get("tren", "")
    with work(services().database) as session:
        page = edit.page_of(session, item_id, number)
        words = _base_words(base)
        confirmed_places = _confirmed_places(session, words, texts)
        result = edit.save(
            editing_context(session, item_id),
            page,
            base,
            texts,
            confirmed_places,
            _added_line(words, page.height or 1),
        )
    if result.clashing:
        return _form(item_id, number, texts, base, result), 409
    if result.count:
        flash(f"Đã lưu {result.count} chỗ. Bạn đọc tìm thấy chữ mới sau một giây.", "good")
    else:
        flash("Không có gì thay đổi.", "good")
    return redirect(_next_address(item_id, number), code=303)


def show_history(item_id: str, number: int) -> str:
    """Show the corrections of a page with author and time."""
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = whole_pages.page_of(session, item_id, number)
        steps = page_history.history(session, page)
    return render_template(
        "office/corrections/corrected_pages.html",
        record=record,
        number=number,
        steps=steps,
        by_readers=BY_READERS,
    )


@action("office.corrections")
def revert(session: Session, item_id: str, number: int) -> str:
    """Undo a correction, redo it, or undo it with all later ones."""
    act = request.form.get("viec", "")
    page = whole_pages.page_of(session, item_id, number)
    revisions = page_history.select_revisions(
        session, page, request.form.get("sua", 0, int), and_later=act == "ve-truoc"
    )
    change = edit.redo if act == "lam-lai" else edit.undo
    change(editing_context(session, item_id), page, revisions)
    return f"Đã đổi. Trang {number} lại đọc như các sửa đang có hiệu lực."


def _form(
    item_id: str,
    number: int,
    texts: dict[int, str] | None = None,
    base: str = "",
    result: SaveResult | None = None,
) -> str:
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        page = edit.page_of(session, item_id, number)
        details = queries.page_details(session, item_id, number)
        words = edit.words_of(services().derivatives, page.words)
        doubtful = suspect_words.find_suspect_words(session, words)
        previous_page, next_page = neighbours(session, item_id, number)
        clashes = None
        if result is not None:
            clashes = whole_pages.compare(_base_words(base), words, texts, result.clashing)
    proofs = _proof_lines(details, words, doubtful, clashes)
    return render_template(
        "office/corrections/edit_page.html",
        record=record,
        page=details,
        lines=proofs,
        clashes=clashes,
        base=details.words,
        doubtful_count=len(doubtful),
        boxes=tuple(words[place] for place in doubtful),
        previous_page=previous_page,
        next_page=next_page,
        last_line=proofs[-1].number if proofs else -1,
    )


def _proof_lines(
    sheet: PageDetails,
    words: tuple[Word, ...],
    doubts: Mapping[int, SuspectWord],
    clashes: EditConflicts | None,
) -> tuple[ProofLine, ...]:
    """Return the lines of a page in reading order."""
    place, proofs = 0, []
    for number, line in lines_of(words).items():
        inside = tuple(
            ProofWord(place + step, word, doubts.get(place + step))
            for step, word in enumerate(line.words)
        )
        place += len(inside)
        proofs.append(_line(sheet, number, line, inside, clashes))
    return tuple(proofs)


def _line(
    sheet: PageDetails,
    number: int,
    line: Line,
    inside: tuple[ProofWord, ...],
    clashes: EditConflicts | None,
) -> ProofLine:
    margin = round(_MARGIN_RATIO * min(line.box.height, line.box.width))
    x0, y0 = max(0, line.box.left - margin), max(0, line.box.top - margin)
    mine = clashes.mine.get(number) if clashes else None
    return ProofLine(
        number=number,
        left=x0,
        top=y0,
        width=min(sheet.width or line.box.right, line.box.right + margin) - x0,
        height=min(sheet.height or line.box.bottom, line.box.bottom + margin) - y0,
        words=inside,
        value=text_of(line.words) if mine is None else mine,
        theirs=clashes.theirs.get(number) if clashes else None,
    )


def _base_words(base: str) -> tuple[Word, ...]:
    """Return the words on the screen when editing started; raise BadRequest if unknown."""
    if not _DIGEST.fullmatch(base):
        raise BadRequest
    try:
        return edit.words_of(services().derivatives, base)
    except (
        TypeError,
        ValueError,
        zlib.error,
    ) as error:  # the digest belongs to another kind of file
        raise BadRequest from error


def _typed() -> Iterator[tuple[int, str]]:
    """Yield number and text of each typed line."""
    for name, text in request.form.items():
        number = name.removeprefix(_LINE_PREFIX)
        if name != number and number.isdecimal() and len(number) < 7:
            yield int(number), compose(text).replace("\0", " ")[:_MAX_LINE_LENGTH]


def _confirmed_places(session: Session, words: tuple[Word, ...], texts: dict[int, str]) -> set[int]:
    """Return the places of confirmed words: the marked ones, and with `het` all doubtful ones."""
    confirmed_places = set(request.form.getlist("giu", int))
    if "het" in request.form:
        confirmed_places |= set(suspect_words.find_suspect_words(session, words))
    return confirmed_places


def _added_line(words: tuple[Word, ...], height: int) -> tuple[Change, ...]:
    after = request.form.get("them-sau", -1, int)
    added_words = new_line(words, after, request.form.get("them", "")[:_MAX_LINE_LENGTH], height)
    return (added_words,) if added_words else ()


def _next_address(item_id: str, number: int) -> str:
    """Return the address of this page, or of the next page if requested."""
    if "sang" in request.form:
        with reading(services().database) as session:
            _, next_page = neighbours(session, item_id, number)
        number = next_page or number
    return url_for("office.correct", item_id=item_id, number=number, **{"da-luu": 1})
