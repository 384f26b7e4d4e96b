"""The history of a delivery is in chronological order."""

from library.accessions import ledger, register_queries
from library.jobs import delivery_history, orders
from tests.makers import BY, make_accession


def _kinds(session, accession):
    session.flush()
    entry = register_queries.entry(session, accession.number)
    return [event.kind for event in delivery_history.of_delivery(session, entry)]


def test_a_history_begins_with_who_handed_it_in(session):
    entry = register_queries.entry(session, make_accession(session).number)
    (event,) = delivery_history.of_delivery(session, entry)
    assert (event.kind, event.who) == (delivery_history.RECEIVED, BY)


def test_orders_and_each_stage_once_and_the_end_follow(session):
    accession = make_accession(session)
    for page in (1, 2):
        key = ledger.next_key("x", "recognise", 3, str(page))
        ledger.record_step(session, accession.id, page, "recognise", 3, key, output="{}")
    orders.withdraw(session, accession.number, BY, "nộp nhầm")
    kinds = ["accession.withdraw", "received", "settled", "stage"]
    assert sorted(_kinds(session, accession)) == kinds
