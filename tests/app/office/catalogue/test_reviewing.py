"""Items go to review, come back with a remark, open on a day, and never by one person alone."""

import pytest
from sqlalchemy import select

from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.staff.models import AuditEntry
from library.staff.permissions import Role
from tests.makers import BY, make_item, make_settings

_FOUR_EYES = 'title = "Mật"\nsummary = "Cần hai người."\nfour_eyes = true\n'


@pytest.fixture
def settings(tmp_path):
    """Give an installation with a collection more, which asks for four eyes."""
    shelf = tmp_path / "sưu tập"
    (shelf / "hai-nguoi").mkdir(parents=True)
    (shelf / "hai-nguoi" / "profile.toml").write_text(_FOUR_EYES, encoding="utf-8")
    return make_settings(tmp_path / "nhà", collections=str(shelf))


@pytest.fixture
def item(engine):
    """Enter a draft; give its address in the office."""
    with work(engine) as session:
        made = make_item(session, "Chợ Kỳ Lừa", published=False)
    return f"/can-bo/tai-lieu/{made.id}"


@pytest.fixture
def careful(engine):
    """Enter a draft in a collection that asks for four eyes; give its address."""
    with work(engine) as session:
        made = make_item(session, "Sổ địa bạ", collection="hai-nguoi", published=False)
    return f"/can-bo/tai-lieu/{made.id}"


@pytest.fixture
def state(engine):
    """Give a function that returns the state of the only item."""

    def look():
        with reading(engine) as session:
            return session.scalars(select(Item.state)).one()

    return look


def _do(browser, item, act, status=200, **told):
    named = {name.replace("_", "-"): text for name, text in told.items()}
    return browser.send(item, f"{item}/{act}", named, status=status)


def test_a_cataloguer_sends_to_review_and_the_reviewer_sees_it(staff, item, state):
    _do(staff(Role.CATALOGUER), item, "gui-duyet")
    assert state() is ItemState.REVIEW
    reviewer = staff(Role.REVIEWER)
    assert reviewer.visit("/can-bo/cho-duyet").leads_to(item)
    assert any("1 tài liệu chờ duyệt" in said for said in reviewer.visit("/can-bo").says("li"))


def test_the_reviewer_opens_it(staff, item, state):
    _do(staff(Role.CATALOGUER), item, "gui-duyet")
    _do(staff(Role.REVIEWER), item, "cong-bo")
    assert state() is ItemState.PUBLISHED


def test_it_comes_back_with_what_is_to_be_done(staff, item, state):
    cataloguer = staff(Role.CATALOGUER)
    _do(cataloguer, item, "gui-duyet")
    _do(staff(Role.REVIEWER), item, "tra-lai", ly_do="Thiếu ngày")
    assert state() is ItemState.DRAFT
    assert "Lời nhắn: Thiếu ngày" in cataloguer.visit(item).words


def test_nothing_comes_back_without_a_word(staff, item, state):
    _do(staff(Role.CATALOGUER), item, "gui-duyet")
    assert "hãy ghi cần sửa gì" in _do(staff(Role.REVIEWER), item, "tra-lai").words
    assert state() is ItemState.REVIEW


def test_one_person_does_both_where_the_collection_allows_it(office, item, state):
    _do(office, item, "cong-bo")
    assert state() is ItemState.PUBLISHED


def _token(browser, item):
    return browser.visit(item).form(item)["csrf_token"]


def _press(browser, item, act):
    """Send what the page no longer offers."""
    data = {"csrf_token": _token(browser, item)}
    with browser.client.post(f"{item}/{act}", data=data) as response:
        return response


def test_where_four_eyes_are_asked_for_nobody_opens_alone(office, careful, state):
    assert _press(office, careful, "cong-bo").status_code == 409
    _do(office, careful, "gui-duyet")
    assert "phải khác người gửi duyệt" in _press(office, careful, "cong-bo").text
    assert state() is ItemState.REVIEW


def test_where_four_eyes_are_asked_for_another_person_opens(office, staff, careful, state):
    _do(staff(Role.CATALOGUER), careful, "gui-duyet")
    _do(office, careful, "cong-bo")
    assert state() is ItemState.PUBLISHED


def test_an_item_opens_itself_on_its_day(office, engine, item, state):
    told = _do(office, item, "hen-ngay", ngay="1/12/2126").words
    assert "Tự công bố vào ngày 1/12/2126" in told
    with work(engine) as session:
        assert publishing.publish_due(session, "2126-11-30") == []
    with work(engine) as session:
        assert len(publishing.publish_due(session, "2126-12-01")) == 1
    assert state() is ItemState.PUBLISHED


def test_a_day_can_be_taken_back(office, engine, item):
    _do(office, item, "hen-ngay", ngay="1/12/2126")
    _do(office, item, "hen-ngay", ngay="")
    with work(engine) as session:
        assert publishing.publish_due(session, "2127-01-01") == []


@pytest.mark.parametrize("day", ["hôm nào", "31/2/2126", "1/1/2020"])
def test_a_day_that_is_none_or_past_is_refused(office, item, state, day):
    token = _token(office, item)
    with office.client.post(f"{item}/hen-ngay", data={"csrf_token": token, "ngay": day}) as said:
        assert said.status_code in (303, 409)
    assert "Tự công bố" not in office.visit(item).words


def test_what_cannot_be_opened_on_its_day_says_why(office, engine, item):
    _do(office, item, "hen-ngay", ngay="1/12/2126")
    with work(engine) as session:
        session.scalars(select(Item)).one().pages[0].left_out = True
    with work(engine) as session:
        assert publishing.publish_due(session, "2126-12-01") == []
    assert "chưa có trang nào đọc được" in office.visit(item).words


def test_the_reason_of_a_withdrawal_is_seen_beside_the_item(office, engine, item):
    _do(office, item, "cong-bo")
    office.send(f"{item}/go", f"{item}/go", {"ly-do": "Trùng"})
    assert "Lý do gỡ: Trùng" in office.visit(item).words


@pytest.mark.parametrize(
    ("access", "says"),
    [("public", "Ai cũng đọc"), ("library", "không tải về được"), ("staff", "Chỉ cán bộ thấy")],
)
def test_rights_are_told_in_words(office, engine, item, access, says):
    with work(engine) as session:
        session.scalars(select(Item)).one().access = access
    assert says in office.visit(item).words


def test_an_embargo_is_told_in_words(office, engine, item):
    with work(engine) as session:
        session.scalars(select(Item)).one().opens = "2126-01-01"
    assert "Trước ngày 1/1/2126 bạn đọc chỉ thấy biểu ghi" in office.visit(item).words


def test_a_draft_is_seen_as_its_readers_will_see_it(office, item):
    page = office.visit(f"{item}/xem-truoc")
    assert "Bản nháp" not in page.words
    assert page.heading == "Chợ Kỳ Lừa"


def test_a_preview_shows_what_is_only_read_at_the_library(office, engine, item):
    with work(engine) as session:
        session.scalars(select(Item)).one().access = "library"
    assert "chỉ đọc trên máy tính của thư viện" in office.visit(f"{item}/xem-truoc").words
    at_library = office.visit(f"{item}/xem-truoc?o=thu-vien").words
    assert "chỉ đọc trên máy tính của thư viện" not in at_library


def test_a_preview_says_when_readers_see_nothing(office, engine, item):
    with work(engine) as session:
        session.scalars(select(Item)).one().access = "staff"
    assert "Bạn đọc không thấy" in office.visit(f"{item}/xem-truoc").heading


def test_every_step_is_in_the_audit_trail(office, engine, item):
    _do(office, item, "gui-duyet")
    _do(office, item, "tra-lai", ly_do="Thiếu ngày")
    with reading(engine) as session:
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.who != BY)).all()
    assert acts[-2:] == ["item.send", "item.give_back"]
