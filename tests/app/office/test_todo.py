"""Open tasks on the office home page: count and age by role."""

from datetime import timedelta

import pytest

from app.office.home import open_tasks
from library import clock
from library.catalogue.models import Page, PageState
from library.corrections.models import ReaderReport, Revision, RevisionKind
from library.database import reading, work
from library.triage.models import SurveyedPage
from tests.makers import make_accession, make_item, make_page


@pytest.fixture
def one_task_of_each(engine):
    """Enter one open task of each kind, three days old."""
    earlier = clock.now() - timedelta(days=3)
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        item.created = earlier
        page = make_page(session, item, "chữ", quality=0.2)
        make_page(session, item, state=PageState.FAILED, message="hỏng")
        delivery = make_accession(session, item_id=item.id, received=earlier)
        session.add(
            SurveyedPage(
                accession_id=delivery.id, number=1, blank=True, thumbnail="-", width=1, height=1
            )
        )
        session.add(ReaderReport(page_id=page.id, seen="a", meant="b", at=earlier))
        session.add(_lost(item, page, earlier))
    return item


def _lost(item, page: Page, at):
    values = {"width": 1, "height": 1, "begins": 0.0, "ends": 1.0, "changes": "[]", "count": 1}
    where = {"item_id": item.id, "page_id": page.id, "kind": RevisionKind.TYPED}
    return Revision(by="lan", at=at, astray=1, **where, **values)


def _waiting(engine, role):
    with reading(engine) as session:
        return {task.name: task for task in open_tasks(session, role)}


def test_a_cataloguer_sees_her_open_tasks(engine, one_task_of_each):
    assert set(_waiting(engine, "cataloguer")) == {
        "lời báo của bạn đọc",
        "lần nhập có trang trắng",
        "trang hỏng",
        "trang khó đọc",
        "chữ sửa không còn khớp",
        "bản nháp",
    }


def test_a_point_librarian_sees_no_cataloguing_tasks(engine, one_task_of_each):
    assert _waiting(engine, "point-librarian") == {}


def test_the_age_of_the_oldest_task_is_shown(office, one_task_of_each):
    assert "1 lời báo của bạn đọc cũ nhất: 3 ngày" in office.visit("/can-bo").says("li")


def test_every_queue_links_to_its_page(office, one_task_of_each):
    links = [link.get("href") for link in office.visit("/can-bo").all("a")]
    for address in ("ban-doc-bao", "trang-hong", "trang-kho-doc", "sua-mat-cho", "tai-lieu"):
        assert f"/can-bo/{address}" in links
        office.visit(f"/can-bo/{address}")


def test_an_empty_home_page_shows_no_open_tasks(staff, engine):
    assert "chưa có việc nào" in staff("point-librarian").visit("/can-bo").words
