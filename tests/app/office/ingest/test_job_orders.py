"""What staff order in the office is done, told, and refused where it makes no sense."""

import pytest

from library.accessions import ledger, register_queries
from library.accessions.models import Accession, AccessionState, Priority
from library.catalogue.models import PageState
from library.catalogue.pages import progress
from library.database import reading, work
from library.staff.permissions import Role
from library.triage import instructions
from library.triage.models import About
from tests.makers import make_accession, make_item, make_page

REGISTER = "/can-bo/lan-nhap"


@pytest.fixture
def waiting(engine):
    """Enter a delivery that waits, and give its number."""
    with work(engine) as session:
        return make_accession(session).number


@pytest.fixture
def partial(engine):
    """Enter a delivery of which two pages of three failed, and give its number."""
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.PARTIAL)
        item = make_item(session)
        item.accession_id, accession.item_id = accession.id, item.id
        for _ in range(2):
            make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng.")
        return accession.number


@pytest.fixture
def entry(engine):
    """Give a function that reads a delivery as it is now."""

    def read(number):
        with reading(engine) as session:
            return register_queries.entry(session, number)

    return read


def _order(office, number, act, **told):
    return office.send(f"{REGISTER}/{number}", f"{REGISTER}/{number}/{act}", told)


def _failed(engine, number):
    with reading(engine) as session:
        found = register_queries.entry(session, number)
        return [page.number for page in progress.failed_pages(session, found.id, 9)]


def test_a_delivery_is_paused_and_says_so(office, waiting):
    assert "tạm dừng" in _order(office, waiting, "tam-dung").says("span", class_="state--paused")


def test_a_paused_delivery_is_resumed(office, waiting, entry):
    _order(office, waiting, "tam-dung")
    _order(office, waiting, "tiep-tuc")
    assert entry(waiting).paused is None


def test_a_delivery_is_put_first(office, waiting, entry):
    _order(office, waiting, "thu-tu", **{"thu-tu": str(Priority.FIRST.value)})
    assert entry(waiting).priority == Priority.FIRST


@pytest.mark.parametrize("nonsense", ["-1", "99", "x", ""])
def test_a_place_that_is_not_for_staff_to_give_is_refused(office, waiting, nonsense):
    office.send(
        f"{REGISTER}/{waiting}",
        f"{REGISTER}/{waiting}/thu-tu",
        {"thu-tu": nonsense},
        status=400,
    )


def test_one_page_is_tried_again(office, partial, engine):
    _order(office, partial, "lam-lai", trang="3")
    assert _failed(engine, partial) == [2]


def test_all_failed_pages_are_tried_again(office, partial, engine):
    _order(office, partial, "lam-lai", trang="")
    assert _failed(engine, partial) == []


def test_a_delivery_is_withdrawn_with_a_reason_and_taken_again(office, waiting, entry):
    place = f"{REGISTER}/{waiting}/rut"
    assert office.visit(f"{REGISTER}/{waiting}").leads_to(place)
    page = office.send(place, place, {"ly-do": "nộp nhầm"})
    assert ("nộp nhầm" in page.words, entry(waiting).state.value) == (True, "withdrawn")
    _order(office, waiting, "nhan-lai")
    assert entry(waiting).state is AccessionState.WAITING


def test_a_withdrawal_without_a_reason_is_asked_again(office, waiting, entry):
    place = f"{REGISTER}/{waiting}/rut"
    assert office.send(place, place, {"ly-do": " "}, status=400).says("p", class_="field__problem")
    assert entry(waiting).state is AccessionState.WAITING


def test_an_order_that_comes_too_late_is_refused_in_words(office, waiting, engine):
    form = office.visit(f"{REGISTER}/{waiting}").form(f"{REGISTER}/{waiting}/tam-dung")
    with work(engine) as session:
        session.get_one(Accession, 1).state = AccessionState.DONE
    with office.client.post(f"{REGISTER}/{waiting}/tam-dung", data=form) as response:
        assert (response.status_code, "đã xử lý xong" in response.text) == (409, True)


def test_a_history_tells_who_ordered_what(office, waiting):
    _order(office, waiting, "tam-dung")
    (history,) = office.visit(f"{REGISTER}/{waiting}").all("ol", class_="history")
    told = [" ".join("".join(line.itertext()).split()) for line in history]
    assert told[0].endswith("Nộp kiểm thử")
    assert told[1].endswith("Tạm dừng lần nhập administrator")


def test_what_was_decided_about_a_delivery_stands_in_its_history_in_words(office, waiting, engine):
    with work(engine) as session:
        instructions.give(session, session.get_one(Accession, 1), About.TURN, 2, 180, "Lan")
    (history,) = office.visit(f"{REGISTER}/{waiting}").all("ol", class_="history")
    assert "Xoay trước khi đọc" in "".join(history.itertext())


def test_a_page_has_its_own_history(office, waiting, engine, entry):
    with work(engine) as session:
        found = entry(waiting).id
        ledger.enter(session, found, 2, "examine", 1, "a", output="{}", seconds=0.5)
        ledger.enter(session, found, 2, "recognise", 3, "b", output=None, message="Trang mờ.")
    page = office.visit(f"{REGISTER}/{waiting}/trang?so=2")
    rows = [page.says("td")[at + 1 : at + 5] for at in (0, 5)]
    assert rows == [["xem xét", "1", "0,5", "xong"], ["nhận dạng chữ", "3", "0", "Trang mờ."]]


def test_the_workshop_shows_its_work_in_order(office, engine):
    with work(engine) as session:
        make_accession(session, "sau.pdf", "1", priority=Priority.NIGHT)
        make_accession(session, "trước.pdf", "2")
    (jobs,) = office.visit("/can-bo/xuong").all("ol", class_="register")
    assert [link.text for link in jobs.iter("a")] == ["trước.pdf", "sau.pdf"]


def test_the_workshop_shows_what_failed_and_why(office, partial):
    assert "Trang 2: Ảnh hỏng." in office.visit("/can-bo/xuong").words


def test_the_workshop_rests_and_goes_on(office):
    assert "Xưởng tạm dừng từ" in office.send("/can-bo/xuong", "/can-bo/xuong/tam-dung", {}).words
    page = office.send("/can-bo/xuong", "/can-bo/xuong/tiep-tuc", {})
    assert "Xưởng tạm dừng từ" not in page.words


def test_who_may_only_deliver_cannot_stop_the_whole_workshop(staff):
    page = staff(Role.CATALOGUER).visit("/can-bo/xuong")
    assert not [form for form in page.all("form") if "xuong" in form.get("action")]
