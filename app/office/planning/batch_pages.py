"""Board of batches by step and holder, and the page of each batch."""

from collections.abc import Iterator

from flask import Response, render_template, request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.accounts.unsaved_forms import reopens
from app.office.lists.list_form import Choice, ListForm, read_list
from app.office.lists.view_forms import narrow
from app.office.planning.batch_form import (
    KIND_NAMES,
    LABELS,
    may_change,
    read_details,
    stored_values,
)
from app.services import services
from app.web.actions import action
from app.web.attachments import XLSX, as_download
from app.web.form_versions import merge_form
from app.web.formats import day
from app.web.url_converters import screen_param
from library import clock
from library.bulk import selections
from library.catalogue import assignments
from library.database import reading
from library.errors import PermissionDeniedError
from library.exchange.workbooks import Table, to_xlsx
from library.planning import batch_board, steps
from library.planning import work_batches as batches
from library.planning.batch_board import STEP_NAMES, TROUBLE_NAMES, WAITING_NAMES, BatchStatus
from library.planning.models import BatchKind, WorkBatch
from library.planning.steps import STEPS, Step, Trouble
from library.staff.permissions import Permission

_ORDERS = {"han": "hạn gần trước", "ten": "tên A đến Y", "con": "còn nhiều trước"}
_CARDS = 6
"""Batches that a column of the board shows; the table has all of them."""

_DOCUMENTS = 25
_NOBODY = "-"


def show_board() -> str:
    """Show the open batches by the step for which they wait, and who has them."""
    with reading(services().database) as session:
        every = batch_board.board(session)
        listing, shown = narrow(
            read_list(session, _form(every)),
            every,
            words=lambda row: (row.batch.name, row.batch.remark, row.batch.holder),
            filters={
                "buoc": lambda row: row.step.value,
                "ai": lambda row: row.batch.holder or _NOBODY,
                "lech": lambda row: "co" if row.differences else "khong",
            },
            orders={
                "ten": lambda row: row.batch.name.casefold(),
                "con": lambda row: -row.remaining,
            },
        )
    columns = {step: [row for row in every if row.step is step] for step in Step}
    return render_template(
        "office/planning/board.html",
        listing=listing,
        rows=shown,
        columns=columns,
        holders=_holders(every),
        most=_CARDS,
        **_NAMES,
    )


_NAMES = {
    "step_names": STEP_NAMES,
    "waiting_names": WAITING_NAMES,
    "kind_names": KIND_NAMES,
    "trouble_names": TROUBLE_NAMES,
}


def _form(every: tuple[BatchStatus, ...]) -> ListForm:
    holders = sorted({row.batch.holder for row in every if row.batch.holder})
    people = {_NOBODY: "chưa ai giữ"} | {name: name for name in holders}
    return ListForm(
        "office.batches",
        orders=_ORDERS,
        choices=(
            Choice("buoc", "Bước", {str(step.value): WAITING_NAMES[step] for step in Step}),
            Choice("ai", "Người giữ", people),
            Choice("lech", "Số đếm", {"co": "có chỗ lệch", "khong": "khớp"}),
        ),
        search_help="Tên lô, ghi chú, người giữ. Không cần gõ dấu.",
        size=_CARDS * len(STEPS),
    )


def _holders(every: tuple[BatchStatus, ...]) -> list[tuple[str, int, int, int]]:
    """Return name, batches, remaining documents and late batches of each holder."""
    rows = []
    for name in sorted({row.batch.holder for row in every}):
        own = [row for row in every if row.batch.holder == name]
        remaining, late = sum(row.remaining for row in own), sum(row.is_late for row in own)
        rows.append((name, len(own), remaining, late))
    return rows


def send_board() -> Response:
    """Send all open batches with their counts as XLSX."""
    with reading(services().database) as session:
        rows = tuple(_board_row(row) for row in batch_board.board(session))
    headings = (
        *("Lô", "Loại", "Người giữ", "Hạn", "Trên giá", "Không quét được", "Máy quét đếm"),
        *(STEP_NAMES[step] for step in STEPS),
        *("Sớm nhất", "Dự kiến xong", "Muộn nhất", "Chỗ lệch"),
    )
    return send_table("Các lô", headings, rows)


def _board_row(row: BatchStatus) -> tuple[str | int | None, ...]:
    batch, end = row.batch, row.forecast
    days = (end.earliest, end.expected, end.latest) if end else (None, None, None)
    return (
        *(batch.name, KIND_NAMES[batch.kind], batch.holder, day(batch.deadline)),
        *(batch.expected, batch.absent, batch.scanned),
        *(count for _, count in row.counts),
        *(date and day(date.isoformat()) for date in days),
        " ".join(row.differences),
    )


def send_table(
    title: str, headings: tuple[str, ...], rows: tuple[tuple[str | int | None, ...], ...]
) -> Response:
    """Send a table as XLSX."""
    response = Response(to_xlsx((Table(title, headings, rows),)), mimetype=XLSX)
    return as_download(response, f"{title} {clock.today():%d-%m-%Y}.xlsx")


def show_new(problem: str = "") -> str:
    """Show the form of a new batch."""
    with reading(services().database) as session:
        people = assignments.cataloguers(session)
    values = dict.fromkeys(LABELS, "") | {"loai": BatchKind.BOX.value}
    return render_template(
        "office/planning/new_batch.html", values=values, people=people, problem=problem, **_NAMES
    )


@action(form_again=show_new)
@reopens
def make(session: Session) -> tuple[str, str]:
    """Create a batch."""
    details = read_details()
    row = batches.make(session, details, current_user.name)
    return f"Đã lập lô “{details.name}”.", url_for("office.batch", batch_id=row.id)


def show(batch_id: int, problem: str = "") -> str:
    """Show a batch: its counts, what does not agree, its documents and its form."""
    screen = screen_param()
    with reading(services().database) as session:
        status = batch_board.status_of(session, batch_id)
        lines = tuple(
            steps.documents(
                session, batch_id, first=(screen - 1) * _DOCUMENTS, count=_DOCUMENTS + 1
            )
        )
        return render_template(
            "office/planning/batch.html",
            status=status,
            values=stored_values(status.batch),
            lines=lines[:_DOCUMENTS],
            has_more=len(lines) > _DOCUMENTS,
            screen=screen,
            people=assignments.cataloguers(session),
            may_change=may_change(status.batch),
            problem=problem,
            **_NAMES,
        )


@action("office.batch", show)
@reopens
def change(session: Session, batch_id: int) -> str:
    """Change what people typed about a batch; its holder may, too."""
    batch = batches.find(session, batch_id)
    _check_right(batch)
    merge_note = merge_form(stored_values(batch), LABELS)
    batches.change(session, batch_id, read_details(), current_user.name)
    return f"Đã lưu lô.{merge_note}"


@action("office.batch")
def add(session: Session, batch_id: int) -> str:
    """Put deliveries and items into a batch."""
    selection_id = request.form.get("chon", type=int)
    _check_right(batches.find(session, batch_id))
    chosen_ids = selections.ids(session, selection_id) if selection_id else ()
    text = " ".join((request.form.get("so", ""), *chosen_ids))
    may_move = current_user.may(Permission.PLANNING)
    count = batches.add(session, batch_id, text, current_user.name, takes_from_others=may_move)
    return f"Lô có thêm {count} tài liệu." if count else "Chưa thêm gì: hãy ghi số."


@action("office.batch")
def remove(session: Session, batch_id: int) -> str:
    """Take the ticked documents out of a batch."""
    ids = request.form.getlist("tai-lieu", type=int)
    _check_right(batches.find(session, batch_id))
    count = batches.remove(session, batch_id, ids[:_DOCUMENTS], current_user.name)
    return f"Đã bớt {count} tài liệu khỏi lô; tài liệu vẫn còn nguyên."


@action("office.batch")
def close(session: Session, batch_id: int) -> str:
    """Close a batch, or open it again."""
    closed = request.form.get("viec") != "mo-lai"
    batches.set_closed(session, batch_id, current_user.name, closed=closed)
    return "Đã khép lô." if closed else "Đã mở lại lô."


def send(batch_id: int) -> Response:
    """Send the documents of a batch with their steps as XLSX."""
    with reading(services().database) as session:
        name = batches.find(session, batch_id).name
        rows = tuple(_document_rows(session, batch_id))
    headings = ("Lần nhập", "Mã tài liệu", "Tên", "Bước", "Chỗ lệch", "Lời nhắn")
    return send_table(f"Lô {name}", headings, rows)


def _document_rows(session: Session, batch_id: int) -> Iterator[tuple[str | None, ...]]:
    for line in steps.documents(session, batch_id):
        trouble = "" if line.trouble is Trouble.NONE else TROUBLE_NAMES[line.trouble]
        names = (line.number, line.item_id, line.name)
        yield (*names, STEP_NAMES[line.step], trouble, line.message)


def _check_right(batch: WorkBatch) -> None:
    if not may_change(batch):
        raise PermissionDeniedError
