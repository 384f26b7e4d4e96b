"""Rules of intake: their table, a form with a trial run, and the history of each."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.bulk.bulk_collections import collection_titles
from app.services import services
from app.web.actions import action
from app.web.form_versions import merge_form, stop_if_reopened
from library.accessions import register_queries
from library.catalogue import assignments
from library.catalogue.models import Access
from library.catalogue.text import languages
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.vocabulary import ACCESS_SENTENCES
from library.planning import house_rules
from library.planning import ruled_intake as intake
from library.planning import work_batches as batches
from library.planning.house_rules import MAX_PATTERN, VALUE_NAMES, RuleDetails
from library.planning.models import IntakeRule
from library.planning.problems import BadRuleValueError
from library.planning.ruled_intake import TRIED, TrialLine
from library.staff.audit_log import AuditFilter, list_lines
from library.vietnamese.letters import compose

_LABELS = {
    "ten": "Tên quy tắc",
    "thu-muc": "Nộp vào",
    "nguoi-nop": "Người nộp",
    "ten-tep": "Tên tệp",
    "suu-tap": VALUE_NAMES["collection"],
    "ngon-ngu": VALUE_NAMES["languages"],
    "noi-doc": VALUE_NAMES["access"],
    "giay-phep": VALUE_NAMES["licence"],
    "de-muc": VALUE_NAMES["subject"],
    "giao": VALUE_NAMES["holder"],
    "lo": VALUE_NAMES["batch_id"],
    "hai-nguoi": VALUE_NAMES["two_people"],
}
_MAX_TEXT = 300
_MAX_FOLDER_BYTES = 240
"""Longest name of a folder: file systems take 255 bytes, and moving adds a few."""
_HISTORY = 20


def show_all() -> str:
    """Show the rules in their order."""
    with reading(services().database) as session:
        rows = house_rules.all_rules(session)
        captions = {row.id: _captions(session, house_rules.details_of(row).values) for row in rows}
    return render_template("office/planning/rules.html", rows=rows, captions=captions)


@reopens
def make() -> ResponseReturnValue:
    """Add a rule, or only try it."""
    try:
        if "thu" in request.form:
            return show(trial=_trial())
        with work(services().database) as session:
            stop_if_reopened()
            details = _details(session)
            house_rules.make(session, details, current_user.name)
    except LibraryError as error:
        return show(problem=str(error)), error.status
    flash(f"Đã lập quy tắc “{details.title}”; áp dụng từ lần nhập tới.", "good")
    return redirect(url_for("office.rules"), code=303)


def show(
    rule_id: int | None = None, *, problem: str = "", trial: tuple[TrialLine, ...] | None = None
) -> str:
    """Show the form of a rule and its history."""
    with reading(services().database) as session:
        row = None if rule_id is None else house_rules.find(session, rule_id)
        criteria = AuditFilter(subject=house_rules.subject_of(row)) if row else None
        return render_template(
            "office/planning/rule.html",
            rule=row,
            values=_values(row) if row else dict.fromkeys(_LABELS, ""),
            choices=_choices(session),
            folders=collection_titles(),
            senders=register_queries.receivers(session),
            trial=trial and tuple((line, _changes(session, line)) for line in trial),
            is_tried=trial is not None,
            most=TRIED,
            history=list_lines(session, criteria, first=0, count=_HISTORY) if criteria else (),
            problem=problem,
        )


@reopens
def save(rule_id: int) -> ResponseReturnValue:
    """Change a rule, or only try it as typed."""
    try:
        if "thu" in request.form:
            return show(rule_id, trial=_trial())
        with work(services().database) as session:
            merge_note = merge_form(_values(house_rules.find(session, rule_id)), _LABELS)
            details = _details(session)
            house_rules.change(session, rule_id, details, current_user.name)
    except LibraryError as error:
        return show(rule_id, problem=str(error)), error.status
    flash(f"Đã lưu quy tắc “{details.title}”.{merge_note}", "good")
    return redirect(url_for("office.rules"), code=303)


@action("office.rules")
def act(session: Session, rule_id: int, act: str) -> str:
    """Turn a rule on or off, or move it up."""
    by = current_user.name
    if act == "len":
        house_rules.move_up(session, rule_id, by)
    else:
        house_rules.set_active(session, rule_id, by, active=act == "bat")
    messages = {"len": "Đã chuyển quy tắc lên.", "bat": "Đã bật quy tắc."}
    return messages.get(act, "Đã tắt quy tắc; các lần nhập trước không đổi.")


def _trial() -> tuple[TrialLine, ...]:
    with reading(services().database) as session:
        return intake.try_rule(session, _details(session))


def _choices(session: Session) -> dict[str, dict[str, str]]:
    """Return the captions of the values that each field of the form offers."""
    return {
        "suu-tap": collection_titles(),
        "ngon-ngu": languages.choices(),
        "noi-doc": {access.value: ACCESS_SENTENCES[access.value] for access in Access},
        "giao": {name: name for name in assignments.cataloguers(session)},
        "lo": {str(batch.id): batch.name for batch in batches.open_batches(session)},
        "hai-nguoi": {"1": "cần người thứ hai duyệt, kể cả khi sưu tập không đòi"},
    }


def _details(session: Session) -> RuleDetails:
    """Return the rule of this request's form; raise BadRuleValueError."""
    form = {name: _line(request.form.get(name, "")) for name in _LABELS}
    for name, options in _choices(session).items():
        if form[name] and form[name] not in options:
            raise BadRuleValueError(form[name][:60], _LABELS[name])
    folder = form["thu-muc"]
    is_reserved = "/" in folder or folder.startswith((".", "da-nhan", "khong-nhan"))
    if is_reserved or len(folder.encode()) > _MAX_FOLDER_BYTES:
        raise BadRuleValueError(folder[:60], _LABELS["thu-muc"])
    return RuleDetails(
        form["ten"][:120],
        folder,
        form["nguoi-nop"],
        form["ten-tep"][:MAX_PATTERN],
        form["suu-tap"],
        form["ngon-ngu"],
        Access(form["noi-doc"]) if form["noi-doc"] else None,
        form["giay-phep"],
        form["de-muc"],
        form["giao"],
        int(form["lo"]) if form["lo"] else None,
        form["hai-nguoi"] == "1",
    )


def _values(row: IntakeRule) -> dict[str, str]:
    """Return the fields of the form of a rule as text."""
    return {
        "ten": row.title,
        "thu-muc": row.folder,
        "nguoi-nop": row.sender,
        "ten-tep": row.name_pattern,
        "suu-tap": row.collection,
        "ngon-ngu": row.languages,
        "noi-doc": row.access.value if row.access else "",
        "giay-phep": row.licence,
        "de-muc": row.subject,
        "giao": row.holder,
        "lo": str(row.batch_id or ""),
        "hai-nguoi": "1" if row.two_people else "",
    }


def _changes(session: Session, line: TrialLine) -> list[tuple[str, str, str]]:
    """Return label, present and new value of each change, in words."""
    return [
        (VALUE_NAMES[name], _caption(session, name, old), _caption(session, name, new))
        for name, old, new in line.changes
    ]


def _captions(session: Session, values: dict[str, str]) -> list[tuple[str, str]]:
    return [(VALUE_NAMES[name], _caption(session, name, text)) for name, text in values.items()]


def _caption(session: Session, name: str, value: str) -> str:
    """Return a value of a rule in words."""
    if not value:
        return "(trống)"
    match name:
        case "collection":
            return collection_titles().get(value, value)
        case "languages":
            return languages.in_words(value)
        case "access":
            return ACCESS_SENTENCES.get(value, value)
        case "batch_id":
            return batches.find(session, int(value)).name
        case "two_people":
            return "cần người thứ hai duyệt"
    return value


def _line(text: str) -> str:
    return " ".join(compose(text).replace("\0", "").split())[:_MAX_TEXT]
