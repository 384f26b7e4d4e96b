"""Programme reports: drafting, editing, signing and export."""

from datetime import date

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.programme import scope
from app.programme.conversions import convert_paper
from app.services import services
from app.web.attachments import DOCX, XLSX, as_download
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.workbooks import to_xlsx
from library.points import inventory
from library.points.inventory import Point
from library.points.point_names import PointNames, point_names
from library.programme.models import Report
from library.programme.periods import read_period
from library.programme.plans.plan_store import REPORT_KINDS
from library.programme.problems import BadEntryError, NotYourPointError
from library.programme.registers.schema import read_day
from library.programme.reports import compose_report, report_store
from library.programme.reports.narrative import SECTIONS, TYPED_ONLY, suggested
from library.staff.permissions import Permission

_TYPES = {
    "docx": DOCX,
    "pdf": "application/pdf",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": XLSX,
}
_HEAD = ("superior", "issuer", "sign", "place", "addressed", "recipients", "authority", "signer")


def show_all() -> str:
    """Show the reports and the form for a new one."""
    return _list()


def draft() -> ResponseReturnValue:
    """Create a draft report."""
    form = request.form
    try:
        period = read_period(form.get("ky", ""))
        with work(services().database) as session:
            points = scope.own_points(session)
            point = form.get("diem", "").strip() or None
            scope.must_be_mine(points, point)
            if form.get("loai") not in REPORT_KINDS:
                raise BadEntryError("Hãy chọn loại báo cáo.")
            report = report_store.draft(
                session,
                form["loai"],
                period,
                "point" if point else _checked_reader(form.get("gui", "")),
                issuer=_issuer(session, point),
                by=current_user.name,
                point=point,
            )
    except LibraryError as error:
        return _list(str(error)), error.status
    return redirect(url_for("programme.report", report_id=report.id), code=303)


def show(report_id: int) -> str:
    """Show a report with its figures, texts and actions."""
    return _page(report_id)


def act(report_id: int) -> ResponseReturnValue:
    """Save the texts of a report, sign it, or register its document number."""
    form = request.form
    try:
        with work(services().database) as session:
            report = _own_report(session, report_id)
            message = _ACTIONS.get(form.get("viec", ""), _write)(session, report)
    except LibraryError as error:
        return _page(report_id, str(error)), error.status
    flash(message, "good")
    return redirect(url_for("programme.report", report_id=report_id), code=303)


def send(report_id: int, suffix: str) -> Response:
    """Send a report as a file: DOCX, PDF, ODT, or its annexes as XLSX."""
    today = clock.today()
    with reading(services().database) as session:
        report = _own_report(session, report_id)
        name = f"{compose_report.kind_name(report.kind)} {report.period}"
        if suffix == "xlsx":
            content = to_xlsx(compose_report.tables(report_store.figures(session, report, today)))
        else:
            content = report_store.docx(session, report, today)
    if suffix in ("pdf", "odt"):
        content = convert_paper(content, suffix, services().settings.cache, name)
    return as_download(Response(content, content_type=_TYPES[suffix]), f"{name}.{suffix}")


def _write(session: Session, report: Report) -> str:
    form, today = request.form, clock.today()
    proposed = suggested(report_store.figures(session, report, today))
    texts = {name: form.get(f"loi-{name}", "").replace("\r\n", "\n") for name in SECTIONS}
    written = {name: text for name, text in texts.items() if text.strip() != proposed[name].strip()}
    head = {name: form[f"dau-{name}"] for name in _HEAD if f"dau-{name}" in form}
    report_store.write(session, report, written, head, by=current_user.name)
    return "Đã lưu bản thảo."


def _sign(session: Session, report: Report) -> str:
    report_store.sign(session, report, clock.today(), by=current_user.name)
    return "Đã ký: số liệu, lời văn và công thức được giữ như lúc này."


def _register(session: Session, report: Report) -> str:
    form = request.form
    day, number = read_day(form.get("ngay", "")), form.get("so", type=int)
    if day is None or number is None:
        raise BadEntryError("Hãy ghi số và ngày trong sổ công văn đi.")
    report_store.register(session, report, number, day, by=current_user.name)
    return "Đã ghi số văn bản."


_ACTIONS = {"luu": _write, "ky": _sign, "vao-so": _register}


def _own_report(session: Session, report_id: int) -> Report:
    report = report_store.report_of(session, report_id)
    scope.must_be_mine(scope.own_points(session), report.point)
    return report


def _checked_reader(code: str) -> str:
    if code not in report_store.readers() or code == "point":
        raise BadEntryError("Hãy chọn nơi nhận báo cáo.")
    if not current_user.may(Permission.PROGRAMME):
        raise NotYourPointError
    return code


def _issuer(session: Session, point: str | None) -> str:
    if point is None:
        return services().settings.library_name
    return inventory.point_on(session, point, date.max).facts.name


def _list(problem: str = "") -> str:
    with reading(services().database) as session:
        points = scope.own_points(session)
        names = point_names(session)
        reports = [
            report for report in report_store.every_report(session) if _is_visible(report, points)
        ]
    shown = reports[:60]
    return render_template(
        "programme/reports.html",
        reports=shown,
        points=points,
        kinds=REPORT_KINDS,
        readers={
            code: reader["name"]
            for code, reader in report_store.readers().items()
            if code != "point"
        },
        titles={report.id: _about(names, report) for report in shown},
        year=clock.today().year,
        typed=request.form,
        problem=problem,
    )


def _about(names: PointNames, report: Report) -> str:
    """Return the name of the point of a report, as it was in the period."""
    period = read_period(report.period)
    return names.over(report.point, period.since, period.last_day) if report.point else ""


def _is_visible(report: Report, points: tuple[Point, ...]) -> bool:
    return scope.sees_all() or any(point.code == report.point for point in points)


def _page(report_id: int, problem: str = "") -> str:
    with reading(services().database) as session:
        report = _own_report(session, report_id)
        figures = report_store.figures(session, report, clock.today())
    texts = report_store.texts(report, figures)
    return render_template(
        "programme/report.html",
        report=report,
        figures=figures,
        texts=texts,
        sections=SECTIONS,
        typed_only=TYPED_ONLY,
        title=f"{compose_report.kind_name(report.kind)}, {figures.period_said}",
        files=tuple(_TYPES),
        today=clock.today(),
        problem=problem,
    )
