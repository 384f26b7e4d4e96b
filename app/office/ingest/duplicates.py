"""Possible duplicate deliveries, side by side, and the decisions on them."""

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.lists.list_form import ListForm, read_list
from app.office.lists.view_forms import narrow
from app.services import services
from app.web.actions import action
from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.database import reading
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


@action("office.twins")
def keep_both(session: Session, newer: str, older: str) -> str:
    """Record the decision to keep both."""
    duplicates.decide(session, newer, older, Verdict.KEEP, current_user.name)
    return "Giữ cả hai; cặp này không hiện lại nữa."


def ask(newer: str, older: str) -> str:
    """Ask for confirmation before the newer delivery is withdrawn."""
    with reading(services().database) as session:
        sides = register_queries.entry(session, newer), register_queries.entry(session, older)
    return render_template("office/ingest/drop_duplicate.html", newer=sides[0], older=sides[1])


@action("office.twins")
def drop(session: Session, newer: str, older: str) -> str:
    """Withdraw the newer one from its readers."""
    duplicates.decide(session, newer, older, Verdict.DROP, current_user.name)
    return "Đã gỡ bản mới. Không có gì bị xóa; hoàn tác được."


@action("office.twins")
def undo(session: Session, newer: str, older: str) -> str:
    """Undo a decision."""
    duplicates.undo(session, newer, older, current_user.name)
    return "Đã hoàn tác. Hai tài liệu lại chờ quyết định."
