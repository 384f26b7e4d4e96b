"""Lists of items: not published, in review, or any other stage, on screen and as XLSX."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from tempfile import TemporaryFile

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.bulk.bulk_collections import collection_titles
from app.office.lists.list_form import Choice, ListForm, ListQuery, read_list
from app.services import profiles, services
from app.web.attachments import XLSX, as_download
from app.web.formats import moment
from library import clock
from library.catalogue import assignments, cataloguing, item_lists, queries
from library.catalogue.access import draft_deletion, openings
from library.catalogue.description.field_registry import LABELS
from library.catalogue.description.state_names import STATES
from library.catalogue.item_lists import NOBODY, ItemLine, ItemListFilter, ItemOrder, Stage
from library.catalogue.pages.thumbnails import covers
from library.changes import waiting_sets
from library.database import reading, work
from library.exchange.streamed_tables import Column, Value, write_book
from library.recordings.extents import extents
from library.staff import bin_entries

_STAGES = {
    Stage.UNPUBLISHED.value: "chưa công bố",
    Stage.DRAFT.value: "bản nháp",
    Stage.RETURNED.value: "bị trả lại",
    Stage.REVIEW.value: "chờ duyệt",
    Stage.WITHDRAWN.value: "đã gỡ",
    Stage.PUBLISHED.value: "đã công bố",
}
_AGES = {
    "7": "hơn 1 tuần trước",
    "30": "hơn 1 tháng trước",
    "90": "hơn 3 tháng trước",
    "365": "hơn 1 năm trước",
}
"""Captions by days since the item was created."""

_ORDERS = {
    ItemOrder.OLDEST.value: "nhập sớm nhất trước",
    ItemOrder.NEWEST.value: "mới nhập trước",
    ItemOrder.CHANGED.value: "mới sửa trước",
    ItemOrder.TITLE.value: "nhan đề A đến Y",
    ItemOrder.PAGES.value: "nhiều trang trước",
}
_REVIEW_ORDERS = {ItemOrder.WAITING.value: "gửi sớm nhất trước"} | _ORDERS
_COLUMNS = (
    *(Column("Mã tài liệu"), Column("Nhan đề", 50), Column("Sưu tập", 24), Column("Loại")),
    *(Column("Số hiệu"), Column("Trạng thái"), Column("Giao cho"), Column("Gửi duyệt")),
    *(Column("Trả lại"), Column("Lời nhắn", 40), Column("Người nhập"), Column("Số trang", 10)),
    *(Column("Nhập lúc"), Column("Sửa lần cuối")),
)


_OPENINGS = 50
"""Maximum number of items with openings on the page of reviews, the longest wait first."""


def show() -> str:
    """Show the items that match the filters; without filters, those not yet published."""
    with reading(services().database) as session:
        return _page(session, "office/lists/items.html", _form(session, "office.drafts"))


def show_review() -> str:
    """Show the items that wait for review, the longest wait first."""
    with reading(services().database) as session:
        form, waiting = _form(session, "office.review"), openings.waiting_items(session, _OPENINGS)
        return _page(
            session,
            "office/lists/review_queue.html",
            form,
            shown=clock.now().timestamp(),
            openings=waiting,
            change_sets=waiting_sets.waiting(session, _OPENINGS),
            first_pages={
                item.id: next(iter(queries.item_pages(session, item.id, count=1)), None)
                for item in waiting
            },
            field_labels=LABELS,
        )


def send_xlsx() -> ResponseReturnValue:
    """Send the whole list as XLSX, written to disk row by row."""
    file = TemporaryFile()  # noqa: SIM115  (closed by the response)
    with reading(services().database) as session:
        listing = read_list(session, _form(session, "office.drafts"))
        lines = item_lists.iterate_items(session, _wanted(listing), ItemOrder(listing.order))
        write_book(file, "Tài liệu", _COLUMNS, _rows(lines))
    file.seek(0)
    return as_download(send_file(file, mimetype=XLSX), "Tài liệu.xlsx")


def assign() -> ResponseReturnValue:
    """Assign the ticked items to a person, or to nobody."""
    item_ids = request.form.getlist("tai-lieu")
    return _assign(item_ids, url_for("office.drafts"))


def assign_one(item_id: str) -> ResponseReturnValue:
    """Assign one item, or take it over oneself."""
    return _assign([item_id], url_for("office.item", item_id=item_id))


def delete() -> ResponseReturnValue:
    """Put the ticked items into the bin; all of them or none."""
    return _delete(request.form.getlist("tai-lieu"), url_for("office.drafts"))


def delete_one(item_id: str) -> ResponseReturnValue:
    """Put one item into the bin."""
    return _delete([item_id], url_for("office.item", item_id=item_id))


def _delete(item_ids: Sequence[str], back_to: str) -> ResponseReturnValue:
    reason, by = request.form.get("ly-do", "").strip()[:500], current_user.name
    may_publish = current_user.may("publish")
    with work(services().database) as session:
        for item_id in item_ids:
            item = cataloguing.find_item(session, item_id)
            draft_deletion.delete_item(session, item, by, may_publish=may_publish, reason=reason)
    if item_ids:
        days = bin_entries.DAYS_KEPT
        flash(
            f"Đã xóa {len(item_ids)} tài liệu. Trong {days} ngày khôi phục được ở Thùng rác.",
            "good",
        )
    else:
        flash("Chưa xóa gì: hãy đánh dấu những dòng cần xóa.", "bad")
    return redirect(back_to, code=303)


def open_next() -> ResponseReturnValue:
    """Open this person's next draft."""
    with reading(services().database) as session:
        item_id = assignments.next_item(
            session,
            current_user.name,
            after=request.args.get("sau", ""),
            may_review=current_user.may("publish"),
        )
    if item_id is None:
        flash("Hết việc: không còn tài liệu nào chờ bạn.", "good")
        return redirect(url_for("office.desk"), code=303)
    return redirect(url_for("office.item", item_id=item_id), code=303)


def _assign(item_ids: list[str], back_to: str) -> ResponseReturnValue:
    to = current_user.name if "nhan-viec" in request.form else request.form.get("nguoi", "")
    with work(services().database) as session:
        count = assignments.assign(session, item_ids, to.strip(), current_user.name)
    if not item_ids:
        flash("Chưa giao gì: hãy đánh dấu những dòng cần giao.", "bad")
    elif to:
        flash(f"Đã giao {count} tài liệu cho {to}.", "good")
    else:
        flash(f"Đã bỏ giao {count} tài liệu.", "good")
    return redirect(back_to, code=303)


def _page(session: Session, template: str, form: ListForm, **further: object) -> str:
    listing = read_list(session, form)
    criteria, order = _wanted(listing), ItemOrder(listing.order)
    lines = item_lists.list_items(
        session, criteria, order, first=listing.first, count=listing.count
    )
    return render_template(
        template,
        listing=listing.counted(item_lists.count_items(session, criteria)),
        lines=lines,
        covers=covers(session, [line.id for line in lines]),
        extents=extents(session, [line.id for line in lines]),
        collection_titles=collection_titles(),
        states=STATES,
        people=assignments.cataloguers(session),
        **further,
        four_eyes={slug for slug, profile in profiles(session).items() if profile.four_eyes},
    )


def _form(session: Session, endpoint: str) -> ListForm:
    in_review = endpoint == "office.review"
    people = {name: name for name in assignments.cataloguers(session)}
    choices = (
        Choice("trang-thai", "Trạng thái", _STAGES, default=Stage.UNPUBLISHED.value),
        Choice("bst", "Sưu tập", collection_titles()),
        Choice("ai", "Người phụ trách", {NOBODY: "chưa giao cho ai"} | people),
        Choice("tuoi", "Nhập từ", _AGES),
        Choice("trang-so", "Bản số hóa", {"khong": "chưa có trang nào"}),
    )
    return ListForm(
        endpoint,
        orders=_REVIEW_ORDERS if in_review else _ORDERS,
        choices=choices[1:] if in_review else choices,
        search_help="Nhan đề, số hiệu, tác giả, cơ quan, mã; có cả bản nháp. Không cần gõ dấu.",
    )


def _wanted(listing: ListQuery) -> ItemListFilter:
    choices, days = listing.chosen, int(listing.chosen.get("tuoi", 0))
    stage = choices.get("trang-thai")
    if listing.form.endpoint == "office.review":
        stage = Stage.REVIEW
    return ItemListFilter(
        words=listing.words,
        collection=choices.get("bst"),
        stage=Stage(stage) if stage else None,
        person=choices.get("ai"),
        until=clock.now() - timedelta(days=days) if days else None,
        without_pages="trang-so" in choices,
    )


def _rows(lines: Iterator[ItemLine]) -> Iterator[tuple[Value, ...]]:
    titles = collection_titles()
    for line in lines:
        yield (
            *(line.id, line.title, titles.get(line.collection, line.collection), line.kind),
            *(line.number, STATES[line.state], line.assigned_to, line.sent_by),
            *(line.returned_by, line.remark, line.received_by, line.page_count),
            *(moment(line.created), moment(line.changed)),
        )
