"""Questions of readers in the office."""

import pytest

from library import clock
from library.database import reading, work
from library.readers import reader_questions
from library.readers.models import Question
from tests.app.browser import Browser
from tests.makers import make_staff

_LIST, _ONE = "/can-bo/hoi-thu-vien", "/can-bo/hoi-thu-vien/1"


@pytest.fixture
def waiting(engine):
    """Ask a question, with a telephone number."""
    with work(engine) as session:
        reader_questions.ask(session, "Chợ có từ bao giờ?", contact="0205 3812 345")


@pytest.fixture
def sign_in(app, engine):
    """Return a function that opens a browser of a member of staff with a role."""

    def sign_in_(role):
        with work(engine) as session:
            member = make_staff(session, role, role=role)
        return Browser(app).sign_in(member)

    return sign_in_


def _stored(engine):
    with reading(engine) as session:
        return session.get(Question, 1)


def test_a_question_waits_on_the_desk_and_in_a_list_with_its_deadline(
    sign_in, waiting, monkeypatch
):
    office = sign_in("cataloguer")
    assert office.visit("/can-bo").has_link_to(_LIST)
    assert "quá hạn" not in office.visit(_LIST).words
    later = clock.today().replace(year=clock.today().year + 1)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert "quá hạn" in office.visit(_LIST).words


def test_an_answer_reaches_the_asker_and_the_telephone_is_shown(sign_in, waiting, engine):
    page = sign_in("cataloguer").send(_ONE, _ONE, {"tra-loi": "Từ thế kỷ XVII."})
    assert "0205 3812 345" in page.words
    assert _stored(engine).answer == "Từ thế kỷ XVII."


def test_a_second_answer_says_that_the_mail_is_gone(sign_in, waiting, engine):
    office = sign_in("cataloguer")
    office.send(_ONE, _ONE, {"tra-loi": "Một"})
    with work(engine) as session:
        row = session.get(Question, 1)
        reader_questions.contact_of(session, row).mailed = clock.now()
    assert "muốn gửi lời mới" in office.send(_ONE, _ONE, {"tra-loi": "Hai"}).words


def test_an_empty_answer_is_refused(sign_in, waiting, engine):
    sign_in("cataloguer").send(_ONE, _ONE, {"tra-loi": " "}, status=400)
    assert _stored(engine).closed is None


def test_two_answers_at_once_are_compared(sign_in, waiting, engine):
    first, second = sign_in("cataloguer"), sign_in("reviewer")
    form = second.visit(_ONE).form(_ONE)
    first.send(_ONE, _ONE, {"tra-loi": "Một"})
    reply = second.client.post(_ONE, data={**form, "tra-loi": "Hai"})
    assert reply.status_code == 409
    assert _stored(engine).answer == "Một"


def test_a_reviewer_publishes_and_hides(sign_in, waiting, engine, browser):
    texts = {"cau-hoi-dang": "Chợ?", "tra-loi-dang": "Xưa."}
    reviewer = sign_in("reviewer")
    reviewer.send(_ONE, f"{_ONE}/dang", texts)
    assert "Xưa." in browser.visit("/hoi-dap/1").words
    reviewer.send(_ONE, f"{_ONE}/go", {})
    browser.visit("/hoi-dap/1", status=404)


def test_a_cataloguer_may_not_publish(sign_in, waiting, engine):
    office = sign_in("cataloguer")
    form = office.visit(_ONE).form(_ONE)
    texts = {"cau-hoi-dang": "Chợ?", "tra-loi-dang": "Xưa."}
    assert office.client.post(f"{_ONE}/dang", data={**form, **texts}).status_code == 403
    assert _stored(engine).published is None


def test_a_dismissed_question_is_reopened(sign_in, waiting, engine):
    office = sign_in("cataloguer")
    office.send(_ONE, f"{_ONE}/dong", {})
    assert _stored(engine).closed
    office.send(_ONE, f"{_ONE}/mo-lai", {})
    assert _stored(engine).closed is None
