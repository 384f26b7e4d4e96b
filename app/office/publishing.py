"""Opens items to their readers, and closes them with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.house import house
from library.catalogue import cataloguing, shelves
from library.database import reading, work


def publish(item_id: str) -> ResponseReturnValue:
    """Open an item to its readers."""
    with work(house().database) as session:
        item = cataloguing.find_item(session, item_id)
        cataloguing.publish(session, item, current_user.name)
    flash(f"Đã công bố “{item.title}”. Bạn đọc tìm thấy sau vài giây.", "good")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def ask(item_id: str) -> str:
    """Ask for the reason, and whether it is meant."""
    return _question(item_id)


def withdraw(item_id: str) -> ResponseReturnValue:
    """Close an item to its readers."""
    reason = request.form.get("ly-do", "").strip()
    if not reason:
        return _question(item_id, refused="Hãy ghi lý do gỡ: người sau cần biết."), 400
    with work(house().database) as session:
        item = cataloguing.find_item(session, item_id)
        cataloguing.withdraw(session, item, current_user.name, reason)
    flash(f"Đã gỡ “{item.title}”. Tài liệu còn nguyên và công bố lại được.", "good")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _question(item_id: str, refused: str = "") -> str:
    with reading(house().database) as session:
        record = shelves.item_record(session, item_id)
    return render_template("office/withdraw.html", record=record, refused=refused)
