"""Helpers that submit deliveries, run the pipeline, and read the results."""

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
from library.catalogue.queries import item_pages, page_details
from library.database import reading, work
from library.settings import Settings
from tests.makers import BY, make_environment, make_profile

_DIACHI = Path(sys.executable).with_name("diachi")
_IGNORE_SIGINT = """trap '' INT; exec "$@\""""
"""Shell script that ignores SIGINT, as a non-interactive shell does for background commands."""


def submit(
    settings: Settings, engine: Engine, *paths: Path, publish: bool = False
) -> list[Receipt]:
    """Enter deliveries in the register."""
    return list(receive_all(settings, engine, paths, make_profile(), publish=publish))


def run_pipeline(settings: Settings, engine: Engine) -> dict[str, Outcome]:
    """Process the whole queue and return the outcomes by source name."""
    outcomes: list[Outcome] = []
    one_round(settings, engine, outcomes.append)
    return {outcome.source: outcome for outcome in outcomes}


def start_command(
    settings: Settings, command: str, *args: str, **environ: str
) -> subprocess.Popen[str]:
    """Start `diachi ingest …` in a separate session, as a script does in the background."""
    return subprocess.Popen(
        ["sh", "-c", _IGNORE_SIGINT, "sh", _DIACHI, "ingest", command, *args],
        env={**os.environ, **make_environment(settings.home), "DIACHI_WORKERS": "2", **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@dataclass(frozen=True, slots=True)
class ProcessedDelivery:
    """A delivery that was processed."""

    settings: Settings
    engine: Engine
    outcome: Outcome

    def reprocess(self, action, *args):
        """Apply a staff instruction to the delivery and run the pipeline again."""
        with work(self.engine) as session:
            action(session, session.scalars(select(Accession)).one(), *args, BY)
        run_pipeline(self.settings, self.engine)

    def page(self, number):
        """Return the details of a page of its item."""
        with reading(self.engine) as session:
            return page_details(session, self.outcome.item, number)


def ledger_steps(engine: Engine, stage: str | None = None) -> list[IngestStep]:
    """Return the ledger's steps of one stage, or of all stages."""
    query = select(IngestStep).order_by(IngestStep.accession_id, IngestStep.page_number)
    with reading(engine) as session:
        return list(
            session.scalars(query if stage is None else query.where(IngestStep.stage == stage))
        )


def catalogue_contents(engine: Engine) -> dict[str, tuple[object, ...]]:
    """Return all items and pages of the catalogue, to compare two installations."""
    with reading(engine) as session:
        items: Iterable[Item] = list(session.scalars(select(Item)))
        return {
            item.id: (
                item.title,
                item.state,
                item.page_count,
                item.cover,
                item_pages(session, item.id, with_text=True),
            )
            for item in items
        }


def register_rows(engine: Engine) -> list[tuple[object, ...]]:
    """Return number, source, state, message and item id of every delivery in the register."""
    with reading(engine) as session:
        rows = session.scalars(select(Accession).order_by(Accession.id))
        return [(row.number, row.source, row.state, row.message, row.item_id) for row in rows]


def published_titles(engine: Engine) -> set[str]:
    """Return the titles of the published items."""
    with reading(engine) as session:
        query = select(Item.title).where(Item.state == ItemState.PUBLISHED)
        return set(session.scalars(query))
