"""Takes a record through its stages, writes each in the ledger, and picks up where it stopped."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from ingest.context import Toolbox
from ingest.problems import OutOfMemoryError
from ingest.stage import Record, Stage
from library.accessions import ledger
from library.accessions.ledger import Step
from library.database import reading, work
from library.errors import LibraryError

_WORTH_KEEPING = 0.5
"""Seconds of work after which the steps done so far are written down: each by itself takes longer
than some of them."""


@dataclass(frozen=True, slots=True)
class Checkpointer:
    """Where the steps of one delivery, or of one of its pages, are written down."""

    engine: Engine
    accession_id: int
    page_number: int | None = None

    def follow(
        self, pipeline: tuple[Stage[Record], ...], record: Record, key: str, tools: Toolbox
    ) -> Record:
        """Return the record after every stage; what the ledger recalls is not done again."""
        keys = tuple(_keys(pipeline, key))
        known = self._recall(keys)
        done: list[Step] = []
        try:
            for stage, step_key in zip(pipeline, keys, strict=True):
                if step_key in known:
                    record = type(record).from_json(known[step_key])
                    continue
                record = _act(stage, record, step_key, tools, done)
                if sum(step.seconds for step in done) > _WORTH_KEEPING:
                    self._enter(done)
        finally:
            self._enter(done)
        return record

    def _recall(self, keys: tuple[str, ...]) -> dict[str, str]:
        with reading(self.engine) as session:
            return ledger.recall(session, keys)

    def _enter(self, done: list[Step]) -> None:
        """Write down what was done since the last time."""
        if not done:
            return
        with work(self.engine) as session:
            ledger.enter_all(session, self.accession_id, self.page_number, done)
        done.clear()


def last_key(pipeline: tuple[Stage[Record], ...], key: str) -> str:
    """Return the key that the last step of a pipeline has, begun from `key`."""
    *_, last = _keys(pipeline, key)
    return last


def _keys(pipeline: tuple[Stage[Record], ...], key: str) -> Iterator[str]:
    for stage in pipeline:
        key = ledger.key_after(key, stage.name, stage.version)
        yield key


def _act(
    stage: Stage[Record], record: Record, key: str, tools: Toolbox, done: list[Step]
) -> Record:
    """Return the record after a stage, and add to what was done; a refusal too."""
    began = time.perf_counter()

    def note(output: str | None, message: str | None = None) -> None:
        taken = time.perf_counter() - began
        done.append(Step(stage.name, stage.version, key, output, message, taken))

    try:
        record = stage(record, tools)
    except LibraryError as error:
        note(None, str(error))
        raise
    except MemoryError as error:
        note(None, str(OutOfMemoryError()))
        raise OutOfMemoryError from error
    note(record.to_json())
    return record
