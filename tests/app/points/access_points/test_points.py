"""Access point pages: dated changes of points, hours, computers and assets."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.database import work
from library.staff.models import AuditEntry
from points.access_points import device_list, enrolment, equipment, inventory
from points.access_points.managers import managed_points
from tests.makers import make_staff

_POINTS = "/can-bo/diem"
_BAC_SON = f"{_POINTS}/bac-son"


def _today():
    return clock.today()


def test_the_points_of_the_plan_are_entered_with_one_press(staff):
    officer = staff("programme-officer")
    page = officer.send(_POINTS, f"{_POINTS}/ke-hoach", {})
    assert "Đã ghi 21 điểm." in page.html
    assert len(page.all("tr")) == 22


def test_all_points_are_listed(officer):
    assert len(officer.visit(_POINTS).all("tr")) == 22


def test_a_point_is_entered_with_its_place(officer, find):
    fields = {
        "ma": "xa-na-duong",
        "ten": "Thư viện xã Na Dương",
        "noi": "Xã Na Dương",
        "vi-do": "21,7",
    }
    page = officer.send(f"{_POINTS}/them", f"{_POINTS}/them", fields)
    assert page.heading == "Thư viện xã Na Dương"
    point = find(lambda session: inventory.point_on(session, "xa-na-duong", _today()))
    assert (point.facts.place, point.facts.latitude) == ("Xã Na Dương", 21.7)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        pytest.param({"ma": "Xã 1", "ten": "x"}, "không dùng làm mã", id="code"),
        pytest.param({"ma": "bac-son", "ten": "x"}, "Đã có điểm", id="code taken"),
        pytest.param({"ma": "xa-1", "ten": " "}, "Chưa ghi tên", id="no name"),
        pytest.param({"ma": "xa-1", "ten": "x", "vi-do": "north"}, "vĩ độ", id="no degrees"),
        pytest.param({"ma": "xa-1", "ten": "x", "tu-ngay": "mai"}, "không phải một ngày", id="day"),
    ],
)
def test_invalid_values_show_an_error_and_stay_in_the_form(officer, fields, message):
    page = officer.send(f"{_POINTS}/them", f"{_POINTS}/them", fields, status=page_status(message))
    assert message in page.words
    assert page.form(f"{_POINTS}/them")["ma"] == fields["ma"]


def page_status(message):
    """Return the HTTP status of a refusal."""
    return 409 if message == "Đã có điểm" else 400


def test_a_refused_form_leaves_the_search_box_empty(officer):
    fields = {"ma": "Xã 1", "ten": "x"}
    page = officer.send(f"{_POINTS}/them", f"{_POINTS}/them", fields, status=400)
    assert page.form("/tra-cuu")["q"] == ""


def test_a_change_is_dated_and_earlier_data_stay(officer, find):
    since = _today() - timedelta(days=3)
    fields = {"ten": "Thư viện Bắc Sơn", "noi": "Xã Bắc Sơn", "tu-ngay": since, "ly-do": "sắp xếp"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/doi", fields)
    assert page.heading == "Thư viện Bắc Sơn"
    previous = find(lambda s: inventory.point_on(s, "bac-son", since - timedelta(days=1)))
    assert previous.facts.name == "Thư viện huyện Bắc Sơn"


def test_a_change_without_a_reason_is_refused(officer, find):
    assert "lý do" in officer.send(_BAC_SON, f"{_BAC_SON}/doi", {"ly-do": ""}, status=400).words


def test_a_point_is_retired_for_a_reason(officer):
    fields = {"phuc-vu": "khong", "ly-do": "sáp nhập hai điểm"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/doi", fields)
    assert "ngừng phục vụ" in page.words
    assert "sáp nhập hai điểm" in page.words


def test_several_opening_intervals_per_day_are_saved(librarian, find):
    librarian.send(_BAC_SON, f"{_BAC_SON}/gio", {"thu-0": "7h30-11h30, 13:30–17:00"})
    week = find(lambda session: inventory.week_on(session, "bac-son", _today()))
    assert week[0] == "07:30-11:30 13:30-17:00"


def test_invalid_hours_are_refused_and_stay_in_the_form(librarian):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/gio", {"thu-2": "sáng"}, status=400)
    assert "không phải giờ mở cửa" in page.words
    assert page.form(f"{_BAC_SON}/gio")["thu-2"] == "sáng"


def test_exceptional_hours_need_a_reason(librarian, find):
    day = _today() + timedelta(days=1)
    fields = {"ngay": day.isoformat(), "gio": "", "ly-do": "mất điện"}
    assert "mất điện" in librarian.send(_BAC_SON, f"{_BAC_SON}/ngay-khac", fields).words
    assert find(lambda s: inventory.hours_on(s, "bac-son", day)).intervals == ()
    without = {**fields, "ly-do": " "}
    librarian.send(_BAC_SON, f"{_BAC_SON}/ngay-khac", without, status=400)


def _codes(page):
    return page.says("code")


def test_codes_are_shown_once_and_allow_enrolment(librarian, engine):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy", "may": "3"})
    assert [label.strip() for label in page.says("b")][-3:] == ["Máy 1", "Máy 2", "Máy 3"]
    assert len(page.all("div", class_="qr")) == 3
    with work(engine) as session:
        assert enrolment.enrol(session, _codes(page)[0]) is not None
    assert "chỉ hiện một lần" in librarian.visit("/can-bo/ma-dang-ky").words


@pytest.mark.parametrize("many", ["0", "41", "-1"])
def test_the_number_of_computers_per_form_is_limited(librarian, many):
    librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy", "may": many}, status=400)


def test_a_revoked_computer_is_refused_until_it_gets_a_new_code(librarian, machine, find):
    number, token = machine
    fields = {"may": number, "ly-do": "máy mất"}
    librarian.send(_BAC_SON, f"{_BAC_SON}/thu-hoi", fields)
    assert find(lambda session: enrolment.device_of(session, token)) is None
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/cap-ma", {"may": number})
    assert len(_codes(page)) == 1
    trail = find(lambda session: list(session.scalars(select(AuditEntry.action))))
    assert {"device.revoke", "device.renew"} <= set(trail)


def test_a_computer_is_replaced_and_its_life_is_shown(librarian, machine, find):
    number, token = machine
    fields = {"may": number, "ten-moi": "Máy mới", "ly-do-thay": "cháy nguồn"}
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/thay-may", fields)
    assert len(_codes(page)) == 1
    assert find(lambda session: enrolment.device_of(session, token)) is None
    words = librarian.visit(_BAC_SON).words
    assert f"được thay bằng máy số {int(number) + 1}" in words
    assert "cháy nguồn" in words
    librarian.send(_BAC_SON, f"{_BAC_SON}/thay-may", fields, status=409)


def test_a_computer_is_moved_only_between_visible_points(officer, machine, find):
    number, _ = machine
    fields = {"may": number, "diem": "loc-binh"}
    page = officer.send(_BAC_SON, f"{_BAC_SON}/chuyen-may", fields)
    assert "từ nay ở Thư viện huyện Lộc Bình" in page.words
    (computer,) = find(lambda session: device_list.computers(session, clock.now()))
    assert computer.point == "Thư viện huyện Lộc Bình"


def test_an_asset_is_entered_moved_and_its_state_dated(officer, find):
    fields = {
        "so": "TS-01",
        "loai": "Máy tính để bàn",
        "nguon": "BMGF-VN",
        "ngay-nhan": "2013-06-01",
    }
    page = officer.send(_BAC_SON, f"{_BAC_SON}/tai-san", {**fields, "so-nam": "5"})
    assert "đã hết thời gian sử dụng" in page.words
    moved = {"so": "TS-01", "trang-thai": "broken", "diem": "loc-binh", "ly-do": "sét đánh"}
    officer.send(_BAC_SON, f"{_BAC_SON}/tai-san/doi", moved)
    record = find(lambda session: equipment.record_on(session, "TS-01", _today()))
    assert (record.state, record.reason) == ("broken", "sét đánh")


def test_a_librarian_neither_sees_nor_changes_another_point(librarian, engine, plan):
    assert "Lộc Bình" not in librarian.visit(_POINTS).words
    librarian.visit(f"{_POINTS}/loc-binh", status=403)
    with work(engine) as session:
        enrolment.announce(session, "loc-binh", "Máy 1")
    librarian.app.config["WTF_CSRF_ENABLED"] = False
    fields = {"ten": "x", "may": "1", "ly-do": "x"}
    for path in (
        "loc-binh/gio",
        "loc-binh/may",
        "loc-binh/thu-hoi",
        "bac-son/thu-hoi",
        "loc-binh/thay-may",
        "bac-son/thay-may",
    ):
        assert librarian.client.post(f"{_POINTS}/{path}", data=fields).status_code == 403, path
    assert librarian.client.post(f"{_BAC_SON}/cap-ma", data=fields).status_code == 403


def test_a_librarian_moves_no_asset_away_to_another_point(librarian):
    fields = {"so": "TS-02", "loai": "Máy in"}
    librarian.send(_BAC_SON, f"{_BAC_SON}/tai-san", fields)
    away = {"so": "TS-02", "diem": "loc-binh", "ly-do": "x", "trang-thai": "in-use"}
    librarian.send(_BAC_SON, f"{_BAC_SON}/tai-san/doi", away, status=403)


def test_the_province_assigns_the_managers_of_a_point(officer, engine, find):
    with work(engine) as session:
        member = make_staff(session, "hoa", "point-librarian")
    page = officer.send(_BAC_SON, f"{_BAC_SON}/giao", {"nguoi": str(member.id)})
    assert "Điểm nay giao cho: hoa." in page.words
    assert len(find(lambda session: managed_points(session, member.id))) == 1


def test_an_unknown_point_is_not_found(officer):
    officer.visit(f"{_POINTS}/khong-co", status=404)


def test_the_page_of_the_largest_point_stays_small(officer, engine):
    with work(engine) as session:
        for number in range(40):
            enrolment.announce(session, "thu-vien-tinh", f"Máy {number + 1}")
    assert len(officer.visit(f"{_POINTS}/thu-vien-tinh").html.encode()) < 60_000


def test_the_networks_of_a_point_are_stored_and_shown(officer):
    page = f"{_POINTS}/bac-son"
    after = officer.send(page, f"{page}/mang", {"mang": "203.0.113.9/28\n2001:db8::1"})
    assert after.form(f"{page}/mang")["mang"] == "203.0.113.0/28\n2001:db8::1/128"


@pytest.mark.parametrize("typed", ["tầng 2", "203.0.113.256", "0.0.0.0/0", "::/0"])
def test_a_wrong_network_is_refused_and_kept(officer, typed):
    page = f"{_POINTS}/bac-son"
    after = officer.send(page, f"{page}/mang", {"mang": typed}, status=400)
    assert "không phải địa chỉ mạng" in after.words
    assert after.form(f"{page}/mang")["mang"] == typed


def test_two_people_change_other_facts_of_a_point(officer, find):
    change = f"{_BAC_SON}/doi"
    seen = officer.visit(_BAC_SON).form(change)
    officer.send(_BAC_SON, change, {"dia-chi": "Số 1, khối phố 3", "ly-do": "chuyển nhà"})
    officer.send(_BAC_SON, change, {**seen, "chu-quan": "UBND xã Bắc Sơn", "ly-do": "bàn giao"})
    facts = find(lambda session: inventory.point_on(session, "bac-son", _today()).facts)
    assert (facts.address, facts.owner) == ("Số 1, khối phố 3", "UBND xã Bắc Sơn")


def test_a_fact_that_two_people_changed_asks_and_keeps_the_reason(officer):
    change = f"{_BAC_SON}/doi"
    seen = officer.visit(_BAC_SON).form(change)
    officer.send(_BAC_SON, change, {"dia-chi": "Số 1", "ly-do": "chuyển nhà"})
    mine = {**seen, "dia-chi": "Số 2", "ly-do": "theo quyết định"}
    page = officer.send(_BAC_SON, change, mine, status=409)
    assert page.says("td", class_="typed")[1:] == ["Số 1", "Số 2"]
    assert page.form(change)["ly-do"] == "theo quyết định"
    assert "Số 2" in officer.send(_BAC_SON, change, page.form(change)).words


def test_two_people_add_links(officer, find):
    links = f"{_BAC_SON}/lien-ket"
    officer.send(_BAC_SON, links, {"lien-ket": "A | https://a.vn\nB | https://b.vn"})
    seen = officer.visit(_BAC_SON).form(links)
    officer.send(_BAC_SON, links, {"lien-ket": "0 | https://0.vn\n" + seen["lien-ket"]})
    officer.send(_BAC_SON, links, {**seen, "lien-ket": seen["lien-ket"] + "\nC | https://c.vn"})
    lines = officer.visit(_BAC_SON).form(links)["lien-ket"].splitlines()
    assert [line[0] for line in lines] == ["0", "A", "B", "C"]


def test_two_people_assign_other_managers(officer, engine, find):
    with work(engine) as session:
        first, second = (make_staff(session, name, "point-librarian").id for name in ("an", "binh"))
    seen = officer.visit(_BAC_SON).form(f"{_BAC_SON}/giao")
    for chosen in (first, second):
        values = {**seen, "nguoi": [str(chosen)]}
        with officer.client.post(f"{_BAC_SON}/giao", data=values) as response:
            assert response.status_code == 303
    point = find(lambda session: inventory.point_on(session, "bac-son", _today()))
    assert all(
        point.id in find(lambda session, who=who: managed_points(session, who))
        for who in (first, second)
    )


def test_a_refused_asset_comes_back_as_it_was_typed(librarian):
    values = {"so": "BS/9", "loai": "Máy in", "nguon": "Tài trợ", "nguyen-gia": "mười"}
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/tai-san", values, status=400)
    form = page.form(f"{_BAC_SON}/tai-san")
    assert {name: form[name] for name in values} == values


def test_a_refused_field_is_marked_and_says_why(office, engine):
    page = office.send(
        "/can-bo/diem/them",
        "/can-bo/diem/them",
        {"ma": "xa-x", "ten": "Xã X", "vi-do": "bắc", "kinh-do": ""},
        status=400,
    )
    (problem,) = page.all("p", id="loi-vi-do")
    assert "không phải vĩ độ" in problem.text
    assert page.all("input", id="o-vi-do")[0].get("aria-invalid") == "true"
    assert page.has_link_to("#o-vi-do")
