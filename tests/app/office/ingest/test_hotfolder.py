"""Watched folder page: waiting, accepted and refused files with reasons."""

from pathlib import Path

import pytest

from app import create_app
from library.database import work
from library.hotfolder import arrivals
from library.hotfolder.arrivals import FolderEntry, PartOutcome
from tests.app.browser import Browser
from tests.makers import make_accession, make_settings, make_staff

_ADDRESS = "/can-bo/thu-muc-nhan"


def _lying(name, message=None, folder="van-ban"):
    return FolderEntry(folder, (Path(name),), name, 1, 2000, "-", message)


@pytest.fixture
def watching(tmp_path, settings, engine):
    """Yield a cataloguer's browser in an installation with a watched folder."""
    app = create_app(make_settings(settings.home, watch=str(tmp_path / "nhận")))
    app.testing = True
    with work(engine) as session:
        member = make_staff(session, "mai", "cataloguer")
    yield Browser(app).sign_in(member)
    app.extensions["services"].close()


def test_waiting_files_are_shown_with_the_reason(watching, engine):
    with work(engine) as session:
        arrivals.record_scan(session, None)
        arrivals.sync_waiting(session, [_lying("a.pdf", "Vừa đến, đợi nằm yên.")])
    words = watching.visit(_ADDRESS).words
    assert "a.pdf" in words
    assert "Văn bản hành chính · 1 tệp · 2 KB" in words
    assert "Vừa đến" in words


def test_accepted_files_link_to_their_delivery_and_refused_ones_show_a_reason(watching, engine):
    with work(engine) as session:
        arrival = arrivals.begin(session, _lying("hộp"))
        accession = make_accession(session, "a.pdf")
        taken = PartOutcome("a.pdf", (), accession.id)
        arrivals.enter(session, arrival, [taken, PartOutcome("b.pdf", (), message="Tệp rỗng.")])
    page = watching.visit(_ADDRESS)
    assert page.has_link_to(f"/can-bo/lan-nhap/{accession.number}")
    assert "Tệp rỗng." in page.words


def test_an_unreachable_folder_is_reported(watching, engine):
    with work(engine) as session:
        arrivals.record_scan(session, "Không thấy thư mục nhận.")
    assert "Không thấy thư mục nhận." in watching.visit(_ADDRESS).says("p", class_="notice")


def test_before_the_first_scan_the_page_shows_instructions(watching):
    assert "diachi doctor" in watching.visit(_ADDRESS).words


def test_the_home_page_and_the_upload_form_link_to_the_folder(watching):
    assert watching.visit("/can-bo").has_link_to(_ADDRESS)
    assert watching.visit("/can-bo/nop").has_link_to(_ADDRESS)


def test_without_a_watched_folder_the_page_shows_instructions(office):
    assert "DIACHI_WATCH" in office.visit(_ADDRESS).words
    assert not office.visit("/can-bo/nop").has_link_to(_ADDRESS)
