"""Batches, answers and searches of a station's room, entered in its outbox."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from kit.outbox import outbox_entries
from library.settings import Settings
from points.usage.demographics import QUESTIONS
from points.usage.events.intake import Delivery, Receipt
from points.usage.events.protocol import Batch, write_batch

BATCH_KIND, ANSWERS_KIND, SEARCH_KIND = "batch", "answers", "search"


def report_batch(
    session: Session,
    settings: Settings,
    device_id: int,
    batch: Batch,
    receipt: Receipt,
    delivery: Delivery,
) -> None:
    """Enter a batch of a computer as it arrived, without the events that arrived before."""
    if not settings.station:
        return
    pairs = zip(batch.events, receipt.results, strict=True)
    # an event that is too early or too late for the station's clock may not be so at the province
    events = tuple(pair for pair, (_, result) in pairs if pair[1] and result != "dup")
    content = {
        "device": device_id,
        "batch": write_batch(replace(batch, events=events)),
        "agent": delivery.by_agent,
        "signed": delivery.signed,
        "network": delivery.network,
    }
    outbox_entries.report(session, settings, BATCH_KIND, content)


def report_answers(
    session: Session, settings: Settings, device_id: int, form: Mapping[str, object]
) -> None:
    """Enter a reader's answers, unreadable to the station: two of them belong to one person."""
    answers = {name: form[name] for name in QUESTIONS if name in form}
    content = {"device": device_id, "answers": answers}
    outbox_entries.report(session, settings, ANSWERS_KIND, content, private=True)


def report_search(session: Session, settings: Settings, query: str, *, has_hits: bool) -> None:
    """Enter a query, unreadable to the station: a rare one stays a secret of who typed it."""
    content = {"query": query, "has_hits": has_hits}
    outbox_entries.report(session, settings, SEARCH_KIND, content, private=True)
