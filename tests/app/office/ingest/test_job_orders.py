"""Staff orders on deliveries: execution, history and refusals."""

from datetime import timedelta

import pytest

from library import clock
from library.accessions import ledger, register_queries
from library.accessions.models import Accession, AccessionState, Priority
from library.catalogue.models import PageState
from library.catalogue.pages import progress
from library.database import reading, work
from library.jobs.models import PipelineMachine
from library.triage import instructions
from library.triage.models import InstructionKind
from tests.makers import make_accession, make_item, make_page

REGISTER = "/can-bo/lan-nhap"


@pytest.fixture
def waiting(engine):
    """Enter a waiting delivery; return its number."""
    with work(engine) as session:
        return make_accession(session).number


@pytest.fixture
def partial(engine):
    """Enter a delivery with two failed pages of three; return its number."""
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.PARTIAL)
        item = make_item(session)
        item.accession_id, accession.item_id = accession.id, item.id
        for _ in range(2):
            make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng.")
        return accession.number


@pytest.fixture
def entry(engine):
    """Return a function that reads the current state of a delivery."""

    def read(number):
        with reading(engine) as session:
            return register_queries.entry(session, number)

    return read


def _order(office, number, act, **fields):
    return office.send(f"{REGISTER}/{number}", f"{REGISTER}/{number}/{act}", fields)


def _failed(engine, number):
    with reading(engine) as session:
        record = register_queries.entry(session, number)
        return [page.number for page in progress.failed_pages(session, record.id, 9)]


def test_a_delivery_is_paused_resumed_and_put_first(office, waiting, entry):
    assert "tạm dừng" in _order(office, waiting, "tam-dung").says("span", class_="state--paused")
    _order(office, waiting, "tiep-tuc")
    _order(office, waiting, "thu-tu", **{"thu-tu": str(Priority.FIRST.value)})
    assert (entry(waiting).paused, entry(waiting).priority) == (None, Priority.FIRST)


@pytest.mark.parametrize("nonsense", ["-1", "99", "x", ""])
def test_a_priority_not_open_to_staff_is_refused(office, waiting, nonsense):
    office.send(
        f"{REGISTER}/{waiting}",
        f"{REGISTER}/{waiting}/thu-tu",
        {"thu-tu": nonsense},
        status=400,
    )


@pytest.mark.parametrize(("page", "failed"), [("3", [2]), ("", [])])
def test_one_failed_page_or_all_are_retried(office, partial, engine, page, failed):
    _order(office, partial, "lam-lai", trang=page)
    assert _failed(engine, partial) == failed


def test_a_delivery_is_withdrawn_with_a_reason_alone_and_restored(office, waiting, entry):
    place = f"{REGISTER}/{waiting}/rut"
    assert office.visit(f"{REGISTER}/{waiting}").has_link_to(place)
    assert office.send(place, place, {"ly-do": " "}, status=400).says("p", class_="field__problem")
    assert entry(waiting).state is AccessionState.WAITING
    page = office.send(place, place, {"ly-do": "nộp nhầm"})
    assert ("nộp nhầm" in page.words, entry(waiting).state.value) == (True, "withdrawn")
    _order(office, waiting, "nhan-lai")
    assert entry(waiting).state is AccessionState.WAITING


def test_an_order_that_comes_too_late_shows_an_error_message(office, waiting, engine):
    form = office.visit(f"{REGISTER}/{waiting}").form(f"{REGISTER}/{waiting}/tam-dung")
    with work(engine) as session:
        session.get_one(Accession, 1).state = AccessionState.DONE
    with office.client.post(f"{REGISTER}/{waiting}/tam-dung", data=form) as response:
        assert (response.status_code, "đã xử lý xong" in response.text) == (409, True)


def test_the_history_shows_who_ordered_what(office, waiting):
    _order(office, waiting, "tam-dung")
    (history,) = office.visit(f"{REGISTER}/{waiting}").all("ol", class_="history")
    lines = [" ".join("".join(line.itertext()).split()) for line in history]
    assert lines[0].endswith("Nộp kiểm thử")
    assert lines[1].endswith("Tạm dừng lần nhập administrator")


def test_decisions_on_a_delivery_are_in_its_history(office, waiting, engine):
    with work(engine) as session:
        instructions.give(
            session, session.get_one(Accession, 1), InstructionKind.TURN, 2, 180, "Lan"
        )
    (history,) = office.visit(f"{REGISTER}/{waiting}").all("ol", class_="history")
    assert "Xoay trước khi đọc" in "".join(history.itertext())


def test_a_page_has_its_own_history(office, waiting, engine, entry):
    with work(engine) as session:
        accession_id = entry(waiting).id
        ledger.record_step(session, accession_id, 2, "examine", 1, "a", output="{}", seconds=0.5)
        ledger.record_step(
            session, accession_id, 2, "recognise", 3, "b", output=None, message="Trang mờ."
        )
    page = office.visit(f"{REGISTER}/{waiting}/trang?so=2")
    rows = [page.says("td")[at + 1 : at + 5] for at in (0, 5)]
    assert rows == [["phân tích ảnh", "1", "0,5", "xong"], ["nhận dạng chữ", "3", "0", "Trang mờ."]]


def test_the_job_monitor_shows_jobs_in_order(office, engine):
    with work(engine) as session:
        make_accession(session, "sau.pdf", "1", priority=Priority.NIGHT)
        make_accession(session, "trước.pdf", "2")
    (jobs,) = office.visit("/can-bo/xuong").all("ol", class_="register")
    assert [link.text for link in jobs.iter("a")] == ["trước.pdf", "sau.pdf"]


def test_the_job_monitor_shows_who_works_on_what(office, engine):
    with work(engine) as session:
        accession = make_accession(session, "báo.pdf")
        task = {"accession": accession.id, "kind": "SURVEY", "pages": [2, 3, 4]}
        task["since"] = (clock.now() - timedelta(seconds=8)).isoformat()
        session.add(_machine("xuong-1", tasks=[task], leads=True, pace=12.5, pages_done=70))
        session.add(_machine("xuong-2", at=clock.now() - timedelta(minutes=5)))
        session.add(_machine("xuong-3", takes_work=False))
    words = office.visit("/can-bo/xuong").words
    assert "xuong-1 (điều phối) báo.pdf: xem lướt trang 2–4, 8 giây 2 bộ xử lý · 70 trang" in words
    assert "12,5 trang/phút" in words
    assert "xuong-2 Không còn tín hiệu" in words
    assert "xuong-3 Tạm không nhận việc" in words


def _machine(name: str, **fields: object) -> PipelineMachine:
    usual = {"started": clock.now(), "at": clock.now(), "version": "1", "signs": 1, "workers": 2}
    state = {"leads": False, "takes_work": True, "pages_done": 0, "free_bytes": 1, "tasks": []}
    return PipelineMachine(name=name, **{**usual, **state, **fields})


def test_the_job_monitor_shows_failures_with_reasons(office, partial):
    assert "Trang 2: Ảnh hỏng." in office.visit("/can-bo/xuong").words


def test_the_pipeline_is_paused_and_resumed(office):
    assert "Xưởng tạm dừng từ" in office.send("/can-bo/xuong", "/can-bo/xuong/tam-dung", {}).words
    page = office.send("/can-bo/xuong", "/can-bo/xuong/tiep-tuc", {})
    assert "Xưởng tạm dừng từ" not in page.words


def test_pausing_the_pipeline_needs_its_own_permission(staff):
    page = staff("cataloguer").visit("/can-bo/xuong")
    assert not [form for form in page.all("form") if "xuong" in form.get("action")]
