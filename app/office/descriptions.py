"""Lets staff describe items: the form follows the collection's profile."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.house import house, profiles
from app.office.proposing import Offer, as_typed, offers
from library import clock
from library.catalogue import cataloguing, progress, proposals, publishing, shelves
from library.catalogue.cataloguing import DESCRIBED
from library.catalogue.dates import read_date, read_day
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.catalogue.proposals import OpenProposal
from library.catalogue.rights_told import told
from library.database import reading, work

_DRAFTS = 200
_LABELS = {
    "title": "Nhan đề",
    "kind": "Loại tài liệu",
    "number": "Số, ký hiệu",
    "series": "Thuộc báo, tạp chí, bộ sách",
    "issuing_body": "Cơ quan ban hành",
    "creator": "Tác giả",
    "date": "Ngày, tháng hoặc năm",
    "place": "Nơi ban hành, nơi xuất bản",
    "language": "Ngôn ngữ (mã)",
    "description": "Mô tả, tóm tắt",
    "url": "Địa chỉ nguồn",
    "licence": "Giấy phép, quyền",
    "access": "Nơi đọc",
    "opens": "Chỉ mở cho bạn đọc từ ngày",
}
_HELPS = {
    "date": "Biết đến đâu ghi đến đó: 22/8/2017, 8/2017 hoặc 1886.",
    "series": "Viết giống nhau ở mọi số, mọi tập: chúng được xếp thành lịch báo.",
    "language": "vi, fr, zh, tyz …",
    "opens": "Để trống nếu mở ngay. Trước ngày này bạn đọc chỉ thấy biểu ghi và ngày mở.",
}
_REQUIRED = frozenset({"title", "language"})


@dataclass(frozen=True, slots=True)
class Field:
    """One line of the form."""

    name: str
    label: str
    help: str
    required: bool
    value: str
    problem: str = ""
    offers: tuple[Offer, ...] = ()


def show_drafts() -> str:
    """Show what is not open to readers."""
    with reading(house().database) as session:
        drafts = shelves.drafts(session, _DRAFTS)
        total = shelves.how_many_drafts(session)
    return render_template("office/drafts.html", drafts=drafts, total=total)


def show(item_id: str) -> str:
    """Show the form filled with what is known."""
    with reading(house().database) as session:
        record = shelves.item_record(session, item_id)
    return _form(item_id, {name: getattr(record, name) or "" for name in DESCRIBED}, {})


def save(item_id: str) -> ResponseReturnValue:
    """Keep the description, or show the form again with what is wrong beside its field.

    Whatever button was pressed, what was typed so far is kept with it.
    """
    typed = {name: request.form.get(name, "").strip() for name in DESCRIBED}
    with reading(house().database) as session:
        waiting = proposals.open_proposals(session, item_id)
    typed |= {
        one.field: as_typed(one.field, one.value)
        for one in (offer.proposed for offer in waiting if _is_taken(offer))
    }
    told, problems = _read(typed)
    if problems:
        return _form(item_id, typed, problems), 400
    with work(house().database) as session:
        item = cataloguing.find_item(session, item_id)
        cataloguing.describe(session, item, told, current_user.name)
        proposals.settle(session, item, current_user.name)
        for proposal in request.form.getlist("bo", int):
            proposals.dismiss(session, item_id, proposal, current_user.name)
    flash("Đã lưu mô tả.", "good")
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _form(item_id: str, typed: Mapping[str, str], problems: Mapping[str, str]) -> str:
    with reading(house().database) as session:
        record = shelves.item_record(session, item_id)
        pages = progress.of_item(session, item_id)
        standing = publishing.slip(session, item_id)
        front = shelves.page_sheets(session, item_id, count=1)
        waiting = offers(
            proposals.open_proposals(session, item_id), {sheet.number: sheet for sheet in front}
        )
    profile = profiles().get(record.collection)
    return render_template(
        "office/item.html",
        record=record,
        profile=profile,
        pages=pages,
        slip=standing,
        rights=told(record, clock.today().isoformat(), profile.moving_wall if profile else None),
        front=front[0] if front else None,
        fields=_fields(profile, typed, problems, waiting),
        safe=sum(offer.is_safe for beside in waiting.values() for offer in beside),
        accesses=tuple(Access),
    )


def _is_taken(offer: OpenProposal) -> bool:
    safe = "nhan-het" in request.form and offer.is_safe
    return safe or offer.id in request.form.getlist("nhan", int)


def _fields(
    profile: Profile | None,
    typed: Mapping[str, str],
    problems: Mapping[str, str],
    waiting: Mapping[str, list[Offer]],
) -> list[Field]:
    rules = {rule.name: rule for rule in profile.fields} if profile else {}
    first = [name for name in rules if name in DESCRIBED]
    return [
        Field(
            name=name,
            label=rules[name].label if name in rules else _LABELS[name],
            help=(rules[name].help if name in rules else "") or _HELPS.get(name, ""),
            required=name in _REQUIRED,
            value=typed[name],
            problem=problems.get(name, ""),
            offers=tuple(waiting.get(name, ())),
        )
        for name in (*first, *(name for name in DESCRIBED if name not in first))
    ]


def _read(typed: Mapping[str, str]) -> tuple[dict[str, object], dict[str, str]]:
    """Return what the form tells, and what is wrong with it by field."""
    told: dict[str, object] = {name: value or None for name, value in typed.items()}
    problems = {name: "Không được để trống." for name in _REQUIRED if not typed[name]}
    try:
        told["date"] = read_date(typed["date"]) if typed["date"] else None
    except ValueError:
        problems["date"] = f"“{typed['date']}” không phải ngày, tháng hay năm. {_HELPS['date']}"
    try:
        told["opens"] = read_day(typed["opens"]) if typed["opens"] else None
    except ValueError:
        problems["opens"] = f"“{typed['opens']}” không phải một ngày. Hãy ghi như 1/1/2030."
    if typed["access"] not in tuple(Access):
        problems["access"] = "Hãy chọn một nơi đọc."
    else:
        told["access"] = Access(typed["access"])
    return told, problems
