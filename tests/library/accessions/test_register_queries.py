"""Entries of the register are returned newest first."""

import pytest

from library.accessions import ledger, register_queries
from library.accessions.models import AccessionState
from library.errors import AccessionNotFoundError
from tests.makers import make_accession


def test_the_newest_entry_comes_first(session):
    make_accession(session, "một.pdf", "1")
    make_accession(session, "hai.pdf", "2")
    entries = register_queries.recent(session, first=0, count=10)
    assert [entry.source for entry in entries] == ["hai.pdf", "một.pdf"]


def test_the_register_is_read_screen_by_screen(session):
    for number in range(5):
        make_accession(session, f"{number}.pdf", str(number))
    assert [entry.source for entry in register_queries.recent(session, first=3, count=2)] == [
        "1.pdf",
        "0.pdf",
    ]


def test_entries_are_found_by_state(session):
    make_accession(session, "hỏng.pdf", "1", state=AccessionState.REFUSED)
    make_accession(session, "xong.pdf", "2", state=AccessionState.DONE)
    (entry,) = register_queries.in_state(session, AccessionState.REFUSED, count=5)
    assert entry.source == "hỏng.pdf"


def test_entries_are_counted_by_state(session):
    make_accession(session, "một.pdf", "1")
    make_accession(session, "hai.pdf", "2")
    assert register_queries.count_by_state(session) == {AccessionState.WAITING: 2}


@pytest.mark.parametrize(
    ("state", "in_work"), [("waiting", True), ("working", True), ("done", False)]
)
def test_an_entry_is_in_work_until_it_is_settled(session, state, in_work):
    number = make_accession(session, state=AccessionState(state)).number
    assert register_queries.entry(session, number).in_work is in_work


def test_an_unknown_number_raises(session):
    with pytest.raises(AccessionNotFoundError):
        register_queries.entry(session, "1999-00001")


def test_masters_keep_their_order(session):
    accession = make_accession(session, "quyển 1.pdf")
    assert [master.name for master in register_queries.masters(session, accession.id)] == [
        "quyển 1.pdf"
    ]


def test_a_stage_is_one_line_however_often_it_ran(session):
    accession = make_accession(session)
    for page, output in ((1, "{}"), (2, None)):
        key = ledger.next_key("x", "recognise", 3, str(page))
        ledger.record_step(
            session, accession.id, page, "recognise", 3, key, output=output, seconds=1.5
        )
    session.flush()
    (stage,) = register_queries.stages(session, accession.id)
    assert (stage.done, stage.refused, stage.seconds) == (1, 1, 3.0)
