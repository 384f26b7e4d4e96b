"""Lets staff make one record of two that are one, part them again, and tell namesakes apart."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.office.catalogue.authorities import KIND_NAMES
from app.services import services
from app.web.url_converters import asked
from library.catalogue.authorities import authority_lists, authority_records, merging, similar_names
from library.catalogue.authorities.authority_lists import Wanted
from library.catalogue.authorities.models import FAMILIES, AuthorityKind
from library.database import reading, work
from library.errors import LibraryError

_PAIRS = 50
_CHOICES = 20


def show_alike() -> str:
    """Show which records may be one."""
    with reading(services().database) as session:
        pairs, total = similar_names.pairs(session, _PAIRS)
    return render_template(
        "office/catalogue/similar_authorities.html", pairs=pairs, total=total, kinds=KIND_NAMES
    )


def tell_apart(number: int, other: int) -> ResponseReturnValue:
    """Remember that two records are two."""
    with work(services().database) as session:
        similar_names.tell_apart(session, number, other, current_user.name)
    flash("Đã ghi là hai. Sẽ không hỏi lại.", "good")
    return redirect(url_for("office.authorities_alike"), code=303)


def ask(number: int) -> ResponseReturnValue:
    """Let the other record be chosen; once it is, show what merging would change."""
    into = request.args.get("vao", type=int)
    with reading(services().database) as session:
        record = authority_records.record(session, number)
        if record.id != number:
            return redirect(url_for("office.authority", number=record.id), code=303)
        if into is None:
            wanted = Wanted(
                _kinds_like(record.kind), sought=asked() or record.name, only_open=False
            )
            found = authority_lists.listed(session, wanted, first=0, count=_CHOICES).lines
            return render_template(
                "office/catalogue/authority_choose.html",
                record=record,
                sought=asked(),
                choices=[line for line in found if line.id != number],
                kinds=KIND_NAMES,
            )
        other = authority_records.record(session, into)
        told = merging.preview(session, number, into)
    return render_template(
        "office/catalogue/authority_merge.html",
        record=record,
        other=other,
        told=told,
        kinds=KIND_NAMES,
    )


def merge(number: int) -> ResponseReturnValue:
    """Merge a record into another one."""
    into = request.form.get("vao", 0, type=int)
    with work(services().database) as session:
        items = merging.merge(session, number, into, current_user.name)
    flash(f"Đã gộp. {items} tài liệu mang tên này; tách lại được ở cuối trang.", "good")
    return redirect(url_for("office.authority", number=into), code=303)


def part(number: int) -> ResponseReturnValue:
    """Part a record that was merged; when its name is given away, ask for another one."""
    name = request.form.get("ten", "").strip()[:500]
    with reading(services().database) as session:
        within = authority_records.record(session, number)
    try:
        with work(services().database) as session:
            parted = merging.part(session, number, current_user.name, name)
    except LibraryError as error:
        flash(str(error), "bad")
        return redirect(url_for("office.authority", number=within.id), code=303)
    flash(f"Đã tách “{parted.name}”. Những tài liệu mang tên này đã trở về.", "good")
    return redirect(url_for("office.authority", number=number), code=303)


def _kinds_like(kind: AuthorityKind) -> tuple[AuthorityKind, ...]:
    return tuple(one for one in AuthorityKind if FAMILIES[one] is FAMILIES[kind])
