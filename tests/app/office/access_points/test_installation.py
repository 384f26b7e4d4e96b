"""A technician installs the computers of a point: lists, printed codes, progress."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from library import clock
from library.database import work
from library.points import enrolment
from library.points.models import Device

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
    assert "gõ mã ở trang /may của máy" in words


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
