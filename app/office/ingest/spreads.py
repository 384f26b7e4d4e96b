"""Takes what staff say of pictures that show two pages: where to part them, or to leave them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from app.services import services
from library.accessions import register_queries
from library.database import reading, work
from library.triage import joined_halves, spreads

_CUTS = range(100)
"""Hundredths of the width; 0 leaves a picture whole."""


def part(number: str) -> ResponseReturnValue:
    """Part a picture, or leave it whole; without a number of it, all pictures."""
    picture = request.form.get("anh", 0, int)
    cut = request.form.get("cat", 0, int)
    if picture < 0 or cut not in _CUTS or (cut and not picture):
        raise BadRequest
    if not cut and _must_agree(number, picture):
        return redirect(url_for("office.joining", number=number, anh=picture), code=303)
    with work(services().database) as session:
        spreads.part(session, number, picture, cut, current_user.name)
    return _told(number, "Các trang liên quan sẽ được làm lại.")


def let_be(number: str) -> ResponseReturnValue:
    """Let the workshop decide by itself again."""
    picture = request.form.get("anh", 0, int)
    if _must_agree(number, picture):
        again = url_for("office.joining", number=number, anh=picture, may=1)
        return redirect(again, code=303)
    with work(services().database) as session:
        spreads.let_be(session, number, picture, current_user.name)
    return _told(number, "Xưởng lại tự tìm gáy sách.")


def ask(number: str) -> str:
    """Say what staff decided about halves that are to be joined, before it is lost."""
    picture = request.args.get("anh", 0, int)
    with reading(services().database) as session:
        return render_template(
            "office/ingest/join_halves.html",
            entry=register_queries.entry(session, number),
            picture=picture,
            by_itself="may" in request.args,
            stakes=joined_halves.at_stake(session, number, picture),
        )


def _must_agree(number: str, picture: int) -> bool:
    """Say whether something is at stake to which nobody agreed yet."""
    if "dong-y" in request.form:
        return False
    with reading(services().database) as session:
        return bool(joined_halves.at_stake(session, number, picture))


def _told(number: str, said: str) -> ResponseReturnValue:
    flash(said, "good")
    return redirect(url_for("office.accession", number=number), code=303)
