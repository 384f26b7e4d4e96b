"""Notices what was made and is lost or damaged since, so that it is made again."""

import re
from collections.abc import Collection, Iterable

from sqlalchemy import Engine, select

from ingest.context import Toolbox
from library.accessions import ledger
from library.accessions.models import Accession
from library.catalogue.models import Page
from library.database import reading, work

_DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


def forget_what_is_lost(
    engine: Engine, tools: Toolbox, accession_id: int, numbers: Collection[int | None]
) -> set[int | None]:
    """Have steps done again whose outcome is kept no more; return the pages they were done to.

    None among the numbers stands for the delivery itself.
    """
    with reading(engine) as session:
        made = ledger.outputs(session, accession_id, numbers)
    named = {digest for steps in made.values() for digest in _digests(steps.values())}
    lost = {digest for digest in named if not tools.is_whole(digest)}
    if not lost:
        return set()
    with work(engine) as session:
        for steps in made.values():
            keys = [key for key, output in steps.items() if lost.intersection(_digests([output]))]
            ledger.forget(session, keys)
    for digest in lost:
        tools.discard(digest)
    return {number for number, steps in made.items() if lost.intersection(_digests(steps.values()))}


def put_away_refused(engine: Engine, tools: Toolbox, accession_id: int) -> None:
    """Put away what was made of a delivery before it was refused, also by a run that was killed.

    What a page of another delivery is taken from stays, and so do all masters.
    """
    with reading(engine) as session:
        if session.get_one(Accession, accession_id).item_id is not None:
            return
        steps = ledger.outputs(session, accession_id, (None,)).get(None, {})
        named = _digests(steps.values())
        used = {
            digest
            for digest in named
            if session.scalar(select(Page.id).where(Page.taken_from.startswith(digest)).limit(1))
        }
    made = {digest for digest in named - used if tools.was_made(digest)}
    for digest in made:
        tools.discard(digest)
    with work(engine) as session:
        gone = [key for key, output in steps.items() if made.intersection(_digests([output]))]
        ledger.strike_off(session, gone)


def corrected_and_lost(
    engine: Engine, tools: Toolbox, accession_id: int, numbers: Collection[int]
) -> set[int]:
    """Return the pages whose corrected words are kept no more: delivering them makes them again."""
    corrected = (
        select(Page.number, Page.words)
        .join(Accession, Accession.item_id == Page.item_id)
        .where(Accession.id == accession_id, Page.as_read.is_not(None), Page.number.in_(numbers))
    )
    with reading(engine) as session:
        return {number for number, words in session.execute(corrected) if not tools.is_whole(words)}


def _digests(outputs: Iterable[str]) -> set[str]:
    return {digest for output in outputs for digest in _DIGEST.findall(output)}
