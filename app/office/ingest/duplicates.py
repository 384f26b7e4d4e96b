"""Possible duplicate deliveries, side by side, and the decisions on them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.lists.list_form import ListForm, read_list
from app.services import services
from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.database import reading, work
from library.triage import duplicates
from library.triage.models import Verdict

_SHOWN = 20


def show() -> str:
    """Show the undecided pairs, the latest decisions and the identical deliveries."""
    with reading(services().database) as session:
        listing = read_list(session, ListForm("office.twins", size=_SHOWN))
        pairs, total = duplicates.undecided(session, listing.count, first=listing.first)
        return render_template(
            "office/ingest/duplicates.html",
            undecided=pairs,
            listing=listing.counted(total),
            decided=duplicates.decided(session, _SHOWN),
            same=register_queries.in_state(session, AccessionState.DUPLICATE, count=_SHOWN),
        )


def keep_both(newer: str, older: str) -> ResponseReturnValue:
    """Record the decision to keep both."""
    return _decide(newer, older, Verdict.KEEP, "Giữ cả hai. Sẽ không hỏi lại.")


def ask(newer: str, older: str) -> str:
    """Ask for confirmation before the newer delivery is withdrawn."""
    with reading(services().database) as session:
        sides = register_queries.entry(session, newer), register_queries.entry(session, older)
    return render_template("office/ingest/drop_duplicate.html", newer=sides[0], older=sides[1])


def drop(newer: str, older: str) -> ResponseReturnValue:
    """Withdraw the newer one from its readers."""
    return _decide(newer, older, Verdict.DROP, "Đã gỡ bản mới. Không có gì bị xoá; hoàn tác được.")


def undo(newer: str, older: str) -> ResponseReturnValue:
    """Undo a decision."""
    with work(services().database) as session:
        duplicates.undo(session, newer, older, current_user.name)
    flash("Đã hoàn tác. Hai tài liệu lại chờ quyết định.", "good")
    return redirect(url_for("office.twins"), code=303)


def _decide(newer: str, older: str, verdict: Verdict, message: str) -> ResponseReturnValue:
    with work(services().database) as session:
        duplicates.decide(session, newer, older, verdict, current_user.name)
    flash(message, "good")
    return redirect(url_for("office.twins"), code=303)
