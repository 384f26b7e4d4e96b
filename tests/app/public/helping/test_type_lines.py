"""Readers type doubtful lines of public pages; a text on which two agree enters the page."""

import pytest
from sqlalchemy import func, select

from app.public.feedback import report_admission
from app.server.allowances import Allowance
from library.catalogue.cataloguing import withdraw
from library.catalogue.models import Access, IndexDue, Page, PageKind
from library.corrections.models import LineAnswer, LineState, LineTask, Revision
from library.corrections.page_edits import edit
from library.database import reading, work
from tests.app.public.helping.typed_lines import (
    OFFER,
    SEEN,
    TRUTH,
    TRUTHS,
    help_with,
    offered,
    send,
    set_lines,
    tasks,
    text_of,
)
from tests.makers import BY


def _count_answers(engine):
    with reading(engine) as session:
        return session.scalar(select(func.count(LineAnswer.id)))


@pytest.mark.slow
def test_two_helpers_at_two_places_put_a_line_into_the_text_and_the_index(
    engine, corrected_item, make_lines, helper
):
    item_id = make_lines(SEEN)
    help_with(helper("10.0.0.1"), TRUTHS)
    assert TRUTH not in (text_of(engine, item_id) or "")
    help_with(helper("10.0.0.2"), TRUTHS)
    assert text_of(engine, item_id) == TRUTH
    with reading(engine) as session:
        revision = session.scalars(select(Revision).where(Revision.item_id == item_id)).one()
        assert revision.by == "bạn đọc chép, hai người giống nhau"
        assert session.scalar(select(IndexDue.id).where(IndexDue.item_id == item_id))


@pytest.mark.slow
def test_one_place_never_decides_alone(engine, corrected_item, make_lines, helper):
    item_id = make_lines(SEEN)
    for _ in range(4):
        help_with(helper("10.0.0.1"), TRUTHS)
    assert TRUTH not in (text_of(engine, item_id) or "")


@pytest.mark.slow
def test_a_line_sent_as_the_machine_read_it_fails_the_known_lines(
    engine, corrected_item, make_lines, helper
):
    item_id = make_lines(SEEN)
    for number in range(5):
        help_with(helper(f"10.0.0.{number}"), {})
    with reading(engine) as session:
        revisions = select(func.count(Revision.id)).where(Revision.item_id == item_id)
        assert session.scalar(revisions) == 0


@pytest.mark.slow
def test_a_reading_left_as_it_is_needs_three(engine, corrected_item, make_lines, helper):
    line = "hội chợ xuân xưa"
    make_lines(line, words=set_lines(line, confidence=0.5))
    for number in (1, 2):
        help_with(helper(f"10.0.0.{number}"), TRUTHS)
    assert None in tasks(engine)
    help_with(helper("10.0.0.3"), TRUTHS)
    assert tasks(engine)[line].state is LineState.AGREED


@pytest.mark.slow
def test_answers_count_once_their_helper_typed_the_known_lines(
    engine, corrected_item, make_lines, helper
):
    item_id = make_lines(SEEN)
    early = helper("10.0.0.1")
    send(early, offered(early, f"{OFFER}/{item_id}/1"), TRUTH)
    help_with(helper("10.0.0.2"), TRUTHS)
    help_with(early, TRUTHS)
    assert text_of(engine, item_id) == TRUTH


def test_helpers_see_the_effect_of_their_help(engine, corrected_item, make_lines, helper):
    make_lines(SEEN)
    help_with(helper("10.0.0.1"), TRUTHS)
    browser = helper("10.0.0.2")
    help_with(browser, TRUTHS)
    words = browser.visit(OFFER).words
    assert "Hôm nay bạn đã chép 4 dòng; 1 trang nhờ vậy đã tìm thấy được" in words


def test_a_staff_correction_is_not_overwritten(engine, corrected_item, make_lines, correct, helper):
    item_id = make_lines(SEEN)
    help_with(helper("10.0.0.1"), TRUTHS)
    second = helper("10.0.0.2")
    fields = {"chu": ""}
    while fields["chu"] != SEEN:
        fields = offered(second)
        if fields["chu"] != SEEN:
            send(second, fields, TRUTHS[fields["chu"]])
    correct(item_id, {0: "hội Chợ Kỳ Lừa cũ"})
    send(second, fields, TRUTH)
    help_with(second, TRUTHS)
    assert text_of(engine, item_id) == "hội Chợ Kỳ Lừa cũ"


@pytest.mark.slow
def test_lines_that_staff_corrected_meanwhile_hold_up_no_other(engine, make_lines, correct, helper):
    for number in range(9):
        item_id = make_lines(f"{SEEN} {number}")
        first = helper("10.0.0.1")
        send(first, offered(first, f"{OFFER}/{item_id}/1"), TRUTH)
        correct(item_id, {0: f"hội chợ phố {number}"})
    with reading(engine) as session:
        assert set(session.scalars(select(LineTask.state))) == {LineState.CLOSED}


def test_a_line_with_doubtful_words_left_by_staff_is_not_known(
    engine, browser, make_lines, correct
):
    line = "Đòng sông Lùa chảy"
    correct(
        make_lines(line, "nhà bên sông", words=set_lines(line, "nhà bên sông")),
        {0: "Dòng sông Lùa chảy"},
    )
    make_lines(SEEN)
    send(browser, offered(browser), TRUTH)
    assert LineState.KNOWN not in {task.state for task in tasks(engine).values()}


def test_a_line_that_nobody_can_read_is_closed(engine, corrected_item, make_lines, helper):
    make_lines(SEEN)
    for number in (1, 2):
        browser = helper(f"10.0.0.{number}")
        while fields := offered(browser):
            more = {"viec": "khong-doc"} if fields["chu"] == SEEN else {}
            send(browser, fields, TRUTHS[fields["chu"]], **more)
    assert LineState.CLOSED in [task.state for task in tasks(engine).values()]


@pytest.mark.parametrize("typed", ["", "x" * 300])
def test_a_refused_line_keeps_what_was_typed(browser, engine, make_lines, typed):
    make_lines(SEEN)
    assert send(browser, offered(browser), typed, 400).form(OFFER)["chu"] == typed
    assert _count_answers(engine) == 0


def test_too_many_lines_of_one_address_are_refused(browser, app, make_lines):
    make_lines(SEEN, "Chơ Bằng ngày phiên")
    app.extensions["report admission"] = report_admission.ReportAdmission(lines=Allowance(1, 1))
    send(browser, offered(browser), TRUTH)
    assert send(browser, offered(browser), TRUTH, 429).form(OFFER)["chu"] == TRUTH


def test_a_program_that_fills_the_hidden_field_is_not_heard(browser, engine, make_lines):
    make_lines(SEEN)
    send(browser, offered(browser), TRUTH, **{"trang-web": "http://x"})
    assert _count_answers(engine) == 0


def test_a_line_sent_twice_is_heard_once(browser, engine, make_lines):
    make_lines(SEEN, "Chơ Bằng ngày phiên")
    send(browser, offered(browser), TRUTH)
    fields = offered(browser)
    for _ in range(2):
        send(browser, fields, TRUTH)
    assert _count_answers(engine) == 2


@pytest.mark.parametrize("place", [{"trang": "9" * 30}, {"trang": "-1"}, {"tai-lieu": "x\0y"}])
def test_a_place_that_does_not_exist_is_refused(browser, make_lines, place):
    make_lines(SEEN)
    send(browser, {**offered(browser), **place}, TRUTH, 404)


@pytest.mark.parametrize(("access", "status"), [(Access.LIBRARY, 403), (Access.STAFF, 404)])
def test_only_pages_open_to_all_are_offered(browser, engine, make_lines, access, status):
    item_id = make_lines(SEEN)
    fields = offered(browser)
    with work(engine) as session:
        session.scalars(select(Page)).one().item.access = access
    assert offered(browser) is None
    assert browser.fetch(f"{OFFER}/{item_id}/1").status_code == status
    send(browser, fields, TRUTH, status)


def test_known_lines_of_a_withdrawn_item_are_not_shown(browser, engine, corrected_item, make_lines):
    make_lines(SEEN)
    send(browser, offered(browser), TRUTH)
    with work(engine) as session:
        withdraw(session, edit.page_of(session, corrected_item, 1).item, BY, "trùng")
    assert offered(browser) is None


@pytest.mark.parametrize(
    "columns", [{"kind": PageKind.PLATE}, {"kind": PageKind.COVER}, {"left_out": True}]
)
def test_plates_covers_and_hidden_pages_are_not_offered(browser, engine, make_lines, columns):
    make_lines(SEEN)
    with work(engine) as session:
        page = session.scalars(select(Page)).one()
        for name, value in columns.items():
            setattr(page, name, value)
    assert offered(browser) is None


def test_words_that_were_searched_for_in_vain_come_first(app, browser, make_lines, index):
    lines = ("nhà xuầt bản sách", "phố chợ mườii ngày xưa", "hội lồng tồng xuậ xưa")
    make_lines(*lines, words=set_lines(*lines, confidence=0.9))
    index()
    browser.visit("/tra-cuu?q=chợ+mười+ngày")
    app.extensions["services"].usage_writer.catch_up()
    assert offered(browser)["chu"] == lines[1]
