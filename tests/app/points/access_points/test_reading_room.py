"""Reading room pages: help calls, classes and kiosk settings of a point."""

from datetime import timedelta
from uuid import UUID

import pytest

from library import clock
from library.database import work
from points.access_points.enrolment import announce, enrol
from points.access_points.models import Device
from points.usage.events import help_calls
from points.usage.events.timeline import milliseconds
from tests.device_events import make_event

_BAC_SON = "/can-bo/diem/bac-son"
_CALLS = "/can-bo/nho-giup"


@pytest.fixture(autouse=True)
def token(engine, plan):
    """Enrol a computer of Bắc Sơn and one of Lộc Bình; return the token of the first."""
    with work(engine) as session:
        token = enrol(session, announce(session, "bac-son", "Máy 3"))
        session.query(Device).one().signed_from = None  # from before its answers were signed
        announce(session, "loc-binh", "Máy 1")
    return token


@pytest.fixture
def machine(browser, token):
    """Return a function that sends requests as the computer does."""

    def speak(address, payload=None):
        headers = {"Authorization": f"Bearer {token}"}
        method = browser.client.get if payload is None else browser.client.post
        with method(f"/api/k/v1/{address}", json=payload, headers=headers) as response:
            return response.get_json()

    return speak


def _call_for_help(ago=timedelta()):
    at = milliseconds(clock.now() - ago)
    mono = 1_000_000_000 - ago // timedelta(milliseconds=1)
    event = make_event(at, kind="help.request", mono=mono, session_id=str(UUID(int=5)))
    now = milliseconds(clock.now())
    sent = {"sent_wall": now, "sent_mono": 1_000_000_000}
    return {"boot_id": str(UUID(int=1)), **sent, "events": [event]}


def test_a_help_call_is_shown_and_marked_answered(librarian, machine):
    machine("events", _call_for_help())
    assert "Máy 3, Thư viện huyện Bắc Sơn" in librarian.visit(_CALLS).words
    assert "1 bạn đọc đang nhờ giúp" in librarian.visit("/can-bo/so-lieu").words
    page = librarian.send(_CALLS, f"{_CALLS}/1", {})
    assert "Không có ai đang nhờ" in page.words


def test_two_requests_for_help_are_one_call(librarian, machine):
    machine("events", _call_for_help())
    machine("events", _call_for_help())
    assert len(librarian.visit(_CALLS).all("li", class_="")) >= 1
    assert librarian.visit(_CALLS).words.count("nhờ lúc") == 1


def test_a_help_call_that_arrives_late_is_not_open(librarian, machine):
    machine("events", _call_for_help(ago=timedelta(hours=2)))
    assert "Không có ai đang nhờ" in librarian.visit(_CALLS).words


def test_calls_of_other_points_are_neither_seen_nor_answered(librarian, engine):
    with work(engine) as session:
        help_calls.ask(session, 2, clock.now())
    assert "Không có ai đang nhờ" in librarian.visit(_CALLS).words
    librarian.app.config["WTF_CSRF_ENABLED"] = False
    assert librarian.client.post(f"{_CALLS}/1").status_code == 403


def test_links_of_the_point_are_sent_to_its_computers(librarian, machine):
    previous = machine("settings")["config_rev"]
    written = "Dịch vụ công | https://dichvucong.gov.vn\n\nBáo | http://bao.example/x"
    librarian.send(_BAC_SON, f"{_BAC_SON}/lien-ket", {"lien-ket": written})
    rules = machine("settings")
    assert rules["links"] == [
        ["Dịch vụ công", "https://dichvucong.gov.vn"],
        ["Báo", "http://bao.example/x"],
    ]
    assert rules["config_rev"] != previous


@pytest.mark.parametrize("line", ["x", "x | javascript:alert(1)", "| https://a.example", "x | //a"])
def test_an_invalid_link_is_refused_and_stays_in_the_form(librarian, line):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/lien-ket", {"lien-ket": line}, status=400)
    assert "không dùng được" in page.words
    assert page.form(f"{_BAC_SON}/lien-ket")["lien-ket"].strip() == line


def test_computers_are_notified_of_waiting_readers(librarian, machine):
    assert machine("settings")["others_wait"] is False
    librarian.send(_BAC_SON, f"{_BAC_SON}/cho-may", {})
    assert machine("settings")["others_wait"] is True


def test_a_class_starts_on_its_computers_and_ends(librarian, machine):
    fields = {"may": ["1"], "so-nguoi": "12", "phut": "90"}
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/lop", fields)
    assert "12 người học, 1 máy" in page.words
    number, ends = machine("settings")["lesson"]
    assert 0 < ends - milliseconds(clock.now()) <= 90 * 60_000
    librarian.send(_BAC_SON, f"{_BAC_SON}/lop/het", {"lop": number})
    assert machine("settings")["lesson"] is None


@pytest.mark.parametrize(
    "fields",
    [
        {"so-nguoi": "12", "phut": "90"},
        {"may": "1", "so-nguoi": "0", "phut": "90"},
        {"may": "1", "so-nguoi": "x", "phut": "90"},
        {"may": "1", "so-nguoi": "9", "phut": "-5"},
        {"may": "2", "so-nguoi": "9", "phut": "90"},
    ],
    ids=["no computer", "nobody", "no number", "no time", "another point's computer"],
)
def test_an_invalid_class_shows_an_error_message(librarian, fields):
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/lop", fields, status=400)
    assert "ít nhất một máy" in page.words


def test_answers_are_added_up_and_shown_with_small_counts_hidden(librarian, machine):
    for _ in range(6):
        assert machine("survey", {"age": "60-up", "sex": "female", "minority": "yes"})["counted"]
    machine("survey", {"age": "under-16", "sex": "male", "poor": "yes"})
    page = librarian.visit(f"/can-bo/so-lieu/bac-son/{clock.today():%Y-%m}")
    rows = {row.split(" dưới")[0]: row for row in page.says("tr")}
    assert "nữ: x; nam: 0x0" in next(row for row in rows.values() if row.startswith("Giới"))
    ages = next(row for row in rows.values() if row.startswith("Tuổi"))
    assert "dưới 16: x" in ages
    assert ages.count("x") >= 2


@pytest.mark.parametrize("fields", [None, [], {}, {"age": "x"}, {"age": ["60-up"]}, {"sex": ""}])
def test_an_invalid_answer_is_not_counted(machine, fields):
    assert machine("survey", fields if fields is not None else {"x": 1})["counted"] is False


def _report_fault(n, number=0):
    call = _call_for_help()
    (event,) = call["events"]
    name = str(UUID(int=UUID(event["event_id"]).int + number))
    return {**call, "events": [{**event, "event_id": name, "type": "fault.report", "n": n}]}


def test_a_fault_reported_at_a_computer_becomes_an_incident_of_its_point(librarian, machine):
    machine("events", _report_fault(7))
    page = librarian.visit(_CALLS)
    assert "Máy 3: Bàn phím, chuột" in page.words
    assert "không dùng được 1 máy" in page.words
    assert "Máy 3: Bàn phím, chuột" in librarian.visit("/can-bo/chuong-trinh/so/su-co").words
    assert "(sự cố số 1)" in librarian.visit("/can-bo/chuong-trinh").words


def test_a_repaired_incident_is_no_longer_open(librarian, machine):
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


def test_repeated_fault_reports_do_not_flood_the_register(librarian, machine):
    for number in range(8):
        machine("events", _report_fault(2 * number, number))
    assert librarian.visit(_CALLS).words.count("báo ngày") == 3


def test_an_unknown_fault_number_is_recorded_as_other(librarian, machine):
    machine("events", _report_fault(98))
    assert "Máy 3: Việc khác" in librarian.visit(_CALLS).words
