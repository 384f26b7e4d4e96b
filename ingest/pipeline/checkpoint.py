"""Checkpoints: runs a record through its stages, storing each in the ledger, and resumes runs."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine

from ingest.context import Toolbox
from ingest.problems import LaidAsideError, OutOfMemoryError
from ingest.stage import Record, Stage
from library.accessions import ledger
from library.accessions.ledger import Step
from library.database import reading, work
from library.errors import FilesUnreachableError, LibraryError
from library.write_turns import pages_of

_SAVE_AFTER_SECONDS = 0.5
"""Seconds of work after which finished steps are saved; saving each step separately would take
longer than some of the steps."""


@dataclass(frozen=True, slots=True)
class Checkpointer:
    """Runs the steps of one delivery, or of one of its pages, and saves them in the ledger."""

    engine: Engine
    accession_id: int
    page_number: int | None = None

    def run(
        self, pipeline: tuple[Stage[Record], ...], record: Record, key: str, tools: Toolbox
    ) -> Record:
        """Return the record after all stages; steps saved in the ledger are not repeated."""
        keys = tuple(_keys(pipeline, key))
        saved_outputs = self._recall(keys)
        new_steps: list[Step] = []
        try:
            for stage, step_key in zip(pipeline, keys, strict=True):
                if step_key in saved_outputs:
                    record = type(record).from_json(saved_outputs[step_key])
                    continue
                record = _run_stage(stage, record, step_key, tools, new_steps)
                if sum(step.seconds for step in new_steps) > _SAVE_AFTER_SECONDS:
                    self._enter(new_steps)
        finally:
            self._enter(new_steps)
        return record

    def _recall(self, keys: tuple[str, ...]) -> dict[str, str]:
        with reading(self.engine) as session:
            return ledger.outputs_by_key(session, keys)

    def _enter(self, steps: list[Step]) -> None:
        """Save the steps in the ledger and empty the list."""
        if not steps:
            return
        with work(self.engine, pages_of(self.accession_id)) as session:
            ledger.record_steps(session, self.accession_id, self.page_number, steps)
        steps.clear()


def last_key(pipeline: tuple[Stage[Record], ...], key: str) -> str:
    """Return the key of the last step of a pipeline that starts from `key`."""
    *_, last = _keys(pipeline, key)
    return last


def _keys(pipeline: tuple[Stage[Record], ...], key: str) -> Iterator[str]:
    for stage in pipeline:
        key = ledger.next_key(key, stage.name, stage.version)
        yield key


def _run_stage(
    stage: Stage[Record], record: Record, key: str, tools: Toolbox, new_steps: list[Step]
) -> Record:
    """Return the record after a stage; append the step to `new_steps`, also when it is refused."""
    start = time.perf_counter()

    def note(output: str | None, message: str | None = None) -> None:
        seconds = time.perf_counter() - start
        new_steps.append(Step(stage.name, stage.version, key, output, message, seconds))

    try:
        record = stage(record, tools)
    except (FilesUnreachableError, LaidAsideError):
        raise  # no fault of the record: the stage is run again when it can be
    except LibraryError as error:
        note(None, str(error))
        raise
    except MemoryError as error:
        note(None, str(OutOfMemoryError()))
        raise OutOfMemoryError from error
    note(record.to_json())
    return record
