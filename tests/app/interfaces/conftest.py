"""Fixtures of the interfaces' tests: a small catalogue with every kind of access."""

from dataclasses import dataclass

import pytest

from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from tests.app.scans import add_page_pdf, make_scan
from tests.makers import BY, make_item


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Ids of the items of a small catalogue."""

    book: str
    paper: str
    """For on-site reading."""
    secret: str
    """For staff."""
    draft: str
    withdrawn: str

    @property
    def seen(self):
        """Ids of the items with a public record."""
        return {self.book, self.paper}


@pytest.fixture
def catalogue(engine, settings):
    """Enter a scanned book, and an item of each other access and state."""
    with work(engine) as session:
        book = make_item(
            session,
            "Địa chí Lạng Sơn: tập 1",
            texts=(),
            published=False,
            creator="Nguyễn Văn Bình; Lê Thị C",
            issuing_body="UBND tỉnh Lạng Sơn",
            date="1999",
            kind="sách",
            licence="CC BY 4.0",
            subject="Lễ hội -- Lịch sử; Thành cổ",
            isbn="978-604-0-00000-2",
            description="Sách <b>& ảnh</b> \x0c về tỉnh.",
        )
        for text in ("Trang đầu của sách", "Trang hai nói về thành nhà Mạc"):
            add_page_pdf(settings, make_scan(session, settings, book, text))
        publish(session, book, BY)
        paper = make_item(
            session, "Hồi ký", collection="bao", access=Access.LIBRARY, number="12/QĐ-UBND"
        )
        secret = make_item(session, "Mật", access=Access.STAFF)
        draft = make_item(session, "Nháp", published=False)
        withdrawn = make_item(session, "Đã gỡ")
        close(session, withdrawn, BY, "trùng")
        return Catalogue(book.id, paper.id, secret.id, draft.id, withdrawn.id)


@pytest.fixture
def fetch(app):
    """Return a function that opens an address and returns the response."""
    client = app.test_client()

    def fetched(address, status=200, **options):
        with client.get(address, **options) as response:
            assert response.status_code == status, response.text
            response.get_data()
        return response

    return fetched
