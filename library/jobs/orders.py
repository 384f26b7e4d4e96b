"""Staff orders for a delivery: pause, resume, prioritise, retry, withdraw, restore."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions import ledger, register
from library.accessions.models import SETTLED, USELESS, Accession, AccessionState, Priority
from library.catalogue.models import Page, PageState
from library.errors import PageNotFoundError, WrongStateError
from library.staff import bin_entries
from library.staff.audit import note
from library.staff.bin_entries import BinEntry, BinKind
from library.staff.permissions import Permission

PRIORITY_NAMES = {
    Priority.FIRST: "làm trước hết",
    Priority.REQUESTED: "bạn đọc xin",
    Priority.ORDINARY: "bình thường",
    Priority.NIGHT: "để sau cùng",
}

STAFF_PRIORITIES = (Priority.FIRST, Priority.ORDINARY, Priority.NIGHT)
"""Priorities that staff may set; `REQUESTED` is reserved for readers."""


def pause(session: Session, number: str, by: str) -> None:
    """Pause a delivery; pages in progress are finished first."""
    accession = _unsettled(session, number, "tạm dừng")
    if accession.paused is None:
        accession.paused = clock.now()
        note(session, by, "accession.pause", number)


def resume(session: Session, number: str, by: str) -> None:
    """Resume a paused delivery."""
    accession = register.find(session, number)
    if accession.paused is not None:
        accession.paused = None
        note(session, by, "accession.resume", number)


def prioritise(session: Session, number: str, priority: Priority, by: str) -> None:
    """Set the priority of a delivery."""
    accession = _unsettled(session, number, "đổi thứ tự")
    if accession.priority != priority:
        accession.priority = priority
        note(session, by, "accession.prioritise", number, PRIORITY_NAMES[priority])


def retry(session: Session, number: str, by: str, page_number: int | None = None) -> None:
    """Queue failed pages again (all, or the given one) and set aside recorded refusals."""
    accession = register.find(session, number)
    if accession.state in (AccessionState.DUPLICATE, AccessionState.WITHDRAWN):
        raise WrongStateError("xử lý lại", _REFUSAL_REASONS[accession.state])
    for page in _failed(session, accession, page_number):
        page.state, page.message = PageState.WAITING, None
    ledger.set_aside_refusals(session, accession.id, page_number)
    if accession.state in SETTLED:
        accession.state, accession.message, accession.settled = AccessionState.WAITING, None, None
    note(session, by, "accession.retry", number, f"trang {page_number}" if page_number else None)


def find_withdrawable(session: Session, number: str) -> Accession:
    """Return a delivery that is not processed yet; raise WrongStateError for another."""
    accession = register.find(session, number)
    if accession.state is not AccessionState.WAITING or accession.item_id is not None:
        raise WrongStateError(
            "rút", _REFUSAL_REASONS.get(accession.state, "đã có trang được xử lý")
        )
    return accession


def withdraw(session: Session, number: str, by: str, reason: str) -> None:
    """Withdraw a delivery that is not processed yet; it stays in the register."""
    accession = find_withdrawable(session, number)
    accession.state, accession.settled = AccessionState.WITHDRAWN, clock.now()
    accession.message, accession.paused = reason, None
    bin_entries.put(session, "delivery", number, accession.source, by, reason=reason)
    note(session, by, "accession.withdraw", number, reason)


def restore(session: Session, number: str, by: str) -> None:
    """Put a withdrawn delivery back in the queue."""
    accession = register.find(session, number)
    if accession.state is not AccessionState.WITHDRAWN:
        raise WrongStateError("nhận lại", "lần nhập này chưa bị rút")
    same_delivery = exists().where(
        Accession.digest == accession.digest,
        Accession.id != accession.id,
        Accession.state.not_in(USELESS),
    )
    if session.scalar(select(same_delivery)):
        raise WrongStateError("nhận lại", "đúng tài liệu này đã được nộp lại sau đó")
    accession.state, accession.message, accession.settled = AccessionState.WAITING, None, None
    bin_entries.take_out(session, "delivery", number)
    note(session, by, "accession.restore", number)


_REFUSAL_REASONS = {
    AccessionState.WORKING: "xưởng đã bắt đầu xử lý; hãy tạm dừng",
    AccessionState.DONE: "đã xử lý xong",
    AccessionState.PARTIAL: "đã xử lý xong",
    AccessionState.REFUSED: "lần nhập này không được nhận",
    AccessionState.DUPLICATE: "kho đã có đúng tài liệu này",
    AccessionState.WITHDRAWN: "lần nhập này đã bị rút",
}


def _unsettled(session: Session, number: str, action: str) -> Accession:
    accession = register.find(session, number)
    if accession.state in SETTLED:
        raise WrongStateError(action, _REFUSAL_REASONS[accession.state])
    return accession


def _failed(session: Session, accession: Accession, number: int | None) -> list[Page]:
    pages = select(Page).where(Page.item_id == accession.item_id)
    if number is None:
        return list(session.scalars(pages.where(Page.state == PageState.FAILED)))
    page = session.scalar(pages.where(Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    if page.state is not PageState.FAILED:
        raise WrongStateError(f"xử lý lại trang {number}", "trang này không hỏng")
    return [page]


def _restore_entry(session: Session, entry: BinEntry, by: str) -> None:
    restore(session, entry.subject, by)


BIN_KIND = BinKind(
    "delivery",
    "lần nhập",
    Permission.DELIVER,
    _restore_entry,
    lambda _session, _entry, _by: True,  # its files and its line of the register stay
)
