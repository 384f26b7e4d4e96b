"""Queue of doubtful figures: each beside its image, to be corrected or confirmed."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from app.office.corrections.editing_context import editing_context
from app.office.corrections.same_word_in_item import crop_around
from app.office.lists.list_form import Choice, ListForm, read_list
from app.services import services
from library.corrections import figure_doubts
from library.corrections.batch_edits.same_word_in_item import occurrence
from library.corrections.page_edits import edit
from library.database import reading, work
from library.storage.problems import DerivativeLostError

_REASONS = {
    "document": "khác văn bản của thư viện",
    "impossible": "không thể viết như thế",
    "unsure": "máy đọc chưa chắc",
}
_SCREEN = 20


def show() -> str:
    """Show one screen of the doubtful figures."""
    form = ListForm("office.doubts", choices=(Choice("vi-sao", "Vì sao", _REASONS),), size=_SCREEN)
    with reading(services().database) as session:
        listing = read_list(session, form)
        reason = listing.chosen.get("vi-sao")
        figures = figure_doubts.waiting(session, reason, first=listing.first, count=listing.count)
        rows = [(figure, figure.Page.item_id, _crop(figure)) for figure in figures]
        total = figure_doubts.count_waiting(session, reason)
    return render_template(
        "office/corrections/doubtful_figures.html",
        rows=rows,
        reasons=_REASONS,
        narrowed=_narrowed(),
        listing=listing.counted(total),
    )


def decide(item_id: str, number: int) -> ResponseReturnValue:
    """Store the figure that was typed, or confirm the one that was read."""
    form = request.form
    with work(services().database) as session:
        is_stored = edit.settle(
            editing_context(session, item_id),
            edit.page_of(session, item_id, number),
            form.get("cho", -1, int),
            form.get("doc", ""),
            form.get("chu", "") if form.get("viec") == "sua" else None,
        )
    if is_stored:
        flash("Đã ghi. Bạn đọc tìm thấy chữ mới sau một giây.", "good")
    else:
        flash("Chỗ ấy đã có người sửa, hoặc chưa ghi số nào; không đổi gì.", "bad")
    return redirect(url_for("office.doubts", **_narrowed()), code=303)


def _narrowed() -> dict[str, str]:
    """Return the choice and the screen of the list, which stay after a decision."""
    return {name: request.args[name] for name in ("vi-sao", "trang") if name in request.args}


def _crop(figure: Row) -> object | None:
    """Return the image of a figure; None if its words are lost until they are made again."""
    try:
        words = edit.words_of(services().derivatives, figure.Page.words)
    except DerivativeLostError:
        return None
    if figure.place >= len(words):
        return None
    return crop_around(occurrence(figure.Page, figure.place, words[figure.place]))
