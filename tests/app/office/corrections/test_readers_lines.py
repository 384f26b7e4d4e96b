"""Staff decide the lines on which readers differ, check samples, and undo."""

import pytest

from library.corrections import line_answers
from library.corrections.models import LineState, LineTask
from library.database import work
from tests.app.public.helping.conftest import correct, corrected_item, helper, make_lines
from tests.app.public.helping.typed_lines import SEEN, TRUTH, TRUTHS, help_with, tasks, text_of

__all__ = ["correct", "corrected_item", "helper", "make_lines"]
_DESK = "/can-bo/chep-chu"
_WRONG = "hội Chợ Kỳ Lưa xưa"

pytestmark = pytest.mark.slow


@pytest.fixture
def disputed_item(corrected_item, make_lines, helper):
    """Return an item with a line that five helpers typed in five ways."""
    item_id = make_lines(SEEN)
    for number in range(5):
        help_with(helper(f"10.0.0.{number}"), {**TRUTHS, SEEN: f"{TRUTH} {number}"})
    return item_id


def _decide(office, task, **fields):
    office.send(_DESK, _DESK, {"dong": task.id} | {f"{k}-{task.id}": v for k, v in fields.items()})


def test_staff_type_the_text_of_a_line_on_which_readers_differ(engine, disputed_item, office):
    assert "Bạn đọc chép khác nhau" in office.visit(_DESK).words
    assert f"{_DESK}" in [link.get("href") for link in office.visit("/can-bo").all("a")]
    _decide(office, tasks(engine)[None], chon="khac", khac=TRUTH)
    assert text_of(engine, disputed_item) == TRUTH
    assert tasks(engine)[TRUTH].state is LineState.KNOWN


def test_staff_choose_the_text_of_a_reader(engine, disputed_item, office):
    _decide(office, tasks(engine)[None], chon=f"={TRUTH} 3")
    assert text_of(engine, disputed_item) == f"{TRUTH} 3"


def test_a_line_without_a_choice_goes_on_waiting(engine, disputed_item, office):
    _decide(office, tasks(engine)[None])
    assert tasks(engine)[None].state is LineState.DISPUTED


def test_the_second_of_two_decisions_changes_nothing(engine, disputed_item, office):
    task = tasks(engine)[None]
    _decide(office, task, khac=TRUTH)
    office.client.post(_DESK, data={"dong": task.id, f"khac-{task.id}": _WRONG})
    assert text_of(engine, disputed_item) == TRUTH


def test_a_sample_that_is_wrong_is_corrected(
    engine, corrected_item, make_lines, helper, office, monkeypatch
):
    monkeypatch.setattr(line_answers, "_SAMPLE_SHARE", 1.1)
    item_id = make_lines(SEEN)
    for number in range(2):
        help_with(helper(f"10.0.0.{number}"), {**TRUTHS, SEEN: _WRONG})
    assert text_of(engine, item_id) == _WRONG
    _decide(office, tasks(engine)[_WRONG], khac=TRUTH)
    assert text_of(engine, item_id) == TRUTH
    assert "0, 1" in office.visit(_DESK).says("td")


def test_a_wrong_sample_lets_all_lines_of_its_helpers_be_checked(
    engine, corrected_item, make_lines, helper, office, monkeypatch
):
    monkeypatch.setattr(line_answers, "_SAMPLE_SHARE", -1)
    right, truth = "phố Chơ Bờ sông", "phố Chợ Bờ sông"
    make_lines(SEEN)
    make_lines(right)
    for number in range(2):
        help_with(helper(f"10.0.0.{number}"), {**TRUTHS, SEEN: _WRONG, right: truth})
    with work(engine) as session:
        session.get(LineTask, tasks(engine)[_WRONG].id).sampled = True
    _decide(office, tasks(engine)[_WRONG], khac=TRUTH)
    assert tasks(engine)[truth].sampled


def test_an_agreed_line_is_undone_by_one_button(engine, corrected_item, make_lines, helper, office):
    item_id = make_lines(SEEN)
    for number in range(2):
        help_with(helper(f"10.0.0.{number}"), TRUTHS)
    history = office.visit(f"/can-bo/tai-lieu/{item_id}/trang/1/sua/lich-su").words
    assert "bạn đọc chép, hai người giống nhau" in history and "nhận lời báo" not in history
    office.send(_DESK, f"{_DESK}/{tasks(engine)[TRUTH].id}/hoan-tac", {})
    assert text_of(engine, item_id) == SEEN
    help_with(helper("10.0.0.9"), TRUTHS)
    assert text_of(engine, item_id) == SEEN
