"""Decisions on double-page images: where to split them, or to keep them whole."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from app.services import services
from library.accessions import register_queries
from library.database import reading, work
from library.triage import spreads

_CUT_RANGE_PERCENT = range(100)
"""Split position in per cent of the width; 0 keeps the image whole."""


def split(number: str) -> ResponseReturnValue:
    """Split one image or keep it whole; image 0 means all images."""
    picture = request.form.get("anh", 0, int)
    cut = request.form.get("cat", 0, int)
    if picture < 0 or cut not in _CUT_RANGE_PERCENT or (cut and not picture):
        raise BadRequest
    if not cut and _needs_consent(number, picture):
        return redirect(url_for("office.joining", number=number, anh=picture), code=303)
    with work(services().database) as session:
        spreads.split(session, number, picture, cut, current_user.name)
    return _redirect_with_message(number, "Các trang liên quan sẽ được làm lại.")


def decide_automatically(number: str) -> ResponseReturnValue:
    """Return to automatic detection of the gutter."""
    picture = request.form.get("anh", 0, int)
    if _needs_consent(number, picture):
        confirm_url = url_for("office.joining", number=number, anh=picture, may=1)
        return redirect(confirm_url, code=303)
    with work(services().database) as session:
        spreads.reset(session, number, picture, current_user.name)
    return _redirect_with_message(number, "Xưởng lại tự tìm gáy sách.")


def ask(number: str) -> str:
    """Show the decisions on page halves that would be lost by joining them."""
    picture = request.args.get("anh", 0, int)
    with reading(services().database) as session:
        return render_template(
            "office/ingest/join_halves.html",
            entry=register_queries.entry(session, number),
            picture=picture,
            by_itself="may" in request.args,
            stakes=spreads.lost_decisions(session, number, picture),
        )


def _needs_consent(number: str, picture: int) -> bool:
    """Return True if joining would lose decisions and the user has not agreed yet."""
    if "dong-y" in request.form:
        return False
    with reading(services().database) as session:
        return bool(spreads.lost_decisions(session, number, picture))


def _redirect_with_message(number: str, message: str) -> ResponseReturnValue:
    flash(message, "good")
    return redirect(url_for("office.accession", number=number), code=303)
