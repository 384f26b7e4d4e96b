"""Lets staff correct the same misreading all over an item, after seeing every place."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.office.corrections.editing_context import desk_for
from app.services import services
from app.web.url_converters import asked
from library.catalogue import queries
from library.corrections.batch_edits import same_word_in_item
from library.corrections.batch_edits.same_word_in_item import Occurrence
from library.database import reading, work
from library.vietnamese.letters import compose

_AROUND = 4
"""So many heights of the word are shown on both sides of it."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Sight:
    """One place with the part of the page around it."""

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
    """Show every place where a word stands as it was misread."""
    seen = asked("sai")
    with reading(services().database) as session:
        record = queries.item_record(session, item_id)
        found = same_word_in_item.occurrences(session, services().derivatives, item_id, seen)
    return render_template(
        "office/corrections/same_word_in_item.html",
        record=record,
        seen=seen,
        meant=asked("dung"),
        found=[sight(one) for one in found],
        most=same_word_in_item.MOST,
        batch=request.args.get("lo", ""),
    )


def correct(item_id: str) -> ResponseReturnValue:
    """Correct the places that were ticked."""
    seen, meant = (compose(request.form.get(name, ""))[:_LONGEST] for name in ("sai", "dung"))
    if not meant.strip():
        return redirect(url_for("office.alike", item_id=item_id, sai=seen), code=303)
    with work(services().database) as session:
        desk = desk_for(session, item_id)
        batch, count = same_word_in_item.correct(desk, item_id, seen, meant, set(_chosen()))
    flash(f"Đã sửa {count} chỗ “{seen}” thành “{meant}”.", "good")
    here = url_for("office.alike", item_id=item_id, sai=seen, dung=meant, lo=batch)
    return redirect(here, code=303)


def undo(item_id: str) -> ResponseReturnValue:
    """Take back what was corrected at one press."""
    with work(services().database) as session:
        pages = same_word_in_item.undo(
            desk_for(session, item_id), item_id, request.form.get("lo", "")
        )
    flash(f"Đã hủy ở {pages} trang.", "good")
    return redirect(url_for("office.alike", item_id=item_id), code=303)


def _chosen() -> Iterator[tuple[int, int]]:
    for told in request.form.getlist("cho"):
        number, _, place = told.partition(":")
        if number.isdecimal() and place.isdecimal() and len(told) < 16:
            yield int(number), int(place)


def sight(one: Occurrence) -> Sight:
    """Return a place with what is shown around it."""
    word, around = one.word, _AROUND * one.word.height
    left, top = max(0, word.left - around), max(0, word.top - word.height // 3)
    return Sight(
        number=one.number,
        place=one.place,
        text=word.text,
        image=one.image,
        width=one.width,
        height=one.height,
        left=left,
        top=top,
        wide=min(one.width, word.left + word.width + around) - left,
        high=word.height * 5 // 3,
    )
