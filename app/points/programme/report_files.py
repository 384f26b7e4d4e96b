"""Files of a report: DOCX, PDF, ODT, annexes, PDF/A to sign, and the copy that came back signed."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.points.programme import reports
from app.points.programme.conversions import convert_paper, paper_to_sign
from app.services import services
from app.web.attachments import DOCX, XLSX, as_download
from app.web.body_limits import receives_files
from library import clock
from library.database import reading, work
from library.errors import LibraryError
from library.exchange.workbooks import to_xlsx
from points.programme.problems import ReportNotFoundError
from points.programme.reports import compose_report, report_store, signed_file

_PDF = "application/pdf"
_TYPES = {"docx": DOCX, "odt": "application/vnd.oasis.opendocument.text", "xlsx": XLSX}
_ENDINGS = {"pdfa": ", để ký.pdf", "signed": ", đã ký.pdf"}


def send(report_id: int, suffix: str) -> Response:
    """Send a report as a file."""
    today = clock.today()
    with reading(services().database) as session:
        report = reports.own_report(session, report_id)
        name = f"{compose_report.kind_name(report.kind)} {report.period}"
        sent_file = report.sent_file
        if suffix == "signed":
            content = report.signed_file
        elif suffix == "xlsx":
            content = to_xlsx(compose_report.tables(report_store.figures(session, report, today)))
        else:
            content = report_store.docx(session, report, today)
    if content is None:
        raise ReportNotFoundError(report_id)
    if suffix == "pdfa":
        content = sent_file or paper_to_sign(content, services().settings.cache, name)
    elif suffix in ("pdf", "odt"):
        content = convert_paper(content, suffix, services().settings.cache, name)
    response = Response(content, content_type=_TYPES.get(suffix, _PDF))
    return as_download(response, f"{name}{_ENDINGS.get(suffix, f'.{suffix}')}")


@receives_files
def take_signed(report_id: int) -> ResponseReturnValue:
    """Keep the copy of a report that came back signed, if it is the same paper."""
    upload = request.files.get("tep")
    try:
        with reading(services().database) as session:
            reports.changeable_report(session, report_id)
        unsigned = send(report_id, "pdfa").get_data()
        copy = signed_file.compare(
            b"" if upload is None else upload.read(signed_file.MAX_BYTES + 1), unsigned
        )
        with work(services().database) as session:
            report = reports.changeable_report(session, report_id)
            signed_file.keep(session, report, copy, by=current_user.name)
    except LibraryError as error:
        return reports.show(report_id, str(error)), error.status
    flash("Đã giữ tệp đã ký cạnh tệp chưa ký.", "good")
    return redirect(url_for("programme.report", report_id=report_id), code=303)
