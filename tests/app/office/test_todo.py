"""The desk says what waits for whom, how much of it, and since when."""

from datetime import timedelta

import pytest

from app.office.todo import waiting_for
from library import clock
from library.catalogue.models import Page, PageState
from library.corrections.models import ReaderReport, Revision, RevisionKind
from library.database import reading, work
from library.staff.permissions import Role
from library.triage.models import SurveyedPage
from tests.makers import make_accession, make_item, make_page


@pytest.fixture
def full(engine):
    """Let one thing of each kind wait since three days."""
    before = clock.now() - timedelta(days=3)
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        item.created = before
        page = make_page(session, item, "chữ", quality=0.2)
        make_page(session, item, state=PageState.FAILED, message="hỏng")
        delivery = make_accession(session, item_id=item.id, received=before)
        session.add(
            SurveyedPage(
                accession_id=delivery.id, number=1, blank=True, thumbnail="-", width=1, height=1
            )
        )
        session.add(ReaderReport(page_id=page.id, seen="a", meant="b", at=before))
        session.add(_lost(item, page, before))
    return item


def _lost(item, page: Page, at):
    told = {"width": 1, "height": 1, "begins": 0.0, "ends": 1.0, "changes": "[]", "count": 1}
    where = {"item_id": item.id, "page_id": page.id, "kind": RevisionKind.TYPED}
    return Revision(by="lan", at=at, astray=1, **where, **told)


def _waiting(engine, role):
    with reading(engine) as session:
        return {one.name: one for one in waiting_for(session, role)}


def test_a_cataloguer_sees_all_that_she_can_do(engine, full):
    assert set(_waiting(engine, Role.CATALOGUER)) == {
        "lời báo của bạn đọc",
        "lần nhập có trang trắng",
        "trang hỏng",
        "trang khó đọc",
        "lần sửa mất chỗ",
        "bản nháp",
    }


def test_who_works_at_a_point_sees_nothing_of_it(engine, full):
    assert _waiting(engine, Role.POINT_LIBRARIAN) == {}


def test_the_age_of_what_waits_longest_is_told(office, full):
    assert "1 lời báo của bạn đọc lâu nhất: 3 ngày" in office.visit("/can-bo").says("li")


def test_every_pile_leads_to_where_it_is_worked_off(office, full):
    links = [link.get("href") for link in office.visit("/can-bo").all("a")]
    for address in ("ban-doc-bao", "trang-hong", "trang-kho-doc", "sua-mat-cho", "tai-lieu"):
        assert f"/can-bo/{address}" in links
        office.visit(f"/can-bo/{address}")


def test_an_empty_desk_says_nothing_waits(staff, engine):
    assert "chưa có việc nào" in staff(Role.POINT_LIBRARIAN).visit("/can-bo").words
