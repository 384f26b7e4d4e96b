"""Repeated OCR of single pages in other languages than those of their collection."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import Accession, AccessionState
from library.accessions.requeue import requeue
from library.catalogue.models import Item, Page, PageState
from library.catalogue.text.languages import in_words, split_languages
from library.errors import PageNotFoundError, WrongStateError
from library.staff.audit import note


def reread_in(session: Session, item_id: str, number: int, languages: str | None, by: str) -> None:
    """Order OCR of a page in `languages`, or in those of its delivery if None.

    Readers keep the old text until the new OCR output is ready.
    """
    page = session.scalar(select(Page).where(Page.item_id == item_id, Page.number == number))
    if page is None:
        raise PageNotFoundError(number)
    accession = _accession(session, item_id)
    page.languages = languages
    if page.state is PageState.FAILED:
        page.state, page.message = PageState.WAITING, None
    requeue(accession)
    detail = in_words(languages) if languages else "ngôn ngữ của lần nhập"
    note(session, by, "page.read", item_id, f"trang {number}: {detail}")


def choices(session: Session, item_id: str | None) -> dict[int, tuple[str, ...]]:
    """Return the languages chosen for single pages of an item, by page number."""
    rows = session.execute(
        select(Page.number, Page.languages).where(
            Page.item_id == item_id, Page.languages.is_not(None)
        )
    )
    return {number: split_languages(languages) for number, languages in rows}


def _accession(session: Session, item_id: str) -> Accession:
    item = session.get(Item, item_id)
    accession = item.accession_id and session.get(Accession, item.accession_id)
    if not accession:
        raise WrongStateError("đọc lại", "tài liệu nhập từ văn bản, không có ảnh trang")
    if accession.state is AccessionState.WORKING:
        raise WrongStateError("đọc lại", "tài liệu đang được xử lý; hãy đợi xong rồi làm lại")
    return accession
