"""Programme reports: list, drafting by template, signing and export."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.points.programme import report_form, scope
from app.points.programme.conversions import paper_to_sign
from app.services import services
from app.web.actions import action
from app.web.form_versions import stop_if_reopened
from library import clock
from library.database import reading, work
from library.errors import LibraryError, PermissionDeniedError
from library.law import law_register
from library.staff.permissions import Permission
from points.access_points import inventory
from points.access_points.inventory import Point
from points.access_points.point_names import PointNames, point_names
from points.programme.models import Report, ReportState
from points.programme.paper_templates import REPORT_KINDS, PaperTemplate, template_of, templates
from points.programme.periods import Period, read_period, year
from points.programme.problems import BadEntryError, BadPeriodError
from points.programme.registers.schema import read_day
from points.programme.reports import compose_report, report_changes, report_store, sending

FILES = ("docx", "pdf", "odt", "xlsx", "pdfa")
_SHOWN = 60


def show_all() -> str:
    """Show the reports, newest first."""
    with reading(services().database) as session:
        points = scope.own_points(session)
        names = point_names(session)
        reports = [
            report
            for report in report_store.every_report(session)
            if scope.sees_all() or any(point.code == report.point for point in points)
        ]
    screen_reports = reports[:_SHOWN]
    return render_template(
        "points/programme/reports.html",
        reports=screen_reports,
        kinds=REPORT_KINDS,
        templates=templates(),
        titles={report.id: _about(names, report) for report in screen_reports},
    )


def choose(problem: str = "") -> str:
    """Show the choice of period and point, then the templates that fit both."""
    form_values = request.form if problem else request.args
    today = clock.today()
    period = year(today.year - 1)
    try:
        period = _typed_period(form_values) if form_values.get("ky") else period
    except BadPeriodError as error:
        problem = problem or str(error)
    with reading(services().database) as session:
        points = scope.own_points(session)
        code = form_values.get("diem", "").strip() or None
        if code is None and not scope.sees_all():
            code = points[0].code if points else None
        scope.must_be_mine(points, code)
        place = None if code is None else inventory.point_on(session, code, today)
    return render_template(
        "points/programme/new_report.html",
        period=period,
        kinds=REPORT_KINDS,
        cutoff=int(law_register.name_on("report-cutoff", today) or 1),
        typed=form_values,
        points=points,
        code=code,
        place=place,
        offers=_offers(period, place),
        problem=problem,
    )


@action(form_again=choose)
def draft(session: Session) -> tuple[str, str]:
    """Create a draft report."""
    form = request.form
    period = _typed_period(form)
    code, _, kind = form.get("mau", "").partition("/")
    if not kind:
        raise BadEntryError("Hãy chọn một mẫu báo cáo.")
    point = form.get("diem", "").strip() or None
    scope.must_be_mine(scope.own_points(session), point)
    if not current_user.may(template_of(code).permission):
        raise PermissionDeniedError
    report = report_store.draft(
        session,
        kind,
        period,
        code,
        library=services().settings.library_name,
        by=current_user.name,
        point=point,
    )
    return "", url_for("programme.report", report_id=report.id)


def show(report_id: int, problem: str = "") -> str:
    """Show a report with its figures, texts and actions."""
    with reading(services().database) as session:
        report = own_report(session, report_id)
        figures = report_store.figures(session, report, clock.today())
        previous = report_changes.previous_report(session, report)
        changes = report_changes.changes_since(previous, figures) if previous else ()
        day = report.numbered or clock.today()
        words = (*report.head.values(), *report_store.texts(report, figures).values())
    stored_form = report_form.shown(report, figures, failed=False)
    doubts = report_changes.contradictions(figures) if report.state is ReportState.DRAFT else ()
    return render_template(
        "points/programme/report.html",
        report=report,
        figures=figures,
        previous=previous,
        changes=changes,
        contradictions=doubts,
        cited_rows=law_register.cited_rows("\n".join(map(str, words)), day),
        cited_day=day,
        template=templates().get(report.reader),
        may_change=may_change(report),
        values=report_form.form_values(stored_form),
        form=report_form.shown(report, figures, failed=bool(problem)),
        title=f"{compose_report.kind_name(report.kind)}, {figures.period_said}",
        files=FILES,
        today=clock.today(),
        problem=problem,
    )


@reopens
def act(report_id: int) -> ResponseReturnValue:
    """Save the texts of a report, sign it, or register its document number."""
    try:
        if request.form.get("viec") == "gui":
            _print_to_sign(report_id)
        with work(services().database) as session:
            report = changeable_report(session, report_id)
            message = _ACTIONS.get(request.form.get("viec", ""), _write)(session, report)
    except LibraryError as error:
        return show(report_id, str(error)), error.status
    flash(message, "good")
    return redirect(url_for("programme.report", report_id=report_id), code=303)


def _print_to_sign(report_id: int) -> None:
    """Convert the paper: the result is cached, and takes no time in the transaction."""
    with reading(services().database) as session:
        report = changeable_report(session, report_id)
        paper = report_store.docx(session, report, clock.today())
    paper_to_sign(paper, services().settings.cache, compose_report.kind_name(report.kind))


def _write(session: Session, report: Report) -> str:
    merge_note = report_form.save(session, report, clock.today(), by=current_user.name)
    return f"Đã lưu bản thảo.{merge_note}"


def _accept_all(session: Session, report: Report) -> str:
    merge_note = report_form.save(session, report, clock.today(), by=current_user.name)
    accepted_count = report_store.accept_all(session, report, clock.today(), by=current_user.name)
    return f"Đã lưu bản thảo và chọn thêm {accepted_count} câu đề xuất.{merge_note}"


def _sign(session: Session, report: Report) -> str:
    stop_if_reopened()
    report_form.require_newest(report)
    report_form.save(session, report, clock.today(), by=current_user.name)
    report_store.sign(session, report, clock.today(), by=current_user.name)
    return "Đã ký: số liệu, lời văn và công thức được giữ như lúc này."


def _register(session: Session, report: Report) -> str:
    form = request.form
    day, number = read_day(form.get("ngay", "")), form.get("so", type=int)
    if day is None or number is None:
        raise BadEntryError("Hãy ghi số và ngày trong sổ công văn đi.")
    report_store.register(session, report, number, day, by=current_user.name)
    return "Đã ghi số văn bản."


def _send(session: Session, report: Report) -> str:
    form, today = request.form, clock.today()
    name = f"{compose_report.kind_name(report.kind)} {report.period}"
    paper = report_store.docx(session, report, today)
    sending.record_sending(
        session,
        report,
        paper_to_sign(paper, services().settings.cache, name),
        day=read_day(form.get("ngay", "")) or today,
        today=today,
        way=form.get("cach", ""),
        by=current_user.name,
    )
    return "Đã ghi gửi; tệp đã gửi được giữ kèm mã kiểm tra."


def _answer(session: Session, report: Report) -> str:
    form, today = request.form, clock.today()
    day = read_day(form.get("ngay", "")) or today
    answer = form.get("tra-loi", "")
    sending.record_answer(
        session, report, day=day, today=today, answer=answer, by=current_user.name
    )
    return "Đã ghi trả lời."


_ACTIONS = {
    "luu": _write,
    "chon-het": _accept_all,
    "ky": _sign,
    "vao-so": _register,
    "gui": _send,
    "tra-loi": _answer,
}


def own_report(session: Session, report_id: int) -> Report:
    """Return a report about one's own points; raise PermissionDeniedError."""
    report = report_store.report_of(session, report_id)
    scope.must_be_mine(scope.own_points(session), report.point)
    return report


def changeable_report(session: Session, report_id: int) -> Report:
    """Return a report that this person may change; raise PermissionDeniedError."""
    report = own_report(session, report_id)
    if not may_change(report):
        raise PermissionDeniedError
    return report


def may_change(report: Report) -> bool:
    """Return True if this person may write, sign and register reports of its template."""
    template = templates().get(report.reader)
    return current_user.may(template.permission if template else Permission.PROGRAMME)


def _typed_period(form_values: Mapping[str, str]) -> Period:
    """Return the typed period, counted from the chosen cut-off day; raise BadPeriodError."""
    cutoff = form_values.get("chot", "1")
    notation = form_values.get("ky", "")
    return read_period(
        notation if cutoff in ("1", "") else f"{notation.partition('@')[0]}@{cutoff}"
    )


def _about(names: PointNames, report: Report) -> str:
    """Return the name of the point of a report, as it was in the period."""
    period = read_period(report.period)
    return names.over(report.point, period.since, period.last_day) if report.point else ""


def _offers(period: Period, place: Point | None) -> list[tuple[PaperTemplate, str]]:
    """Return the templates that this person may use for a period, each with a kind of report."""
    level = None if place is None else place.facts.level.value
    return [
        (template, kind)
        for template in templates().values()
        if template.fits(clock.today(), level) and current_user.may(template.permission)
        for kind in template.kinds_of(period)
    ]
