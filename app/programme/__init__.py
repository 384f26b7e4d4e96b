"""The programme office: every address stands here with the permission it asks for."""

from flask import Blueprint

from app.office import door
from app.permissions import write_addresses
from app.programme import (
    desk,
    forms,
    indicators,
    money,
    months,
    opening,
    plans,
    registers,
    reports,
    upkeep,
)
from library.people.permissions import Permission

_READ, _WRITE = ("GET",), ("POST",)
_DAYS = "/chi-so/<code>/<point>/<month>"
_FILE = "/bao-cao/<int:report_id>/bao-cao.<any(docx, pdf, odt, xlsx):suffix>"
_FORM = "/bieu/<code>/bieu.<any(xlsx, docx, pdf):suffix>"
_WORDING = "/bieu/<code>/mau.<any(toml, xlsx):suffix>"
_ADDRESSES = (
    ("", "desk", Permission.POINTS, desk.show, _READ),
    ("/viec", "due", Permission.POINTS, desk.show_due, _READ),
    ("/viec.ics", "calendar", Permission.POINTS, desk.send_calendar, _READ),
    ("/ke-hoach", "plans", Permission.POINTS, plans.show_all, _READ),
    ("/ke-hoach", "enter_plan", Permission.PROGRAMME, plans.enter, _WRITE),
    ("/ke-hoach/<code>", "plan", Permission.POINTS, plans.show, _READ),
    ("/ke-hoach/<code>/<int:version>.toml", "plan_text", Permission.POINTS, plans.send, _READ),
    ("/chi-so", "indicators", Permission.POINTS, indicators.show_all, _READ),
    ("/chi-so/<code>", "indicator", Permission.POINTS, indicators.show, _READ),
    (_DAYS, "indicator_days", Permission.POINTS, indicators.show_days, _READ),
    ("/thang", "months", Permission.PROGRAMME, months.show, _READ),
    ("/thang/<month>", "close_month", Permission.PROGRAMME, months.close, _WRITE),
    ("/bao-cao", "reports", Permission.POINTS, reports.show_all, _READ),
    ("/bao-cao", "draft_report", Permission.POINTS, reports.draft, _WRITE),
    ("/bao-cao/<int:report_id>", "report", Permission.POINTS, reports.show, _READ),
    ("/bao-cao/<int:report_id>", "act_on_report", Permission.POINTS, reports.act, _WRITE),
    (_FILE, "report_file", Permission.POINTS, reports.send, _READ),
    ("/bieu", "forms", Permission.POINTS, forms.show_all, _READ),
    ("/bieu", "enter_form", Permission.PROGRAMME, forms.enter, _WRITE),
    ("/bieu/<code>", "form", Permission.POINTS, forms.show, _READ),
    (_FORM, "form_file", Permission.POINTS, forms.send, _READ),
    (_WORDING, "form_wording", Permission.POINTS, forms.send_wording, _READ),
    ("/kinh-phi", "money", Permission.POINTS, money.show, _READ),
    ("/ha-tang", "infrastructure", Permission.POINTS, upkeep.show_infrastructure, _READ),
    ("/ha-tang.xlsx", "infrastructure_file", Permission.POINTS, upkeep.send_infrastructure, _READ),
    ("/dich-vu", "services", Permission.POINTS, upkeep.show_services, _READ),
    ("/noi-dung", "holdings", Permission.POINTS, upkeep.show_holdings, _READ),
    ("/dao-tao", "training", Permission.POINTS, upkeep.show_training, _READ),
    ("/dao-tao.xlsx", "training_file", Permission.POINTS, upkeep.send_training, _READ),
    ("/mo-diem", "opening", Permission.PROGRAMME, opening.show, _READ),
    ("/mo-diem", "take_opening", Permission.PROGRAMME, opening.take, _WRITE),
    ("/so/<register>", "register", Permission.POINTS, registers.show_all, _READ),
    ("/so/<register>", "enter", Permission.POINTS, registers.enter, _WRITE),
    ("/so/<register>/<int:number>", "entry", Permission.POINTS, registers.show, _READ),
    ("/so/<register>/<int:number>", "change", Permission.POINTS, registers.change, _WRITE),
)

blueprint = Blueprint("programme", __name__, url_prefix="/can-bo/chuong-trinh")
blueprint.after_request(door.keep_nothing)
write_addresses(blueprint, _ADDRESSES)
