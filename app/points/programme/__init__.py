"""Programme office blueprint: every URL with the permission that it requires."""

from flask import Blueprint

from app.accounts.permissions import register_addresses
from app.office.account import sign_in
from app.points.programme import (
    blank_forms,
    closed_months,
    forms,
    home,
    indicators,
    law,
    old_books,
    open_point,
    overviews,
    plan_annex,
    plans,
    registers,
    report_files,
    reports,
)
from library.staff.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_INDICATOR_DAYS = "/chi-so/<code>/<point>/<month>"
_REPORT = "/bao-cao/<int:report_id>"
_REPORT_FILE = f"{_REPORT}/bao-cao.<any(docx, pdf, odt, xlsx, pdfa, signed):suffix>"
_FORM_FILE = "/bieu/<code>/bieu.<any(xlsx, docx, pdf):suffix>"
_WORDING = "/bieu/<code>/mau.<any(toml, xlsx):suffix>"
_IMPORT = "/nhap-so/lan/<int:change_id>"
_ADDRESSES = (
    ("", "desk", Permission.POINTS, home.show, _READ),
    ("/viec", "due", Permission.POINTS, home.show_due, _READ),
    ("/viec.ics", "calendar", Permission.POINTS, home.send_calendar, _READ),
    ("/ke-hoach", "plans", Permission.POINTS, plans.show_all, _READ),
    ("/ke-hoach", "enter_plan", Permission.PROGRAMME, plans.enter, _WRITE),
    ("/ke-hoach/<code>", "plan", Permission.POINTS, plans.show, _READ),
    ("/ke-hoach/<code>/<int:version>.toml", "plan_text", Permission.POINTS, plans.send, _READ),
    ("/ke-hoach/<code>/phu-luc", "annex", Permission.POINTS, plan_annex.show, _READ),
    ("/ke-hoach/<code>/phu-luc", "enter_annex", Permission.PROGRAMME, plan_annex.enter, _WRITE),
    ("/chi-so", "indicators", Permission.POINTS, indicators.show_all, _READ),
    ("/chi-so/<code>", "indicator", Permission.POINTS, indicators.show, _READ),
    (_INDICATOR_DAYS, "indicator_days", Permission.POINTS, indicators.show_days, _READ),
    ("/thang", "months", Permission.PROGRAMME, closed_months.show, _READ),
    ("/thang/<month>", "close_month", Permission.PROGRAMME, closed_months.close, _WRITE),
    ("/bao-cao", "reports", Permission.POINTS, reports.show_all, _READ),
    ("/bao-cao", "draft_report", Permission.POINTS, reports.draft, _WRITE),
    ("/bao-cao/moi", "new_report", Permission.POINTS, reports.choose, _READ),
    (_REPORT, "report", Permission.POINTS, reports.show, _READ),
    (_REPORT, "act_on_report", Permission.POINTS, reports.act, _WRITE),
    (f"{_REPORT}/da-ky", "take_signed", Permission.POINTS, report_files.take_signed, _WRITE),
    (_REPORT_FILE, "report_file", Permission.POINTS, report_files.send, _READ),
    ("/bieu", "forms", Permission.POINTS, forms.show_all, _READ),
    ("/bieu", "enter_form", Permission.PROGRAMME, forms.enter, _WRITE),
    ("/bieu/<code>", "form", Permission.POINTS, forms.show, _READ),
    (_FORM_FILE, "form_file", Permission.POINTS, forms.send, _READ),
    (_WORDING, "form_wording", Permission.POINTS, forms.send_wording, _READ),
    ("/phap-luat", "law", Permission.POINTS, law.show, _READ),
    ("/kinh-phi", "money", Permission.POINTS, overviews.show_budget, _READ),
    ("/ha-tang", "infrastructure", Permission.POINTS, overviews.show_infrastructure, _READ),
    (
        "/ha-tang.xlsx",
        "infrastructure_file",
        Permission.POINTS,
        overviews.send_infrastructure,
        _READ,
    ),
    ("/dich-vu", "services", Permission.POINTS, overviews.show_services, _READ),
    ("/noi-dung", "holdings", Permission.POINTS, overviews.show_holdings, _READ),
    ("/dao-tao", "training", Permission.POINTS, overviews.show_training, _READ),
    ("/dao-tao.xlsx", "training_file", Permission.POINTS, overviews.send_training, _READ),
    ("/mo-diem", "opening", Permission.PROGRAMME, open_point.show, _READ),
    ("/mo-diem", "take_opening", Permission.PROGRAMME, open_point.open_point, _WRITE),
    ("/phieu", "blank_forms", Permission.POINTS, blank_forms.show_all, _READ),
    ("/phieu/<form>", "blank_form", Permission.POINTS, blank_forms.show, _READ),
    ("/nhap-so", "old_books", Permission.POINTS, old_books.show_all, _READ),
    ("/nhap-so/<book>", "old_book", Permission.POINTS, old_books.show_book, _READ),
    ("/nhap-so/<book>", "hand_in_book", Permission.POINTS, old_books.hand_in, _WRITE),
    (
        "/nhap-so/<book>/mau.xlsx",
        "book_template",
        Permission.POINTS,
        old_books.send_template,
        _READ,
    ),
    (_IMPORT, "book_import", Permission.POINTS, old_books.show_import, _READ),
    (_IMPORT, "decide_import", Permission.POINTS, old_books.decide, _WRITE),
    (f"{_IMPORT}/can-sua.xlsx", "refused_rows", Permission.POINTS, old_books.send_refused, _READ),
    ("/so/<register>", "register", Permission.POINTS, registers.show_all, _READ),
    ("/so/<register>", "enter", Permission.POINTS, registers.enter, _WRITE),
    ("/so/<register>/<int:number>", "entry", Permission.POINTS, registers.show, _READ),
    ("/so/<register>/<int:number>", "change", Permission.POINTS, registers.change, _WRITE),
)

blueprint = Blueprint("programme", __name__, url_prefix="/can-bo/chuong-trinh")
blueprint.after_request(sign_in.forbid_caching)
register_addresses(blueprint, _ADDRESSES)
