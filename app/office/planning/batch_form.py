"""Form of a batch: its fields by name, as text and as read."""

from flask import request
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.field_problems import at_field
from app.web.formats import day
from library.catalogue.dates.day_month_year import read_day
from library.planning import work_batches as batches
from library.planning.models import BatchKind, WorkBatch
from library.planning.problems import BadCountError, BadDeadlineError, BatchNotFoundError
from library.planning.work_batches import MAX_COUNT, BatchDetails
from library.staff.permissions import Permission
from library.vietnamese.letters import compose

KIND_NAMES = {
    BatchKind.BOX: "Hộp",
    BatchKind.SHELF: "Giá, ngăn",
    BatchKind.DONATION: "Đợt tặng",
    BatchKind.NEWSPAPER_YEAR: "Năm báo",
    BatchKind.OTHER: "Khác",
}
LABELS = {
    "ten": "Tên lô",
    "loai": "Loại",
    "so-luong": "Số tài liệu trên giá",
    "khong-quet": "Không quét được",
    "da-quet": "Máy quét đếm",
    "nguoi": "Đang ở tay ai",
    "han": "Hạn",
    "ghi-chu": "Ghi chú",
}


def may_change(batch: WorkBatch) -> bool:
    """Return True if this person plans the work or has the batch in hand."""
    return current_user.may(Permission.PLANNING) or batch.holder == current_user.name


def own_batches(session: Session) -> tuple[WorkBatch, ...]:
    """Return the open batches that this person may change."""
    return tuple(filter(may_change, batches.open_batches(session)))


def chosen_batch(session: Session) -> WorkBatch | None:
    """Return the batch that a form names, or None; raise BatchNotFoundError if it is not open."""
    number = request.form.get("lo", "")
    if not number:
        return None
    own_by_number = {str(batch.id): batch for batch in own_batches(session)}
    if number not in own_by_number:
        raise BatchNotFoundError
    return own_by_number[number]


def stored_values(batch: WorkBatch) -> dict[str, str]:
    """Return the fields of the form of a batch as text."""
    counts = (batch.expected, batch.absent or None, batch.scanned)
    texts = ("" if count is None else str(count) for count in counts)
    return dict(
        zip(
            LABELS,
            (batch.name, batch.kind.value, *texts, batch.holder, day(batch.deadline), batch.remark),
            strict=True,
        )
    )


def read_details() -> BatchDetails:
    """Return the batch of this request's form; raise an error for a field that cannot be read."""
    form = {name: compose(request.form.get(name, "")).strip() for name in LABELS}
    kinds = {kind.value: kind for kind in BatchKind}
    return BatchDetails(
        form["ten"][:120],
        kinds.get(form["loai"], BatchKind.OTHER),
        _count("so-luong", form["so-luong"]),
        _count("khong-quet", form["khong-quet"]) or 0,
        _count("da-quet", form["da-quet"]),
        form["ghi-chu"][:2000],
        form["nguoi"][:120],
        _deadline(form["han"]),
    )


def _count(name: str, text: str) -> int | None:
    bare = text.replace(".", "").replace(" ", "")
    if not bare:
        return None
    with at_field(name):
        if not (bare.isascii() and bare.isdecimal() and len(bare) < 9 and int(bare) <= MAX_COUNT):
            raise BadCountError(text[:30], MAX_COUNT)
    return int(bare)


def _deadline(text: str) -> str | None:
    with at_field("han"):
        try:
            return read_day(text) if text else None
        except ValueError as error:
            raise BadDeadlineError(text[:30]) from error
