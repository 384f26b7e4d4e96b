"""Takes what staff say of pictures that show two pages: where to part them, or to leave them."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import BadRequest

from app.house import house
from library.database import work
from library.triage import spreads

_CUTS = range(100)
"""Hundredths of the width; 0 leaves a picture whole."""


def part(number: str) -> ResponseReturnValue:
    """Part a picture, or leave it whole; without a number of it, all pictures."""
    picture = request.form.get("anh", 0, int)
    cut = request.form.get("cat", 0, int)
    if picture < 0 or cut not in _CUTS or (cut and not picture):
        raise BadRequest
    with work(house().database) as session:
        spreads.part(session, number, picture, cut, current_user.name)
    return _told(number, "Các trang liên quan sẽ được làm lại.")


def let_be(number: str) -> ResponseReturnValue:
    """Let the workshop decide by itself again."""
    picture = request.form.get("anh", 0, int)
    with work(house().database) as session:
        spreads.let_be(session, number, picture, current_user.name)
    return _told(number, "Xưởng lại tự tìm gáy sách.")


def _told(number: str, said: str) -> ResponseReturnValue:
    flash(said, "good")
    return redirect(url_for("office.accession", number=number), code=303)
