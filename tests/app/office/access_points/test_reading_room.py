"""Staff see at once who asks for help, and run classes at the computers of their point."""

from datetime import timedelta
from uuid import UUID

import pytest

from library import clock
from library.database import work
from library.points import inventory
from library.points.enrolment import announce, enrol
from library.points.managers import entrust
from library.points.plan_149 import enter_plan
from library.staff.permissions import Role
from library.usage.events import help_calls
from library.usage.events.timeline import milliseconds
from tests.app.browser import Browser
from tests.makers import BY, make_staff

_BAC_SON = "/can-bo/diem/bac-son"
_CALLS = "/can-bo/nho-giup"


@pytest.fixture
def token(engine):
    """Enrol a computer of Bắc Sơn, and one of Lộc Bình."""
    with work(engine) as session:
        enter_plan(session, BY)
        token = enrol(session, announce(session, "bac-son", "Máy 3"))
        announce(session, "loc-binh", "Máy 1")
    return token


@pytest.fixture
def librarian(app, engine, token):
    """Give the browser of someone who keeps Bắc Sơn."""
    with work(engine) as session:
        member = make_staff(session, "lan", Role.POINT_LIBRARIAN)
        point = inventory.on(session, "bac-son", clock.today())
        entrust(session, point.id, frozenset({member.id}))
    return Browser(app).sign_in(member)


@pytest.fixture
def machine(browser, token):
    """Give a function that speaks as the computer does."""

    def speak(address, told=None):
        headers = {"Authorization": f"Bearer {token}"}
        method = browser.client.get if told is None else browser.client.post
        with method(f"/api/k/v1/{address}", json=told, headers=headers) as response:
            return response.get_json()

    return speak


def _call_for_help(ago=timedelta()):
    at = milliseconds(clock.now() - ago)
    event = {
        "event_id": str(UUID(int=at << 80 | 7 << 76 | 2 << 62)),
        "seq": 1,
        "type": "help.request",
        "t_wall": at,
        "t_mono": 1_000_000_000 - ago // timedelta(milliseconds=1),
        "session_id": str(UUID(int=5)),
    }
    now = milliseconds(clock.now())
    sent = {"sent_wall": now, "sent_mono": 1_000_000_000}
    return {"boot_id": str(UUID(int=1)), **sent, "events": [event]}


def test_a_call_for_help_is_seen_at_once_and_marked_answered(librarian, machine):
    machine("events", _call_for_help())
    assert "Máy 3, Thư viện huyện Bắc Sơn" in librarian.visit(_CALLS).words
    assert "1 bạn đọc đang nhờ giúp" in librarian.visit("/can-bo/so-lieu").words
    page = librarian.send(_CALLS, f"{_CALLS}/1", {})
    assert "Không có ai đang nhờ" in page.words


def test_asking_twice_is_one_call(librarian, machine):
    machine("events", _call_for_help())
    machine("events", _call_for_help())
    assert len(librarian.visit(_CALLS).all("li", class_="")) >= 1
    assert librarian.visit(_CALLS).words.count("nhờ lúc") == 1


def test_a_call_that_was_long_on_its_way_is_history(librarian, machine):
    machine("events", _call_for_help(ago=timedelta(hours=2)))
    assert "Không có ai đang nhờ" in librarian.visit(_CALLS).words


def test_calls_of_other_points_are_neither_seen_nor_answered(librarian, engine):
    with work(engine) as session:
        help_calls.ask(session, 2, clock.now())
    assert "Không có ai đang nhờ" in librarian.visit(_CALLS).words
    librarian.app.config["WTF_CSRF_ENABLED"] = False
    assert librarian.client.post(f"{_CALLS}/1").status_code == 403


def test_links_of_the_point_are_told_to_its_computers(librarian, machine):
    before = machine("settings")["config_rev"]
    written = "Dịch vụ công | https://dichvucong.gov.vn\n\nBáo | http://bao.example/x"
    librarian.send(_BAC_SON, f"{_BAC_SON}/lien-ket", {"lien-ket": written})
    rules = machine("settings")
    assert rules["links"] == [
        ["Dịch vụ công", "https://dichvucong.gov.vn"],
        ["Báo", "http://bao.example/x"],
    ]
    assert rules["config_rev"] != before


@pytest.mark.parametrize("line", ["x", "x | javascript:alert(1)", "| https://a.example", "x | //a"])
def test_what_is_no_link_is_refused_and_kept_in_the_form(librarian, line):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/lien-ket", {"lien-ket": line}, status=400)
    assert "không dùng được" in page.words
    assert page.form(f"{_BAC_SON}/lien-ket")["lien-ket"].strip() == line


def test_computers_are_told_that_somebody_waits(librarian, machine):
    assert machine("settings")["others_wait"] is False
    librarian.send(_BAC_SON, f"{_BAC_SON}/cho-may", {})
    assert machine("settings")["others_wait"] is True


def test_a_class_is_told_to_its_computers_and_ends(librarian, machine):
    told = {"may": ["1"], "so-nguoi": "12", "phut": "90"}
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/lop", told)
    assert "12 người học, 1 máy" in page.words
    number, ends = machine("settings")["lesson"]
    assert 0 < ends - milliseconds(clock.now()) <= 90 * 60_000
    librarian.send(_BAC_SON, f"{_BAC_SON}/lop/het", {"lop": number})
    assert machine("settings")["lesson"] is None


@pytest.mark.parametrize(
    "told",
    [
        {"so-nguoi": "12", "phut": "90"},
        {"may": "1", "so-nguoi": "0", "phut": "90"},
        {"may": "1", "so-nguoi": "x", "phut": "90"},
        {"may": "1", "so-nguoi": "9", "phut": "-5"},
        {"may": "2", "so-nguoi": "9", "phut": "90"},
    ],
    ids=["no computer", "nobody", "no number", "no time", "another point's computer"],
)
def test_a_class_that_makes_no_sense_is_refused_in_words(librarian, told):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/lop", told, status=400)
    assert "ít nhất một máy" in page.words


def test_answers_are_added_up_and_shown_with_small_counts_hidden(librarian, machine):
    for _ in range(6):
        assert machine("survey", {"age": "60-up", "sex": "female", "minority": "yes"})["counted"]
    machine("survey", {"age": "under-16", "sex": "male", "poor": "yes"})
    page = librarian.visit(f"/can-bo/so-lieu/bac-son/{clock.today():%Y-%m}")
    rows = {row.split(" dưới")[0]: row for row in page.says("tr")}
    assert "nữ: 6; nam: 060" in next(row for row in rows.values() if row.startswith("Giới"))
    ages = next(row for row in rows.values() if row.startswith("Tuổi"))
    assert "dưới 16: x" in ages
    assert ages.count("x") >= 2


@pytest.mark.parametrize("told", [None, [], {}, {"age": "x"}, {"age": ["60-up"]}, {"sex": ""}])
def test_what_is_no_answer_is_not_counted(machine, told):
    assert machine("survey", told if told is not None else {"x": 1})["counted"] is False


def _report_fault(n, number=0):
    told = _call_for_help()
    (event,) = told["events"]
    name = str(UUID(int=UUID(event["event_id"]).int + number))
    return {**told, "events": [{**event, "event_id": name, "type": "fault.report", "n": n}]}


def test_what_is_reported_broken_at_a_computer_is_an_incident_of_its_point(librarian, machine):
    machine("events", _report_fault(7))
    page = librarian.visit(_CALLS)
    assert "Máy 3: Bàn phím, chuột" in page.words
    assert "không dùng được 1 máy" in page.words
    assert "Máy 3: Bàn phím, chuột" in librarian.visit("/can-bo/chuong-trinh/so/su-co").words
    assert "Sự cố số 1" in librarian.visit("/can-bo/chuong-trinh").words


def test_an_incident_that_was_repaired_waits_no_more(librarian, machine):
    machine("events", _report_fault(7))
    entry = "/can-bo/chuong-trinh/so/su-co/1"
    repaired = {"repaired": clock.today().isoformat(), "viec": "sua"}
    librarian.send(entry, entry, repaired)
    assert "Không có sự cố nào còn mở" in librarian.visit(_CALLS).words


def test_the_same_fault_reported_again_and_again_is_one_incident(librarian, machine):
    for number in range(5):
        machine("events", _report_fault(6, number))
    assert librarian.visit(_CALLS).words.count("báo ngày") == 1
    machine("events", _report_fault(6))


def test_who_plays_with_the_button_fills_no_register(librarian, machine):
    for number in range(8):
        machine("events", _report_fault(2 * number, number))
    assert librarian.visit(_CALLS).words.count("báo ngày") == 3


def test_a_number_nobody_gave_a_fault_is_something_else(librarian, machine):
    machine("events", _report_fault(98))
    assert "Máy 3: Việc khác" in librarian.visit(_CALLS).words
