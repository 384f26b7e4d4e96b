"""Lets a test hand things in, work through them, and look at what came of it."""

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from ingest.intake.delivery_receiver import Receipt, receive_all
from ingest.pipeline.outcome import Outcome
from ingest.pipeline.service import one_round
from library.accessions.models import Accession, IngestStep
from library.catalogue.models import Item, ItemState
from library.catalogue.queries import page_sheet, page_sheets
from library.database import reading, work
from library.settings import Settings
from tests.makers import BY, make_profile

_DIACHI = Path(sys.executable).with_name("diachi")
_IN_THE_BACKGROUND = """trap '' INT; exec "$@\""""
"""What a shell without a person does for what it starts with `&`."""


def hand_in(
    settings: Settings, engine: Engine, *paths: Path, publish: bool = False
) -> list[Receipt]:
    """Enter deliveries in the register."""
    return list(receive_all(settings, engine, paths, make_profile(), publish=publish))


def work_through(settings: Settings, engine: Engine) -> dict[str, Outcome]:
    """Do all that waits and return what became of each delivery, by its name."""
    outcomes: list[Outcome] = []
    one_round(settings, engine, outcomes.append)
    return {outcome.source: outcome for outcome in outcomes}


def start(settings: Settings, command: str, *told: str, **environ: str) -> subprocess.Popen[str]:
    """Start `diachi ingest …` in a process group of its own, as a script does in the background."""
    return subprocess.Popen(
        ["sh", "-c", _IN_THE_BACKGROUND, "sh", _DIACHI, "ingest", command, *told],
        env={**os.environ, "DIACHI_HOME": str(settings.home), "DIACHI_WORKERS": "2", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@dataclass(frozen=True, slots=True)
class Lot:
    """A delivery that was worked through."""

    settings: Settings
    engine: Engine
    outcome: Outcome

    def again(self, act, *told):
        """Let staff say something about the delivery, and work it through once more."""
        with work(self.engine) as session:
            act(session, session.scalars(select(Accession)).one(), *told, BY)
        work_through(self.settings, self.engine)

    def sheet(self, number):
        """Return a page of it."""
        with reading(self.engine) as session:
            return page_sheet(session, self.outcome.item, number)


def steps(engine: Engine, stage: str | None = None) -> list[IngestStep]:
    """Return what the ledger holds of a stage, or of all."""
    query = select(IngestStep).order_by(IngestStep.accession_id, IngestStep.page_number)
    with reading(engine) as session:
        return list(
            session.scalars(query if stage is None else query.where(IngestStep.stage == stage))
        )


def shelves(engine: Engine) -> dict[str, tuple[object, ...]]:
    """Return all that readers could see, to compare one installation with another."""
    with reading(engine) as session:
        items: Iterable[Item] = list(session.scalars(select(Item)))
        return {
            item.id: (
                item.title,
                item.state,
                item.page_count,
                item.cover,
                page_sheets(session, item.id, with_text=True),
            )
            for item in items
        }


def register(engine: Engine) -> list[tuple[object, ...]]:
    """Return what the register says of every delivery."""
    with reading(engine) as session:
        rows = session.scalars(select(Accession).order_by(Accession.id))
        return [(row.number, row.source, row.state, row.message, row.item_id) for row in rows]


def published(engine: Engine) -> set[str]:
    """Return the titles of what is open to readers."""
    with reading(engine) as session:
        query = select(Item.title).where(Item.state == ItemState.PUBLISHED)
        return set(session.scalars(query))
