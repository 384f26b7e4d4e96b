"""Questions to the library: form, private page, publication, search."""

import pytest
from sqlalchemy import select

from app.public.feedback.report_admission import ReportAdmission
from app.server.allowances import Allowance
from library.catalogue.models import Access, ItemState
from library.database import reading, work
from library.readers import reader_questions
from library.readers.models import Question, QuestionContact
from tests.makers import BY, make_item

_FORM = "/hoi-thu-vien"


@pytest.fixture
def item(engine):
    """Create an item that is open to all."""
    with work(engine) as session:
        return make_item(session, "Quyển sổ", creator="Ngô Thì Sĩ")


@pytest.fixture
def publish(engine):
    """Return a function that publishes a question with its answer, asked from a place."""

    def publish_(question="Chợ Kỳ Lừa có từ bao giờ?", answer="Từ thế kỷ XVII.", **details):
        with work(engine) as session:
            token = reader_questions.ask(session, "Hỏi riêng", **details)
            row = reader_questions.with_token(session, token)
            reader_questions.publish(session, row, question, answer, BY)
            return row.id

    return publish_


def _send(browser, question="Ai viết quyển sổ này?", status=200, **fields):
    return browser.send(_FORM, _FORM, {"cau-hoi": question, **fields}, status=status)


def _stored(engine):
    with reading(engine) as session:
        return session.scalars(select(Question)).all()


def test_a_page_leads_to_the_form_with_its_address(browser, item):
    page = browser.visit(f"/tai-lieu/{item.id}?q=x")
    assert page.has_link_to(f"{_FORM}?tu=/tai-lieu/{item.id}")
    assert browser.visit("/tro-giup").has_link_to(_FORM)
    form = browser.visit(f"{_FORM}?tu=/tai-lieu/{item.id}").form(_FORM)
    assert form["trang"] == f"/tai-lieu/{item.id}"


def test_the_private_page_is_not_taken_along(browser):
    assert browser.visit(_ask(browser)).has_link_to(_FORM)


def _ask(browser):
    """Ask, and return the private address."""
    form = browser.visit(_FORM).form(_FORM)
    answer = browser.client.post(_FORM, data={**form, "cau-hoi": "Ai?"})
    return answer.headers["Location"]


def test_a_reader_asks_and_reads_the_answer_at_a_private_address(browser, engine, item):
    address = _ask(browser)
    assert "chờ trả lời" in browser.visit(address).words
    assert browser.client.get(address).headers["Cache-Control"] == "no-store"
    with work(engine) as session:
        reader_questions.answer(session, session.get_one(Question, 1), "Ngô Thì Sĩ viết.", BY)
    assert "Ngô Thì Sĩ viết." in browser.visit(address).words
    browser.visit(f"{_FORM}/cau/{'0' * 22}", status=404)


def test_place_and_contact_are_stored_and_nothing_else(browser, engine, item):
    _send(browser, trang=f"/tai-lieu/{item.id}/trang/3", **{"cach-tra-loi": "a@b.vn"})
    (row,) = _stored(engine)
    assert (row.place, row.item_id) == (f"/tai-lieu/{item.id}/trang/3", item.id)
    with reading(engine) as session:
        assert session.scalars(select(QuestionContact.contact)).all() == ["a@b.vn"]


@pytest.mark.parametrize("place", ["//xau.vn/", "https://xau.vn", "javascript:alert(1)", "/" * 999])
def test_a_strange_place_is_dropped(browser, engine, place):
    _send(browser, trang=place)
    assert _stored(engine)[0].place == ""


@pytest.mark.parametrize("columns", [{"published": False}, {"access": Access.STAFF}])
def test_an_item_that_readers_do_not_see_is_not_named(browser, engine, columns):
    with work(engine) as session:
        hidden = make_item(session, "Hồ sơ kín", **columns)
    assert "Hồ sơ kín" not in browser.visit(f"{_FORM}?tu=/tai-lieu/{hidden.id}").words
    _send(browser, trang=f"/tai-lieu/{hidden.id}")
    assert _stored(engine)[0].item_id is None


def test_a_refused_question_stays_in_the_form(browser, engine):
    again = _send(browser, "gọi 0912345678", status=400, **{"cach-tra-loi": "chị Lan"})
    assert again.form(_FORM)["cach-tra-loi"] == "chị Lan"
    assert _stored(engine) == []


def test_a_class_behind_one_address_may_ask_and_a_flood_may_not(app, browser, engine):
    app.extensions["report admission"] = ReportAdmission(questions=Allowance(30, 1))
    for number in range(30):
        _send(browser, f"Câu hỏi của em {number}?")
    assert "sau một giờ" in _send(browser, "Câu nữa?", status=429).words
    assert len(_stored(engine)) == 30


def test_a_published_question_is_found_with_everything_else(browser, publish):
    number = publish()
    for address in ("/tra-cuu?q=ky+lua", "/hoi-dap", "/hoi-dap?q=ky+lua", "/tra-cuu?q=chợ+thế+kỷ"):
        assert browser.visit(address).has_link_to(f"/hoi-dap/{number}"), address
    assert not browser.visit("/tra-cuu?q=ky+lua+khac").has_link_to(f"/hoi-dap/{number}")
    page = browser.visit(f"/hoi-dap/{number}")
    assert "Từ thế kỷ XVII." in page.words
    assert "Hỏi riêng" not in page.words


def test_it_stands_on_the_page_of_its_item_and_names_a_withdrawn_one_no_more(
    browser, engine, item, publish
):
    number = publish(place=f"/tai-lieu/{item.id}", item_id=item.id)
    assert browser.visit(f"/tai-lieu/{item.id}").has_link_to(f"/hoi-dap/{number}")
    assert "Quyển sổ" in browser.visit(f"/hoi-dap/{number}").words
    with work(engine) as session:
        session.merge(item).state = ItemState.WITHDRAWN
    assert "Quyển sổ" not in browser.visit(f"/hoi-dap/{number}").words


def test_an_unpublished_question_has_no_public_page(browser, engine):
    _send(browser)
    browser.visit("/hoi-dap/1", status=404)
