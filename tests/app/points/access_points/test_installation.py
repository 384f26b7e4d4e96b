"""A technician installs the computers of a point: lists, printed codes, progress."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.points.kiosk.agent.program_version import VERSION
from library import clock
from library.database import work
from points.access_points import enrolment, inventory, networks
from points.access_points.models import Device
from points.usage.events import intake
from points.usage.events.protocol import read_batch
from points.usage.events.timeline import milliseconds
from tests.device_events import make_event
from tests.makers import BY

_BAC_SON = "/can-bo/diem/bac-son"
_SETUP = f"{_BAC_SON}/cai-dat"


def test_computers_are_entered_from_a_pasted_table(librarian, find):
    table = "Máy A;TS-1;2013\n\n Máy B\tTS-2\nMáy C\n"
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy", "ds": table})
    assert len(page.says("code")) == 3
    assert find(lambda s: list(s.scalars(select(Device.label)))) == ["Máy A", "Máy B", "Máy C"]


def test_a_list_with_one_name_twice_is_refused_and_kept(librarian):
    fields = {"ten": "Máy", "ds": "Máy A\nMáy B\nMáy A"}
    page = librarian.send(_BAC_SON, f"{_BAC_SON}/may", fields, status=400)
    assert "hai máy cùng tên “Máy A”" in page.words
    assert page.form(f"{_BAC_SON}/may")["ds"] == fields["ds"]


def test_printed_codes_are_valid_for_days_and_a_single_one_for_half_an_hour(librarian, find):
    librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy", "may": "2"})
    librarian.send(_BAC_SON, f"{_BAC_SON}/may", {"ten": "Máy 3", "may": "1"})
    ends = find(lambda s: list(s.scalars(select(Device.code_expires).order_by(Device.id))))
    lifetimes = [(end - clock.now()) / timedelta(days=1) for end in ends]
    assert lifetimes == [pytest.approx(days, abs=0.01) for days in (7, 7, 1 / 48)]


def test_the_installation_page_says_what_is_left_to_do(librarian, machine, engine):
    with work(engine) as session:
        enrolment.announce(session, "bac-son", "Máy 2")
    words = librarian.visit(_SETUP).words
    assert "mở trang /may bằng lối tắt" in words
    assert "gõ mã khi chạy bộ cài, hay ở trang /may của máy" in words


def test_one_sheet_has_new_codes_for_all_computers_that_wait(librarian, machine, engine):
    with work(engine) as session:
        old_code = enrolment.announce(session, "bac-son", "Máy 2")
    page = librarian.send(_SETUP, f"{_SETUP}/ma", {})
    (new_code,) = page.says("code")
    with work(engine) as session:
        assert enrolment.enrol(session, old_code) is None
        assert enrolment.enrol(session, new_code) is not None
    assert re.fullmatch(r"\w{4}-\w{4}-\w{4}", new_code)
    assert not librarian.visit(_SETUP).all("form", action=f"{_SETUP}/ma")


def test_the_installation_of_another_point_is_closed(librarian):
    librarian.visit("/can-bo/diem/loc-binh/cai-dat", status=403)


def _report(session, wrong_by):
    wall = milliseconds(clock.now() - wrong_by)
    batch = {"boot_id": str(UUID(int=1)), "sent_wall": wall, "sent_mono": 0, "events": []}
    intake.receive(session, 1, read_batch(batch), clock.now())


@pytest.mark.parametrize(
    ("wrong_by", "words"),
    [
        (timedelta(minutes=7, seconds=30), ("lệch 7 phút", "chỉnh đồng hồ")),
        (timedelta(), ("đúng", "bằng HTTPS")),
    ],
)
def test_a_wrong_clock_is_shown_in_whole_minutes(librarian, machine, engine, wrong_by, words):
    with work(engine) as session:
        _report(session, wrong_by)
    page = librarian.visit(_SETUP)
    assert all(word in page.words for word in words)


def test_a_computer_that_does_not_sign_has_something_left_to_do(librarian, machine, engine):
    with work(engine) as session:
        _report(session, timedelta())
    assert "lượt dùng chưa ký" in librarian.visit(_SETUP).words


def test_where_the_networks_are_known_no_key_is_asked_for(librarian, machine, engine):
    with work(engine) as session:
        _report(session, timedelta())
        session.get_one(Device, 1).signed_from = None
        bac_son = inventory.point_on(session, "bac-son", clock.today()).id
        networks.set_networks(session, bac_son, ("203.0.113.8/32",), at=clock.now(), by=BY)
    assert "bằng HTTPS" not in librarian.visit(_SETUP).words


def _report_of_agent(session, version, *, sees_input):
    at = milliseconds(clock.now())
    event = make_event(at, mono=0, line="up", sees_input=sees_input)
    sent = {"sent_wall": at, "sent_mono": 0, "version": version}
    batch = {"boot_id": str(UUID(int=2)), **sent, "events": [event]}
    intake.receive(session, 1, read_batch(batch), clock.now(), intake.Delivery(by_agent=True))


@pytest.mark.parametrize(
    ("version", "sees_input", "words"),
    [
        ("2.9", True, ("bản 2.9 (cũ)", f"phát hành bản {VERSION}")),
        (VERSION, False, ("không thấy thao tác", "chạy kiem-tra.cmd")),
        (VERSION, True, (f"bản {VERSION}", "bằng HTTPS")),
        ("..", True, ("bản ..", "(cũ)")),
    ],
)
def test_old_agents_and_unseen_input_are_shown(
    librarian, machine, engine, version, sees_input, words
):
    with work(engine) as session:
        _report(session, timedelta())
        _report_of_agent(session, version, sees_input=sees_input)
    page = librarian.visit(_SETUP)
    assert all(word in page.words for word in words)
