"""Public computer in a browser, with connection and power failures."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from library import clock
from library.catalogue.models import Access
from library.database import reading, work
from points.access_points import kiosk_notices
from points.access_points.enrolment import announce
from points.programme.registers import entries
from points.usage.demographics import DemographicTally
from points.usage.events.computer_sessions import ComputerSession, derive
from points.usage.models import DeviceBoot, DeviceEvent, EndReason, EventKind
from points.usage.rollups.daily import read_events
from tests.makers import make_item

_HEAVIEST = 60 << 10
_A_DAY = timedelta(days=1)
_WAITING = """() => new Promise((resolve) => {
    const asked = indexedDB.open("may");
    asked.onsuccess = () => {
        const counted = asked.result.transaction("events").objectStore("events").count();
        counted.onsuccess = () => resolve(counted.result);
    };
})"""
_STOCKED = """async () => {
    await navigator.serviceWorker.ready;
    const larder = await caches.open("may");
    while ((await larder.keys()).length < 15 || !navigator.serviceWorker.controller);
}"""

pytestmark = pytest.mark.slow


@pytest.fixture
def sessions(engine):
    """Return a function that returns the counted sessions."""

    def counted() -> tuple[ComputerSession, ...]:
        now = clock.now()
        with reading(engine) as session:
            return derive(read_events(session, 1, now - _A_DAY, now + _A_DAY), now=now)

    return counted


def _press(desk: Page, name: str) -> None:
    desk.get_by_role("button", name=name, exact=True).click()


def _sent(desk: Page) -> None:
    """Wait until all events of the computer are sent."""
    desk.evaluate(f"async () => {{ while (await ({_WAITING})()); }}")


def _count(engine, kind: EventKind) -> int:
    with reading(engine) as session:
        return session.scalar(
            select(func.count()).select_from(DeviceEvent).where(DeviceEvent.kind == int(kind))
        )


def test_a_shortcut_makes_a_wiped_browser_known_and_hides_its_token(desk, token, context):
    expect(desk.get_by_text("Xã Chi Lăng")).to_be_visible()
    assert token not in desk.url
    assert token in [cookie["value"] for cookie in context.cookies() if cookie["name"] == "may"]


def test_after_sleep_the_page_counts_as_a_new_run(desk, engine):
    _press(desk, "Bắt đầu")
    _sent(desk)
    desk.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600 * 1000; }")
    _press(desk, "Kết thúc")
    _sent(desk)
    with reading(engine) as session:
        runs = session.scalars(select(DeviceBoot).order_by(DeviceBoot.id)).all()
    assert len(runs) == 2
    assert runs[0].origin < runs[1].origin


def test_documents_for_the_reading_room_open_in_the_enrolled_browser_only(
    desk, context, chromium, line, token, engine
):
    with work(engine) as session:
        item = make_item(session, "Hồi ký", texts=["Chuyện cũ"], access=Access.LIBRARY)
        address = f"{line.library}/tai-lieu/{item.id}/trang/1"
    _wait_for_cookie(context, "phong")
    reading = context.new_page()
    assert reading.goto(address).status == 200
    other = chromium.new_context()
    copied = other.new_page()
    copied.goto(f"{line.desk}#d={token}")
    expect(copied.get_by_text("không phải trình duyệt đã đăng ký máy")).to_be_visible()
    assert copied.goto(address).status == 403
    other.close()


def _wait_for_cookie(context, name, tries=1000):
    for _ in range(tries):
        if name in [cookie["name"] for cookie in context.cookies()]:
            return
        context.pages[0].wait_for_timeout(50)
    pytest.fail(f"no cookie {name}")


def test_a_code_typed_once_opens_the_desk_and_shows_the_shortcut(context, line, engine):
    with work(engine) as session:
        code = announce(session, "Xã Chi Lăng", "Máy 2")
    page = context.new_page()
    page.goto(line.desk)
    page.fill("input[name=ma]", code)
    _press(page, "Đăng ký máy này")
    expect(page.get_by_role("heading", name="Máy sẵn sàng")).to_be_visible()
    assert "/may#d=" in page.input_value("#loi-tat")


def test_events_while_offline_arrive_after_reconnecting(desk, line, engine, sessions):
    desk.evaluate(_STOCKED)
    line.cut()
    _press(desk, "Bắt đầu")
    desk.clock.run_for(3_600_000)
    assert desk.evaluate(_WAITING) > 60
    desk.reload()
    expect(desk.get_by_text("Đang mất mạng. Lượt dùng")).to_be_visible()
    line.mend()
    desk.clock.run_for(300_000)
    _sent(desk)
    assert _count(engine, EventKind.SESSION_START) == 1
    assert _count(engine, EventKind.SESSION_END) == 1
    assert [session.ended_by for session in sessions()] == [EndReason.IDLE]


def test_incidents_reported_offline_arrive_after_reconnecting(desk, line, engine):
    desk.evaluate(_STOCKED)
    line.cut()
    desk.get_by_text("Báo máy hỏng").click()
    desk.get_by_label("Bàn phím, chuột").check()
    desk.get_by_label("không dùng được nữa").check()
    _press(desk, "Báo hỏng")
    expect(desk.get_by_text("Đã ghi lời báo hỏng")).to_be_visible()
    line.mend()
    desk.clock.run_for(300_000)
    _sent(desk)
    with reading(engine) as session:
        (incident,) = entries.entries(session, "su-co")
    assert incident.fields == {
        "what": "Máy 1: Bàn phím, chuột",
        "told_by": "trang máy công cộng",
        "asset": "Máy 1",
        "computers": 1,
    }


def test_a_reload_in_the_middle_keeps_the_session(desk, engine, sessions):
    _press(desk, "Bắt đầu")
    desk.reload()
    expect(desk.get_by_role("heading", name="Mời bạn dùng máy")).to_be_visible()
    _press(desk, "Kết thúc")
    _sent(desk)
    assert _count(engine, EventKind.SESSION_START) == 1
    assert [session.ended_by for session in sessions()] == [EndReason.USER]


def test_a_reader_who_comes_back_after_a_power_cut_goes_on(desk, sessions):
    _press(desk, "Bắt đầu")
    desk.clock.run_for(6000)
    address = desk.url
    desk.goto("about:blank")
    desk.clock.fast_forward(300_000)
    desk.goto(address)
    _press(desk, "Tiếp tục phiên")
    _press(desk, "Kết thúc")
    _sent(desk)
    assert len(sessions()) == 1


def test_an_idle_reader_is_warned_and_counted_to_the_last_input(desk, sessions):
    _press(desk, "Bắt đầu")
    desk.clock.run_for(481_000)
    expect(desk.get_by_role("alert")).to_be_visible()
    desk.clock.run_for(120_000)
    expect(desk.get_by_role("heading", name="Phiên đã kết thúc")).to_be_visible()
    _sent(desk)
    (session,) = sessions()
    assert session.ended_by is EndReason.IDLE
    assert session.length < timedelta(minutes=1)


def test_after_an_hour_a_reader_is_asked_to_make_room_and_may_stay(desk):
    _press(desk, "Bắt đầu")
    for _ in range(9):
        desk.clock.run_for(420_000)
        desk.keyboard.press("Shift")
    expect(desk.get_by_text("Nếu có người đang chờ")).to_be_visible()
    _press(desk, "Không ai chờ, tôi dùng tiếp")
    expect(desk.get_by_text("Nếu có người đang chờ")).not_to_be_visible()
    expect(desk.get_by_role("heading", name="Mời bạn dùng máy")).to_be_visible()


def test_the_search_opens_in_a_tab_that_is_closed_at_the_end(desk, context):
    _press(desk, "Bắt đầu")
    desk.fill("input[name=q]", "kỳ lừa")
    with context.expect_page() as opened:
        desk.keyboard.press("Enter")
    opened.value.wait_for_url("**/tra-cuu?**")
    with opened.value.expect_event("close"):
        _press(desk, "Kết thúc")
    expect(desk.get_by_text("không đăng xuất thay bạn")).to_be_visible()
    assert desk.input_value("input[name=q]") == ""


def test_a_second_tab_waits_for_the_first(desk, context):
    second = context.new_page()
    second.goto(desk.url)
    expect(second.get_by_text("đang mở ở một thẻ khác")).to_be_visible()
    desk.close()
    expect(second.get_by_role("button", name="Bắt đầu", exact=True)).to_be_visible()


def test_the_page_with_everything_is_light(context, line, token):
    page = context.new_page()
    sizes: list[int] = []

    def weigh(answer):
        if "/api/" not in answer.url:  # its first messages may be sent before or after the copies
            sizes.append(int(answer.headers["content-length"]))

    page.on("response", weigh)
    page.goto(f"{line.desk}#d={token}")
    page.evaluate(_STOCKED)
    assert 10_000 < sum(sizes) <= _HEAVIEST


def _rules(engine, change) -> None:
    """Change a rule as staff, and let the computer fetch it with its next request."""
    with work(engine) as session:
        change(session)


def test_links_of_the_point_are_offered_in_a_sitting(desk, engine):
    links = kiosk_notices.read_links("Dịch vụ công | https://dichvucong.example/")
    change = {"at": clock.now(), "by": "lan"}
    _rules(engine, lambda session: kiosk_notices.set_links(session, 1, links, **change))
    desk.clock.run_for(61_000)
    _press(desk, "Bắt đầu")
    expect(desk.get_by_role("link", name="Dịch vụ công")).to_be_visible()


def test_a_class_begins_and_ends_the_sitting_and_no_one_is_sent_away_meanwhile(desk, engine):
    lesson = {"learners": 9, "duration": timedelta(minutes=30), "at": clock.now(), "by": "lan"}
    _rules(engine, lambda session: kiosk_notices.begin_lesson(session, 1, {1}, **lesson))
    desk.clock.run_for(61_000)
    expect(desk.get_by_text("đang trong giờ học")).to_be_visible()
    desk.clock.run_for(1_200_000)
    expect(desk.get_by_role("heading", name="Mời bạn dùng máy")).to_be_visible()
    desk.clock.run_for(620_000)
    expect(desk.get_by_role("heading", name="Phiên đã kết thúc")).to_be_visible()
    _sent(desk)
    assert _count(engine, EventKind.SESSION_START) == 1


def test_after_half_an_hour_a_reader_is_told_that_somebody_waits(desk, engine):
    _press(desk, "Bắt đầu")
    for _ in range(5):
        desk.clock.run_for(420_000)
        desk.keyboard.press("Shift")
    expect(desk.get_by_text("có người đang chờ máy")).not_to_be_visible()
    _rules(engine, lambda session: kiosk_notices.announce_wait(session, 1, clock.now()))
    desk.clock.run_for(62_000)
    expect(desk.get_by_text("có người đang chờ máy")).to_be_visible()


def test_the_survey_is_optional_and_has_no_preselected_answer(desk, engine):
    _press(desk, "Bắt đầu")
    _press(desk, "Kết thúc")
    expect(desk.get_by_text("Không bắt buộc")).to_be_visible()
    assert desk.locator("[data-survey] input:checked").count() == 0
    desk.get_by_label("nữ", exact=True).check()
    with desk.expect_response("**/api/k/v1/survey"):
        _press(desk, "Gửi")
    expect(desk.get_by_text("Cảm ơn bạn đã cho biết")).to_be_visible()
    with reading(engine) as session:
        (row,) = session.scalars(select(DemographicTally).filter_by(question="sex"))
    assert (row.answer, row.count) == ("female", 1)


def test_what_a_reader_opens_is_one_reader_and_the_next_is_another(desk, engine, context, app):
    names = []
    for _ in range(2):
        _press(desk, "Bắt đầu")
        names += [cookie["value"] for cookie in context.cookies() if cookie["name"] == "ngoi"]
        _press(desk, "Kết thúc")
        _press(desk, "Tôi đã xong")
    assert len(set(names)) == 2
    assert "ngoi" not in [cookie["name"] for cookie in context.cookies()]
