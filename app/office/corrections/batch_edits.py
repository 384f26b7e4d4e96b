"""Lets staff correct one misreading all over a collection: look, choose, correct, undo."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from app.office.corrections.same_word_in_item import sight
from app.services import profiles, services
from app.web.url_converters import asked_screen
from library.catalogue.profiles import profile_of
from library.corrections.batch_edits import batches
from library.corrections.batch_edits.models import Sweep, SweepState
from library.database import reading, work

SCREEN = 60
_RECENT = 30
_LONGEST = 200


def show_all() -> str:
    """Show the newest sweeps, and ask for another."""
    with reading(services().database) as session:
        found = batches.recent(session, _RECENT)
    return render_template(
        "office/corrections/batch_edits.html", sweeps=found, collections=profiles().values()
    )


def begin() -> ResponseReturnValue:
    """Have a misreading looked for all over a collection."""
    collection = profile_of(profiles(), request.form.get("suu-tap", "")).slug
    seen, meant = (request.form.get(name, "")[:_LONGEST] for name in ("sai", "dung"))
    with work(services().database) as session:
        sweep = batches.begin(session, collection, seen, meant, current_user.name)
    return redirect(url_for("office.sweep", sweep_id=sweep.id), code=303)


def show(sweep_id: int) -> str:
    """Show how far a sweep is, and a screen of what it found."""
    screen = asked_screen()
    with reading(services().database) as session:
        report = batches.report(session, batches.find(session, sweep_id))
        first = (screen - 1) * SCREEN
        found = batches.places(session, sweep_id, first=first, count=SCREEN)
    return render_template(
        "office/corrections/batch_edit.html",
        sweep=report,
        found=[(one, sight(one.seen)) for one in found],
        can_choose=report.state is SweepState.FOUND,
        screen=screen,
        last=max(1, -(-report.found // SCREEN)),
        size=SCREEN,
    )


def act(sweep_id: int) -> ResponseReturnValue:
    """Keep what was ticked, have the chosen places corrected, or everything undone."""
    do = _ACTS.get(request.form.get("viec", ""))
    if do is None:
        raise BadRequest
    with work(services().database) as session:
        said = do(session, batches.find(session, sweep_id))
    flash(said, "good")
    return redirect(url_for("office.sweep", sweep_id=sweep_id), code=303)


def choose(sweep_id: int) -> ResponseReturnValue:
    """Keep what was ticked on one screen and go to another."""
    with work(services().database) as session:
        _choose(session, batches.find(session, sweep_id))
    screen = max(request.form.get("sang", 1, int), 1)
    return redirect(url_for("office.sweep", sweep_id=sweep_id, trang=screen), code=303)


def _choose(session: Session, sweep: Sweep) -> None:
    shown, ticked = (request.form.getlist(name, int)[:SCREEN] for name in ("co", "cho"))
    batches.choose(session, sweep, shown, ticked, current_user.name)


def _correct(session: Session, sweep: Sweep) -> str:
    _choose(session, sweep)
    batches.correct(session, sweep, current_user.name)
    return "Xưởng đang sửa từng phần; đóng trang này cũng không sao."


def _undo(session: Session, sweep: Sweep) -> str:
    batches.undo(session, sweep, current_user.name)
    return "Xưởng đang trả lại chữ cũ."


def _give_up(session: Session, sweep: Sweep) -> str:
    batches.give_up(session, sweep, current_user.name)
    return "Đã bỏ đợt sửa này; không chữ nào bị đổi."


_ACTS: dict[str, Callable[[Session, Sweep], str]] = {
    "sua": _correct,
    "huy": _undo,
    "bo": _give_up,
}
