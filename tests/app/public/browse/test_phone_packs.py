"""Phone packs on the pages of communes and collections."""

from urllib.request import urlopen

import pytest

from kit.phone.phone_files import file_of, read_pack
from kit.phone.phone_rounds import make_pack
from kit.phone.phone_subjects import SubjectKind, find_subject
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Item
from library.database import work
from tests.app.serving import served
from tests.makers import BY, make_item

_FILE = "/goi-que-em/suu-tap/dia-chi.html"


@pytest.fixture
def item(engine) -> Item:
    """A public item that speaks of a commune."""
    with work(engine) as session:
        return make_item(session, "Sổ tay", texts=["Chợ phiên ở xã Tân Văn."])


def _make(settings, engine, kind, slug):
    make_pack(settings, engine, find_subject(engine, kind, slug))


def test_a_collection_offers_its_pack_with_size_and_day(browser, settings, engine, item):
    assert "Gói quê em" not in browser.visit("/suu-tap/dia-chi").html
    _make(settings, engine, SubjectKind.COLLECTION, "dia-chi")
    assert "đọc và tìm được khi không có mạng" in browser.visit("/suu-tap/dia-chi").html
    answer = browser.client.get(_FILE)
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert "Chợ phiên" in answer.text


def test_a_pack_with_rare_characters_is_sent_unchanged(app, settings, engine):
    with work(engine) as session:
        make_item(session, "Thơ Nôm", texts=["\U00020000 chữ hiếm"])
    _make(settings, engine, SubjectKind.COLLECTION, "dia-chi")
    with served(app) as site, urlopen(f"{site}{_FILE}") as answer:  # noqa: S310  (our own site)
        content = answer.read()
    pack = read_pack(settings, "suu-tap-dia-chi")
    assert content == file_of(settings, pack).read_bytes()


def test_a_commune_offers_its_pack(browser, settings, engine, item, index):
    index()
    _make(settings, engine, SubjectKind.COMMUNE, "x-tan-van--2025")
    assert "/goi-que-em/xa/x-tan-van--2025.html" in browser.visit("/dia-danh/xa-tan-van").html
    assert "Chợ phiên" in browser.client.get("/goi-que-em/xa/xa-tan-van.html").text


def test_a_pack_with_a_withdrawn_item_is_not_sent(browser, settings, engine, item):
    _make(settings, engine, SubjectKind.COLLECTION, "dia-chi")
    with work(engine) as session:
        withdraw(session, session.get(Item, item.id), BY, "sai")
    assert "đang được làm lại" in browser.visit(_FILE, status=404).html


@pytest.mark.parametrize("slug", ["khong-co", "..%2f..%2fsecret"])
def test_an_unknown_pack_is_a_404(browser, slug):
    browser.visit(f"/goi-que-em/xa/{slug}.html", status=404)
