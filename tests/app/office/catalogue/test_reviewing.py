"""Review of items: approval, return, scheduling and the four-eyes rule."""

import pytest
from sqlalchemy import select

from library.catalogue.access import publishing
from library.catalogue.models import Item, ItemState
from library.database import reading, work
from library.staff.models import AuditEntry
from tests.makers import BY, make_item, make_settings

_FOUR_EYES = 'title = "Mật"\nsummary = "Cần hai người."\nfour_eyes = true\n'


@pytest.fixture
def settings(tmp_path):
    """Return settings with an extra collection that requires four eyes."""
    shelf = tmp_path / "sưu tập"
    (shelf / "hai-nguoi").mkdir(parents=True)
    (shelf / "hai-nguoi" / "profile.toml").write_text(_FOUR_EYES, encoding="utf-8")
    return make_settings(tmp_path / "nhà", collections=str(shelf))


@pytest.fixture
def item(engine):
    """Enter a draft; return its office address."""
    with work(engine) as session:
        created = make_item(session, "Chợ Kỳ Lừa", published=False)
    return f"/can-bo/tai-lieu/{created.id}"


@pytest.fixture
def four_eyes_item(engine):
    """Enter a draft in the four-eyes collection; return its office address."""
    with work(engine) as session:
        created = make_item(session, "Sổ địa bạ", collection="hai-nguoi", published=False)
    return f"/can-bo/tai-lieu/{created.id}"


@pytest.fixture
def state(engine):
    """Return a function that reads the state of the only item."""

    def read_now():
        with reading(engine) as session:
            return session.scalars(select(Item.state)).one()

    return read_now


def _do(browser, item, act, status=200, **fields):
    if act in ("gui-duyet", "cong-bo"):
        return browser.send(item, item, {"viec": act}, status=status)
    named = {name.replace("_", "-"): text for name, text in fields.items()}
    return browser.send(item, f"{item}/{act}", named, status=status)


def test_a_cataloguer_sends_to_review_and_the_reviewer_sees_it(staff, item, state):
    _do(staff("cataloguer"), item, "gui-duyet")
    assert state() is ItemState.REVIEW
    reviewer = staff("reviewer")
    assert reviewer.visit("/can-bo/cho-duyet").has_link_to(item)
    assert any("1 tài liệu chờ duyệt" in text for text in reviewer.visit("/can-bo").says("li"))


def test_the_reviewer_publishes_the_item(staff, item, state):
    _do(staff("cataloguer"), item, "gui-duyet")
    _do(staff("reviewer"), item, "cong-bo")
    assert state() is ItemState.PUBLISHED


def test_the_item_is_returned_with_a_remark(staff, item, state):
    cataloguer = staff("cataloguer")
    _do(cataloguer, item, "gui-duyet")
    _do(staff("reviewer"), item, "tra-lai", ly_do="Thiếu ngày")
    assert state() is ItemState.DRAFT
    assert "Lời nhắn: Thiếu ngày" in cataloguer.visit(item).words


def test_returning_an_item_needs_a_remark(staff, item, state):
    _do(staff("cataloguer"), item, "gui-duyet")
    assert "hãy ghi cần sửa gì" in _do(staff("reviewer"), item, "tra-lai").words
    assert state() is ItemState.REVIEW


def test_one_person_may_describe_and_publish_if_the_collection_allows_it(office, item, state):
    _do(office, item, "cong-bo")
    assert state() is ItemState.PUBLISHED


def _token(browser, item):
    return browser.visit(item).form(item)["csrf_token"]


def _press(browser, item, act):
    """Send an action that the page no longer offers."""
    data = {"csrf_token": _token(browser, item)}
    with browser.client.post(f"{item}/{act}", data=data) as response:
        return response


def test_the_reviewer_sees_what_changed_since_the_last_review(staff, item):
    cataloguer, reviewer = staff("cataloguer"), staff("reviewer")
    cataloguer.send(item, item, {"title": "Chợ phiên Kỳ Lừa", "viec": "gui-duyet"})
    assert "Nhan đềChợ phiên Kỳ Lừa" in reviewer.visit(item).says("tr")
    _do(reviewer, item, "tra-lai", ly_do="Thiếu ngày")
    cataloguer.send(item, item, {"date": "1990", "viec": "gui-duyet"})
    rows = reviewer.visit(item).says("tr")
    assert not any("Nhan đề" in row for row in rows)
    assert any("1990" in row for row in rows)
    assert "Duyệt tài liệu này" not in cataloguer.visit(item).words


def test_four_eyes_forbid_publishing_alone(office, four_eyes_item, state):
    assert _press(office, four_eyes_item, "cong-bo").status_code == 409
    _do(office, four_eyes_item, "gui-duyet")
    assert "phải khác người gửi duyệt" in _press(office, four_eyes_item, "cong-bo").text
    assert state() is ItemState.REVIEW


def test_four_eyes_allow_publishing_by_another_person(office, staff, four_eyes_item, state):
    _do(staff("cataloguer"), four_eyes_item, "gui-duyet")
    _do(office, four_eyes_item, "cong-bo")
    assert state() is ItemState.PUBLISHED


def test_a_scheduled_item_is_published_on_its_day(office, engine, item, state):
    text = _do(office, item, "hen-ngay", ngay="1/12/2126").words
    assert "Tự công bố vào ngày 1/12/2126" in text
    with work(engine) as session:
        assert publishing.publish_due(session, "2126-11-30") == []
    with work(engine) as session:
        assert len(publishing.publish_due(session, "2126-12-01")) == 1
    assert state() is ItemState.PUBLISHED


def test_a_schedule_can_be_cancelled(office, engine, item):
    _do(office, item, "hen-ngay", ngay="1/12/2126")
    _do(office, item, "hen-ngay", ngay="")
    with work(engine) as session:
        assert publishing.publish_due(session, "2127-01-01") == []


@pytest.mark.parametrize("day", ["hôm nào", "31/2/2126", "1/1/2020"])
def test_an_invalid_or_past_day_is_refused(office, item, state, day):
    token = _token(office, item)
    with office.client.post(
        f"{item}/hen-ngay", data={"csrf_token": token, "ngay": day}
    ) as response:
        assert response.status_code in (303, 409)
    assert "Tự công bố" not in office.visit(item).words


def test_a_failed_scheduled_publication_shows_the_reason(office, engine, item):
    _do(office, item, "hen-ngay", ngay="1/12/2126")
    with work(engine) as session:
        session.scalars(select(Item)).one().pages[0].left_out = True
    with work(engine) as session:
        assert publishing.publish_due(session, "2126-12-01") == []
    assert "chưa có trang nào đọc được" in office.visit(item).words


def test_the_reason_of_a_withdrawal_is_shown(office, engine, item):
    _do(office, item, "cong-bo")
    office.send(f"{item}/go", f"{item}/go", {"ly-do": "Trùng"})
    assert "Lý do gỡ: Trùng" in office.visit(item).words


@pytest.mark.parametrize(
    ("access", "says"),
    [("public", "Ai cũng đọc"), ("library", "không tải về được"), ("staff", "Chỉ cán bộ thấy")],
)
def test_rights_are_described_in_words(office, engine, item, access, says):
    with work(engine) as session:
        session.scalars(select(Item)).one().access = access
    assert says in office.visit(item).words


def test_an_embargo_is_described_in_words(office, engine, item):
    with work(engine) as session:
        session.scalars(select(Item)).one().opens = "2126-01-01"
    assert "Trước ngày 1/1/2126 bạn đọc chỉ thấy biểu ghi" in office.visit(item).words


def test_a_draft_is_previewed_as_readers_will_see_it(office, item):
    page = office.visit(f"{item}/xem-truoc")
    assert "Bản nháp" not in page.words
    assert page.heading == "Chợ Kỳ Lừa"


def test_a_preview_shows_library_only_items(office, engine, item):
    with work(engine) as session:
        session.scalars(select(Item)).one().access = "library"
    assert "chỉ đọc trên máy tính của thư viện" in office.visit(f"{item}/xem-truoc").words
    at_library = office.visit(f"{item}/xem-truoc?o=thu-vien").words
    assert "chỉ đọc trên máy tính của thư viện" not in at_library


def test_a_preview_reports_items_hidden_from_readers(office, engine, item):
    with work(engine) as session:
        session.scalars(select(Item)).one().access = "staff"
    assert "Bạn đọc không thấy" in office.visit(f"{item}/xem-truoc").heading


def test_every_step_is_in_the_audit_log(office, engine, item):
    _do(office, item, "gui-duyet")
    _do(office, item, "tra-lai", ly_do="Thiếu ngày")
    with reading(engine) as session:
        acts = session.scalars(select(AuditEntry.action).where(AuditEntry.who != BY)).all()
    assert acts[-2:] == ["item.send", "item.give_back"]


def test_a_day_that_is_none_stays_in_its_field(office, item):
    page = _do(office, item, "hen-ngay", ngay="mai kia")
    assert "không phải một ngày" in page.words
    assert page.form(f"{item}/hen-ngay")["ngay"] == "mai kia"
