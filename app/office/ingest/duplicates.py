"""Possible duplicate deliveries, side by side, and the decisions on them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.lists.list_form import ListForm, read_list
from app.office.lists.view_forms import narrow
from app.services import services
from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.database import reading, work
from library.triage import duplicates
from library.triage.models import Verdict

_SHOWN = 20
_FORM = ListForm(
    "office.twins",
    orders={"moi": "mới nhận trước", "giong": "giống nhau nhiều trước"},
    search_help="Tên tệp hoặc thư mục, số lần nhập của một trong hai bản. Không cần gõ dấu.",
    size=_SHOWN,
)


def show() -> str:
    """Show the undecided pairs, the latest decisions and the identical deliveries."""
    with reading(services().database) as session:
        listing, screen_groups = narrow(
            read_list(session, _FORM),
            duplicates.undecided(session),
            words=lambda pair: (
                *(pair.newer.source, pair.newer.number, pair.older.source, pair.older.number),
            ),
            orders={"giong": lambda pair: -pair.alike / max(pair.newer.pages, 1)},
        )
        return render_template(
            "office/ingest/duplicates.html",
            undecided=[duplicates.with_pages(session, pair) for pair in screen_groups],
            listing=listing,
            decided=duplicates.decided(session, _SHOWN),
            same=register_queries.in_state(session, AccessionState.DUPLICATE, count=_SHOWN),
        )


def keep_both(newer: str, older: str) -> ResponseReturnValue:
    """Record the decision to keep both."""
    return _decide(newer, older, Verdict.KEEP, "Giữ cả hai; cặp này không hiện lại nữa.")


def ask(newer: str, older: str) -> str:
    """Ask for confirmation before the newer delivery is withdrawn."""
    with reading(services().database) as session:
        sides = register_queries.entry(session, newer), register_queries.entry(session, older)
    return render_template("office/ingest/drop_duplicate.html", newer=sides[0], older=sides[1])


def drop(newer: str, older: str) -> ResponseReturnValue:
    """Withdraw the newer one from its readers."""
    return _decide(newer, older, Verdict.DROP, "Đã gỡ bản mới. Không có gì bị xóa; hoàn tác được.")


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
