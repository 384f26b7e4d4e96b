"""A class types the lines of one item by a link of staff."""

import re

import pytest

from app.public.feedback.report_admission import ReportAdmission
from app.server.allowances import Allowance
from tests.app.public.helping.typed_lines import OFFER, SEEN, TRUTH, TRUTHS, help_with, text_of

_DESK = "/can-bo/chep-chu"


def _open_class(office, item_id, days="7", status=200):
    fields = {"tai-lieu": f"http://localhost/tai-lieu/{item_id}", "ten": "Lớp 8A", "ngay": days}
    return office.send(_DESK, f"{_DESK}/lop", fields, status=status)


@pytest.mark.slow
def test_a_class_behind_one_address_needs_three_who_agree(
    engine, corrected_item, make_lines, helper, office
):
    item_id = make_lines(SEEN)
    address = re.search(r"/cung-chep/lop/[\w.-]+", _open_class(office, item_id).html)[0]
    begin = f"{OFFER}?lop={address.rpartition('/')[2]}"
    for _ in range(2):
        help_with(helper("10.0.0.1"), TRUTHS, begin)
    assert text_of(engine, item_id) != TRUTH
    help_with(helper("10.0.0.1"), TRUTHS, begin)
    assert text_of(engine, item_id) == TRUTH
    progress = helper("10.0.0.7").visit(address).words
    assert "Lớp 8A" in progress and "1 dòng đã chép, 1 dòng đã vào văn bản" in progress


def test_known_lines_count_for_the_class_and_not_for_its_address(
    app, corrected_item, make_lines, helper, office
):
    address = re.search(r"/cung-chep/lop/[\w.-]+", _open_class(office, make_lines(SEEN)).html)[0]
    app.extensions["report admission"] = ReportAdmission(lines=Allowance(1, 1))
    pupil = helper("10.0.0.1")
    help_with(pupil, TRUTHS, f"{OFFER}?lop={address.rpartition('/')[2]}")
    assert "4 dòng" in pupil.visit(OFFER).words


@pytest.mark.parametrize("address", [f"{OFFER}/lop/abc", f"{OFFER}?lop=abc", f"{OFFER}/lop/a.b"])
def test_a_link_that_was_changed_opens_nothing(browser, address):
    assert browser.fetch(address).status_code == 404


@pytest.mark.parametrize("days", ["0", "61", "x"])
def test_a_class_has_a_term(office, make_lines, days):
    _open_class(office, make_lines(SEEN), days, status=400)


def test_a_class_needs_an_item_that_exists(office):
    _open_class(office, "khongco", status=404)
