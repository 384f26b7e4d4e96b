"""Batch edits: correct one misreading in a whole collection (search, choose, correct, undo)."""

from collections.abc import Callable

from flask import render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.office.corrections.same_word_in_item import crop_around
from app.office.lists.list_form import Choice, ListForm, read_list
from app.services import profiles, services
from app.web.actions import action
from app.web.url_converters import screen_param
from library.catalogue.profiles import profile_of
from library.corrections.batch_edits import batches
from library.corrections.batch_edits.models import BatchEdit, BatchEditState
from library.database import reading

SCREEN = 60
_RECENT = 30
_MAX_WORD_LENGTH = 200


def show_all() -> str:
    """Show the newest batch edits and the form for another one."""
    with reading(services().database) as session:
        titles = {slug: profile.title for slug, profile in profiles().items()}
        choices = (Choice("bst", "Sưu tập", titles),)
        listing = read_list(session, ListForm("office.sweeps", choices=choices, size=_RECENT))
        collection = listing.chosen.get("bst")
        batch_edits = batches.recent(
            session, listing.count, first=listing.first, collection=collection
        )
        total = batches.count_all(session, collection)
    return render_template(
        "office/corrections/batch_edits.html",
        batch_edits=batch_edits,
        listing=listing.counted(total),
        collections=profiles().values(),
    )


@action()
def begin(session: Session) -> tuple[str, str]:
    """Start the search for a misreading in a whole collection."""
    collection = profile_of(profiles(), request.form.get("suu-tap", "")).slug
    misread, replacement = (
        request.form.get(name, "")[:_MAX_WORD_LENGTH] for name in ("sai", "dung")
    )
    sweep = batches.start(session, collection, misread, replacement, current_user.name)
    return "", url_for("office.sweep", sweep_id=sweep.id)


def show(sweep_id: int) -> str:
    """Show the progress of a batch edit and one screen of its places."""
    screen = screen_param()
    with reading(services().database) as session:
        report = batches.report(session, batches.find(session, sweep_id))
        first = (screen - 1) * SCREEN
        places = batches.places(session, sweep_id, first=first, count=SCREEN)
    return render_template(
        "office/corrections/batch_edit.html",
        batch_edit=report,
        places=[(place, crop_around(place.seen)) for place in places],
        can_choose=report.state is BatchEditState.FOUND,
        screen=screen,
        last=max(1, -(-report.found // SCREEN)),
        size=SCREEN,
    )


@action("office.sweep")
def act(session: Session, sweep_id: int) -> str:
    """Correct the chosen places, undo all corrections, or give the batch edit up."""
    perform = _ACTIONS.get(request.form.get("viec", ""))
    if perform is None:
        raise BadRequest
    return perform(session, batches.find(session, sweep_id))


@action()
def choose(session: Session, sweep_id: int) -> tuple[str, str]:
    """Save the ticks of one screen and go to another screen."""
    _choose(session, batches.find(session, sweep_id))
    screen = max(request.form.get("sang", 1, int), 1)
    return "", url_for("office.sweep", sweep_id=sweep_id, trang=screen)


def _choose(session: Session, sweep: BatchEdit) -> None:
    shown_ids, ticked_ids = (request.form.getlist(name, int)[:SCREEN] for name in ("co", "cho"))
    batches.choose(session, sweep, shown_ids, ticked_ids, current_user.name)


def _correct(session: Session, sweep: BatchEdit) -> str:
    _choose(session, sweep)
    batches.correct(session, sweep, current_user.name)
    return "Xưởng đang sửa từng phần; đóng trang này cũng không sao."


def _undo(session: Session, sweep: BatchEdit) -> str:
    batches.undo(session, sweep, current_user.name)
    return "Xưởng đang trả lại chữ cũ."


def _give_up(session: Session, sweep: BatchEdit) -> str:
    batches.give_up(session, sweep, current_user.name)
    return "Đã bỏ đợt sửa này; không chữ nào bị đổi."


_ACTIONS: dict[str, Callable[[Session, BatchEdit], str]] = {
    "sua": _correct,
    "huy": _undo,
    "bo": _give_up,
}
