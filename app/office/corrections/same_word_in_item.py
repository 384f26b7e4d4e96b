"""Correction of the same misreading in a whole item, after a review of every occurrence."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.office.corrections.editing_context import editing_context
from app.services import services
from app.web.actions import action
from app.web.url_converters import text_param
from library.catalogue import queries
from library.corrections.batch_edits import same_word_in_item
from library.corrections.batch_edits.same_word_in_item import Occurrence
from library.database import reading, work
from library.vietnamese.letters import compose

_MARGIN_HEIGHTS = 4
"""Margin on both sides of a word, in word heights."""

_MAX_WORD_LENGTH = 200


@dataclass(frozen=True, slots=True)
class WordCrop:
    """Occurrence of a word with the surrounding part of the page image, in pixels."""

    number: int
    place: int
    text: str
    image: str | None
    width: int
    height: int
    left: int
    top: int
    wide: int
    high: int


def show(item_id: str) -> str:
    """Show every occurrence of a misread word."""
    misread = text_param("sai")
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        occurrences = same_word_in_item.occurrences(
            session, services().derivatives, item_id, misread
        )
    return render_template(
        "office/corrections/same_word_in_item.html",
        record=record,
        misread_word=misread,
        replacement=text_param("dung"),
        crops=[crop_around(occurrence) for occurrence in occurrences],
        most=same_word_in_item.MAX_PLACES,
        batch=request.args.get("lo", ""),
    )


def correct(item_id: str) -> ResponseReturnValue:
    """Correct the ticked occurrences."""
    misread, replacement = (
        compose(request.form.get(name, ""))[:_MAX_WORD_LENGTH] for name in ("sai", "dung")
    )
    if not replacement.strip():
        return redirect(url_for("office.alike", item_id=item_id, sai=misread), code=303)
    with work(services().database) as session:
        context = editing_context(session, item_id)
        batch, count = same_word_in_item.correct(
            context, item_id, misread, replacement, set(_chosen())
        )
    flash(f"Đã sửa {count} chỗ “{misread}” thành “{replacement}”.", "good")
    here = url_for("office.alike", item_id=item_id, sai=misread, dung=replacement, lo=batch)
    return redirect(here, code=303)


@action("office.alike")
def undo(session: Session, item_id: str) -> str:
    """Undo one batch of corrections."""
    pages = same_word_in_item.undo(
        editing_context(session, item_id), item_id, request.form.get("lo", "")
    )
    return f"Đã hoàn tác ở {pages} trang."


def _chosen() -> Iterator[tuple[int, int]]:
    for value in request.form.getlist("cho"):
        number, _, place = value.partition(":")
        if number.isdecimal() and place.isdecimal() and len(value) < 16:
            yield int(number), int(place)


def crop_around(occurrence: Occurrence) -> WordCrop:
    """Return an occurrence with the image area around it."""
    word, margin = occurrence.word, _MARGIN_HEIGHTS * occurrence.word.height
    x0, y0 = max(0, word.left - margin), max(0, word.top - word.height // 3)
    return WordCrop(
        number=occurrence.number,
        place=occurrence.place,
        text=word.text,
        image=occurrence.image,
        width=occurrence.width,
        height=occurrence.height,
        left=x0,
        top=y0,
        wide=min(occurrence.width, word.left + word.width + margin) - x0,
        high=word.height * 5 // 3,
    )
