"""Two web machines with one database and different profile files answer alike."""

import io

import pytest

from app import create_app
from library.accessions.models import Accession
from library.database import reading, work
from tests.app.browser import Browser
from tests.makers import make_collections, make_item, make_settings, make_staff

_BAO = 'title = "Báo"\nsummary = ""\n'
_WALL = "moving_wall = 500\n"
_OFFICE = "/can-bo/suu-tap/bao"


@pytest.fixture
def settings(tmp_path):
    """Settings of the first machine, whose files were imported."""
    folder = make_collections(tmp_path / "một", bao=_BAO + _WALL)
    return make_settings(tmp_path / "nhà", collections=str(folder))


@pytest.fixture
def machines(tmp_path, settings, engine):
    """Yield the apps of two machines."""
    folder = make_collections(tmp_path / "hai", bao=_BAO, sach=_BAO)
    apps = [
        create_app(make_settings(settings.home, collections=str(place)))
        for place in (settings.collections, folder)
    ]
    yield apps
    for app in apps:
        app.extensions["services"].close()


@pytest.fixture
def readers(machines):
    """Return a browser on each machine."""
    return [Browser(app) for app in machines]


@pytest.fixture
def administrators(machines, engine):
    """Return the browser of an administrator on each machine."""
    with work(engine) as session:
        members = [make_staff(session, name, "administrator") for name in ("lan", "hoa")]
    return [Browser(app).sign_in(member) for app, member in zip(machines, members, strict=True)]


@pytest.fixture
def page(engine):
    """Create an item within the moving wall; return the address of its page."""
    with work(engine) as session:
        return f"/tai-lieu/{make_item(session, collection='bao', date='2020').id}/trang/1"


@pytest.mark.slow
def test_both_refuse_a_page_until_one_of_them_opens_it(readers, administrators, page):
    for reader in readers:
        reader.visit(page, status=403)
    for administrator, wall, status in zip(administrators, ("", "500"), (200, 403), strict=True):
        administrator.send(_OFFICE, _OFFICE, {"moving_wall": wall})
        for reader in readers:
            reader.visit(page, status=status)


def test_both_have_the_same_collections(readers, administrators):
    for reader in readers:
        reader.visit("/suu-tap/bao")
        reader.visit("/suu-tap/sach", status=404)
    new = "/can-bo/suu-tap/them"
    administrators[1].send(new, new, {"ma": "sach", "title": "Sách"})
    for reader in readers:
        assert reader.visit("/suu-tap/sach").heading == "Sách"


def test_both_take_deliveries_to_a_collection_that_one_of_them_made(administrators, engine):
    new, delivery = "/can-bo/suu-tap/them", "/can-bo/nop"
    administrators[0].send(new, new, {"ma": "tranh", "title": "Tranh"})
    for number, administrator in enumerate(administrators):
        file = io.BytesIO(b"%%PDF-1.4 %d" % number), f"tranh {number}.pdf"
        administrator.send(delivery, delivery, {"suu-tap": "tranh", "tep": file})
    with reading(engine) as session:
        assert [row.collection for row in session.query(Accession)] == ["tranh", "tranh"]


def test_two_people_on_two_machines_do_not_overwrite_each_other(administrators):
    forms = [administrator.visit(_OFFICE).form(_OFFICE) for administrator in administrators]
    for administrator, form, order in zip(administrators, forms, ("3", "4"), strict=True):
        with administrator.client.post(_OFFICE, data={**form, "order": order}) as answer:
            assert answer.status_code == (303 if order == "3" else 409)
