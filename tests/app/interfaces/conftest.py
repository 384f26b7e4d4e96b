"""Fixtures of the interfaces' tests: a small catalogue with every kind of access."""

from dataclasses import dataclass

import pytest

from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from tests.app.scans import add_page_pdf, make_scan
from tests.conftest import using
from tests.makers import BY, make_database, make_item, make_settings


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


@pytest.fixture(scope="session")
def made_once(tmp_path_factory):
    """Return the settings of a catalogue, and its ids: each test gets a copy."""
    settings = make_settings(tmp_path_factory.mktemp("danh-mục"))
    database = make_database(settings)
    ids = _enter_catalogue(database, settings)
    database.dispose()
    return settings, ids


@pytest.fixture
def engine(request, settings):
    """The database of an installation: empty, or with the catalogue if the test asks for it."""
    has_catalogue = "catalogue" in request.fixturenames
    like = request.getfixturevalue("made_once")[0] if has_catalogue else None
    yield from using(make_database(settings, like))


@pytest.fixture
def catalogue(engine, made_once):
    """Return the ids of a scanned book, and of an item of each other access and state."""
    return made_once[1]


def _enter_catalogue(engine, settings):
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
