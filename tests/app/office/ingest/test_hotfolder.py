"""Staff see what waits in the watched folder, what was taken, and what was turned away and why."""

from pathlib import Path

import pytest

from app import create_app
from library.database import work
from library.hotfolder import arrivals
from library.hotfolder.arrivals import Fate, Lying
from library.staff.permissions import Role
from tests.app.browser import Browser
from tests.makers import make_accession, make_settings, make_staff

_ADDRESS = "/can-bo/thu-muc-nhan"


def _lying(name, message=None, folder="van-ban"):
    return Lying(folder, (Path(name),), name, 1, 2000, "-", message)


@pytest.fixture
def watching(tmp_path, settings, engine):
    """Give the browser of a cataloguer where a folder is watched."""
    app = create_app(make_settings(settings.home, watch=str(tmp_path / "nhận")))
    app.testing = True
    with work(engine) as session:
        member = make_staff(session, "mai", Role.CATALOGUER)
    yield Browser(app).sign_in(member)
    app.extensions["services"].close()


def test_what_waits_is_shown_with_the_reason(watching, engine):
    with work(engine) as session:
        arrivals.looked(session, None)
        arrivals.see(session, [_lying("a.pdf", "Vừa đến, đợi nằm yên.")])
    words = watching.visit(_ADDRESS).words
    assert "a.pdf" in words
    assert "Văn bản hành chính · 1 tệp · 2 KB" in words
    assert "Vừa đến" in words


def test_what_was_taken_leads_to_its_delivery_and_the_rest_says_why_not(watching, engine):
    with work(engine) as session:
        arrival = arrivals.begin(session, _lying("hộp"))
        accession = make_accession(session, "a.pdf")
        taken = Fate("a.pdf", (), accession.id)
        arrivals.enter(session, arrival, [taken, Fate("b.pdf", (), message="Tệp rỗng.")])
    page = watching.visit(_ADDRESS)
    assert page.leads_to(f"/can-bo/lan-nhap/{accession.number}")
    assert "Tệp rỗng." in page.words


def test_a_folder_that_cannot_be_reached_is_told(watching, engine):
    with work(engine) as session:
        arrivals.looked(session, "Không thấy thư mục nhận.")
    assert "Không thấy thư mục nhận." in watching.visit(_ADDRESS).says("p", class_="notice")


def test_before_the_first_look_one_learns_what_to_do(watching):
    assert "diachi doctor" in watching.visit(_ADDRESS).words


def test_the_folder_is_led_to_from_the_desk_and_from_where_one_hands_in(watching):
    assert watching.visit("/can-bo").leads_to(_ADDRESS)
    assert watching.visit("/can-bo/nop").leads_to(_ADDRESS)


def test_where_none_is_watched_one_learns_how_to(office):
    assert "DIACHI_WATCH" in office.visit(_ADDRESS).words
    assert not office.visit("/can-bo/nop").leads_to(_ADDRESS)
