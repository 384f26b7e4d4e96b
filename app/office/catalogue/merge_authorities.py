"""Merging of authority records, undoing a merge, and marking namesakes as distinct."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.catalogue.authorities import KIND_NAMES
from app.services import services
from app.web.actions import action
from app.web.remedies import linked
from app.web.url_converters import text_param
from library.catalogue.authorities import authority_lists, authority_records, merging, similar_names
from library.catalogue.authorities.authority_lists import AuthorityFilter
from library.catalogue.authorities.models import FAMILIES, AuthorityKind
from library.database import reading, work
from library.errors import LibraryError

_PAIRS = 50
_CHOICES = 20


def show_alike() -> str:
    """Show pairs of possible duplicate records."""
    with reading(services().database) as session:
        pairs, total = similar_names.pairs(session, _PAIRS)
    return render_template(
        "office/catalogue/similar_authorities.html", pairs=pairs, total=total, kinds=KIND_NAMES
    )


@action("office.authorities_alike")
def mark_distinct(session: Session, number: int, other: int) -> str:
    """Mark two records as distinct."""
    similar_names.mark_distinct(session, number, other, current_user.name)
    return "Đã ghi là hai tên khác nhau; cặp này không hiện lại nữa."


def ask(number: int) -> ResponseReturnValue:
    """Show the candidates for a merge, or the preview once one is chosen."""
    into = request.args.get("vao", type=int)
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        if record.id != number:
            return redirect(url_for("office.authority", number=record.id), code=303)
        if into is None:
            criteria = AuthorityFilter(
                _kinds_like(record.kind), name_part=text_param() or record.name, only_open=False
            )
            candidates = authority_lists.list_records(
                session, criteria, first=0, count=_CHOICES
            ).lines
            return render_template(
                "office/catalogue/authority_choose.html",
                record=record,
                name_part=text_param(),
                choices=[line for line in candidates if line.id != number],
                kinds=KIND_NAMES,
            )
        other = authority_records.record(session, into)
        preview = merging.preview(session, number, into)
    return render_template(
        "office/catalogue/authority_merge.html",
        record=record,
        other=other,
        preview=preview,
        kinds=KIND_NAMES,
    )


@action()
def merge(session: Session, number: int) -> tuple[str, str]:
    """Merge a record into another one."""
    into = request.form.get("vao", 0, type=int)
    items = merging.merge(session, number, into, current_user.name)
    message = f"Đã gộp. {items} tài liệu mang tên này; tách lại được ở cuối trang."
    return message, url_for("office.authority", number=into)


def unmerge(number: int) -> ResponseReturnValue:
    """Undo a merge; a new name (`ten`) is needed if the old one is taken."""
    name = request.form.get("ten", "").strip()[:500]
    with reading(services().database) as session:
        merged_into = authority_records.record(session, number)
    try:
        with work(services().database) as session:
            authority = merging.undo_merge(session, number, current_user.name, name)
    except LibraryError as error:
        flash(linked(error), "bad")
        return redirect(url_for("office.authority", number=merged_into.id), code=303)
    flash(f"Đã tách “{authority.name}”. Những tài liệu mang tên này đã trở về.", "good")
    return redirect(url_for("office.authority", number=number), code=303)


def _kinds_like(kind: AuthorityKind) -> tuple[AuthorityKind, ...]:
    return tuple(candidate for candidate in AuthorityKind if FAMILIES[candidate] is FAMILIES[kind])
