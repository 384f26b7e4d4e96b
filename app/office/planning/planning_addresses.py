"""URLs of planning, each with the permission that it requires."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.charts import draw
from app.office.planning import batch_pages, rule_pages, work_pages
from app.office.planning.work_pages import own_name, send_table
from app.services import services
from app.web.formats import moment
from library.database import reading, work
from library.planning import description_quality as quality
from library.planning.description_quality import MISTAKE_NAMES
from library.planning.models import MistakeKind
from library.staff.permissions import Permission
from library.vietnamese.letters import compose

_PERIODS = {30: "30 ngày", 90: "90 ngày", 365: "1 năm"}
_SIZES = (10, 20, 50)
_SHOWN = 30
_SHORT_NAMES = ("nhan đề", "tên", "ngày", "số, nơi", "đề mục", "quyền", "trang", "chữ", "khác")


def show() -> str:
    """Show the mistakes of a period by kind and person, and the sample that waits."""
    days, person = _days(), own_name()
    with reading(services().database) as session:
        checks = quality.checks(session, days, person)
        waiting = quality.checks(session, days, waiting=True) if person is None else ()
    by_kind = quality.mistakes_by_kind(checks)
    people = sorted({check.described_by for check in checks if check.described_by})
    return render_template(
        "office/planning/quality.html",
        checks=checks[:_SHOWN],
        waiting=waiting[:_SHOWN],
        waiting_count=len(waiting),
        result=quality.sample_result(checks),
        by_kind=by_kind,
        by_person=[(name, _counts(checks, name)) for name in people],
        mistakes=MISTAKE_NAMES,
        days=days,
        periods=_PERIODS,
        sizes=_SIZES,
        person=person,
        drawing=draw(_SHORT_NAMES, [by_kind[kind] for kind in MISTAKE_NAMES], (), ()),
    )


def _counts(checks: tuple[quality.CheckedItem, ...], name: str) -> tuple[int, int]:
    """Return the mistakes of a person, and the sound descriptions in samples."""
    own = [check for check in checks if check.described_by == name]
    return sum(check.mistake is not None for check in own), quality.sample_result(own).sound


def send() -> Response:
    """Send the checks of a period as XLSX."""
    with reading(services().database) as session:
        rows = tuple(
            (
                *(check.item_id, check.title, check.described_by),
                "mẫu" if check.is_sample else "trả lại khi duyệt",
                MISTAKE_NAMES[check.mistake] if check.mistake else "đạt",
                *(check.remark, check.decided_by, check.decided and moment(check.decided)),
            )
            for check in quality.checks(session, _days(), own_name())
        )
    headings = ("Mã", "Nhan đề", "Người mô tả", "Từ", "Kết quả", "Lời nhắn", "Người kiểm", "Lúc")
    return send_table("Chất lượng mô tả", headings, rows)


def draw_sample() -> ResponseReturnValue:
    """Draw a sample of published items."""
    size = request.form.get("so", type=int)
    with work(services().database) as session:
        count = quality.draw(
            session, size if size in _SIZES else _SIZES[0], _days(), current_user.name
        )
    flash(f"Đã rút ngẫu nhiên {count} tài liệu. Mở từng tài liệu rồi ghi kết quả.", "good")
    return redirect(url_for("office.quality"), code=303)


def decide(check_id: int) -> ResponseReturnValue:
    """Record the result of checking one description of a sample."""
    kinds = {kind.value: kind for kind in MistakeKind}
    outcome = request.form.get("ket-qua", "")
    if outcome != "dat" and outcome not in kinds:
        flash("Chưa ghi: hãy chọn đạt, hoặc loại sai sót.", "bad")
        return redirect(url_for("office.quality"), code=303)
    remark = compose(request.form.get("loi-nhan", "")).strip()[:500]
    with work(services().database) as session:
        quality.decide(session, check_id, kinds.get(outcome), remark, current_user.name)
    flash("Đã ghi kết quả kiểm.", "good")
    return redirect(url_for("office.quality"), code=303)


def _days() -> int:
    days = request.values.get("ngay", type=int)
    return days if days in _PERIODS else 90


_READ, _WRITE = ("GET",), ("POST",)
_BATCHES, _BATCH = "/lo", "/lo/<int:batch_id>"
_RULES, _RULE = "/quy-tac", "/quy-tac/<int:rule_id>"
_QUALITY = "/chat-luong"
_DELIVER, _CATALOGUE = Permission.DELIVER, Permission.CATALOGUE
_PLANNING = Permission.PLANNING
ADDRESSES = (
    (_BATCHES, "batches", _DELIVER, batch_pages.show_board, _READ),
    (f"{_BATCHES}.xlsx", "batches_xlsx", _DELIVER, batch_pages.send_board, _READ),
    (f"{_BATCHES}/them", "new_batch", _PLANNING, batch_pages.show_new, _READ),
    (f"{_BATCHES}/them", "make_batch", _PLANNING, batch_pages.make, _WRITE),
    (_BATCH, "batch", _DELIVER, batch_pages.show, _READ),
    (_BATCH, "change_batch", _DELIVER, batch_pages.change, _WRITE),
    (f"{_BATCH}.xlsx", "batch_xlsx", _DELIVER, batch_pages.send, _READ),
    (f"{_BATCH}/them", "add_to_batch", _DELIVER, batch_pages.add, _WRITE),
    (f"{_BATCH}/bo", "remove_from_batch", _DELIVER, batch_pages.remove, _WRITE),
    (f"{_BATCH}/khep", "close_batch", _PLANNING, batch_pages.close, _WRITE),
    ("/viec-tuan", "week", _CATALOGUE, work_pages.show_week, _READ),
    ("/viec-tuan.xlsx", "week_xlsx", _CATALOGUE, work_pages.send_week, _READ),
    ("/ton-dong", "backlogs", _CATALOGUE, work_pages.show_backlogs, _READ),
    ("/ton-dong.xlsx", "backlogs_xlsx", _CATALOGUE, work_pages.send_backlogs, _READ),
    ("/chua-ai-doc", "unread_items", _CATALOGUE, work_pages.show_unread, _READ),
    ("/chua-ai-doc.xlsx", "unread_items_xlsx", _CATALOGUE, work_pages.send_unread, _READ),
    (_QUALITY, "quality", _CATALOGUE, show, _READ),
    (f"{_QUALITY}.xlsx", "quality_xlsx", _CATALOGUE, send, _READ),
    (f"{_QUALITY}/mau", "draw_sample", _PLANNING, draw_sample, _WRITE),
    (
        f"{_QUALITY}/<int:check_id>",
        "decide_check",
        Permission.PUBLISH,
        decide,
        _WRITE,
    ),
    (_RULES, "rules", _PLANNING, rule_pages.show_all, _READ),
    (f"{_RULES}/them", "new_rule", _PLANNING, rule_pages.show_new, _READ),
    (f"{_RULES}/them", "make_rule", _PLANNING, rule_pages.make, _WRITE),
    (_RULE, "rule", _PLANNING, rule_pages.show, _READ),
    (_RULE, "save_rule", _PLANNING, rule_pages.save, _WRITE),
    (f"{_RULE}/<any(bat, tat, len):act>", "act_on_rule", _PLANNING, rule_pages.act, _WRITE),
)
