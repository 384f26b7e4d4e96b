"""Another catalogue is harvested into drafts, from a second copy of this server."""

import pytest
from sqlalchemy import select

from app import create_app
from library import clock
from library.catalogue import cataloguing
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.harvest import harvests
from library.harvest.models import Harvest, HarvestedRecord
from library.installation import set_up
from library.jobs.work_orders import do_next, order_kinds
from tests.app.browser import Browser
from tests.app.serving import served
from tests.makers import BY, make_item, make_settings, make_staff

_CHOICE = "nguon=0&dang=marc21&bst=dia-chi&noi-doc=staff"

pytestmark = pytest.mark.slow


@pytest.fixture
def source(tmp_path):
    """Serve another library with three books, and yield its database and address."""
    settings = make_settings(tmp_path / "khác")
    database = set_up(settings)
    with work(database) as session:
        for number in range(3):
            make_item(session, f"Địa chí Cao Bằng tập {number}", creator="Hoàng Văn Thụ")
    site = create_app(settings)
    with served(site) as address:
        yield database, f"{address}/oai"
    site.extensions["services"].close()
    database.dispose()


@pytest.fixture
def settings(tmp_path, source):
    """Return the settings of a library that may harvest the other one."""
    return make_settings(tmp_path / "nhà", oai_sources=f"Cao Bằng={source[1]}")


@pytest.fixture
def cataloguer(app, engine):
    """Return the browser of a cataloguer."""
    with work(engine) as session:
        member = make_staff(session)
    return Browser(app).sign_in(member)


def _harvest(settings, engine):
    while do_next(settings, engine, order_kinds()[harvests.RUN].lane):
        pass


def _drafts(engine):
    with reading(engine) as session:
        rows = select(Item).join(HarvestedRecord).order_by(Item.title)
        return list(session.scalars(rows))


def _run_again(cataloguer, settings, engine):
    cataloguer.send("/can-bo/thu-hoach/1", "/can-bo/thu-hoach/1", {"viec": "chay"})
    _harvest(settings, engine)


@pytest.fixture
def harvested(cataloguer, settings, engine):
    """Harvest the other library into drafts."""
    page = f"/can-bo/thu-hoach/chon?{_CHOICE}"
    cataloguer.send(page, "/can-bo/thu-hoach", {})
    _harvest(settings, engine)


def test_a_preview_shows_records_beside_the_drafts_they_become(cataloguer):
    assert cataloguer.visit("/can-bo/thu-hoach").words.count("Cao Bằng") == 1
    offered = cataloguer.visit("/can-bo/thu-hoach/chon?nguon=0")
    assert {"MARC 21", "Dublin Core"} <= set(offered.says("option"))
    for prefix in ("marc21", "oai_dc"):
        page = cataloguer.visit(f"/can-bo/thu-hoach/chon?{_CHOICE}".replace("marc21", prefix))
        assert page.heading == "Thu hoạch từ Cao Bằng"
        assert page.words.count("sẽ thành bản nháp") == 3
        assert page.words.count("Hoàng Văn Thụ") >= 3
    no_access = cataloguer.visit("/can-bo/thu-hoach/chon?nguon=0&dang=marc21&bst=dia-chi")
    assert "Hãy chọn: nơi đọc không tự lấy theo sưu tập" in no_access.words
    cataloguer.visit("/can-bo/thu-hoach/chon?nguon=7", status=404)


def test_records_become_drafts_once(cataloguer, settings, engine, harvested):
    drafts = _drafts(engine)
    assert [draft.title[-1] for draft in drafts] == ["0", "1", "2"]
    assert {draft.state for draft in drafts} == {ItemState.DRAFT}
    assert {draft.creator for draft in drafts} == {"Hoàng Văn Thụ"}
    _run_again(cataloguer, settings, engine)
    assert len(_drafts(engine)) == 3
    page = cataloguer.visit("/can-bo/thu-hoach/1")
    assert "Xong lúc" in page.words
    again = cataloguer.visit(f"/can-bo/thu-hoach/chon?{_CHOICE}")
    assert again.words.count("đã có ở đây") == 3
    form = cataloguer.visit(f"/can-bo/tai-lieu/{drafts[0].id}")
    assert "Biểu ghi chép từ Cao Bằng, số" in form.words


def test_a_kill_in_the_middle_makes_nothing_twice(cataloguer, settings, engine, harvested):
    with work(engine) as session:  # as it stands when the token of the pass was not stored yet
        harvest = session.get(Harvest, 1)
        session.delete(session.scalar(select(HarvestedRecord).limit(1)))
        harvest.since = ""
    _run_again(cataloguer, settings, engine)
    with reading(engine) as session:
        assert len(list(session.scalars(select(Item)))) == 3


def test_changes_reach_untouched_drafts_and_are_proposed_for_others(
    cataloguer, settings, engine, source, harvested
):
    edited, untouched, deleted = _drafts(engine)
    address = f"/can-bo/tai-lieu/{edited.id}"
    cataloguer.send(address, address, {"place": "Lạng Sơn"})
    with work(source[0]) as session:
        items = list(session.scalars(select(Item).order_by(Item.title)))
        for item in items[:2]:
            cataloguing.describe(session, item, {"publisher": "Nxb. Mới"}, BY)
        cataloguing.withdraw(session, items[2], BY, "trùng")
    _run_again(cataloguer, settings, engine)
    after = {draft.id: draft for draft in _drafts(engine)}
    assert after[untouched.id].other_fields["publisher"] == "Nxb. Mới"
    assert "publisher" not in after[edited.id].other_fields
    assert after[edited.id].place == "Lạng Sơn"
    assert after[deleted.id].title == deleted.title
    page = cataloguer.visit("/can-bo/thu-hoach/1")
    assert {
        "Đổi ở nguồn sau khi có người sửa ở đây",
        "Đã xóa ở nguồn, vẫn còn ở đây",
    } <= set(page.says("h2"))
    compared = cataloguer.visit("/can-bo/thu-hoach/bieu-ghi/1")
    assert "Nxb. Mới" in compared.words
    chosen = f"{address}?thu-hoach=1&o=publisher"
    cataloguer.send(chosen, address, {})
    assert _drafts(engine)[0].other_fields["publisher"] == "Nxb. Mới"
    assert "Không còn gì chờ xem" in cataloguer.visit("/can-bo/thu-hoach/bieu-ghi/1").words


def test_a_harvest_is_undone_except_what_somebody_edited(cataloguer, settings, engine, harvested):
    edited = _drafts(engine)[0].id
    address = f"/can-bo/tai-lieu/{edited}"
    cataloguer.send(address, address, {"place": "Lạng Sơn"})
    cataloguer.send("/can-bo/thu-hoach/1", "/can-bo/thu-hoach/1", {"viec": "hoan-tac"})
    _harvest(settings, engine)
    assert [draft.id for draft in _drafts(engine)] == [edited]
    _run_again(cataloguer, settings, engine)
    assert len(_drafts(engine)) == 3


def test_a_daily_harvest_comes_again_tomorrow(cataloguer, settings, engine, harvested, monkeypatch):
    cataloguer.send("/can-bo/thu-hoach/1", "/can-bo/thu-hoach/1", {"viec": "hang-ngay"})
    _harvest(settings, engine)
    with reading(engine) as session:
        due = harvests.order_of(session, 1).due
    assert (due - clock.now()).total_seconds() > 80_000
    assert "Lần sau lúc" in cataloguer.visit("/can-bo/thu-hoach/1").words
    assert "làm lại lúc" in cataloguer.visit("/can-bo/viec-cua-may").words
    cataloguer.send("/can-bo/thu-hoach/1", "/can-bo/thu-hoach/1", {"viec": "dung"})
    with reading(engine) as session:
        assert harvests.order_of(session, 1).finished


def test_a_source_that_is_gone_says_so(cataloguer, settings, engine, harvested, tmp_path):
    elsewhere = make_settings(tmp_path / "nhà")
    cataloguer.send("/can-bo/thu-hoach/1", "/can-bo/thu-hoach/1", {"viec": "chay"})
    _harvest(elsewhere, engine)
    assert "không còn trong DIACHI_OAI_SOURCES" in cataloguer.visit("/can-bo/thu-hoach/1").words
