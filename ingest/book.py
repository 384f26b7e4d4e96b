"""Takes a record through its stages, writes each in the ledger, and picks up where it stopped."""

import time
from dataclasses import dataclass

from sqlalchemy import Engine

from ingest.problems import OutOfMemoryError
from ingest.stage import Record, Stage
from ingest.toolbox import Toolbox
from library.accessions import ledger
from library.database import reading, work
from library.errors import LibraryError


@dataclass(frozen=True, slots=True)
class Book:
    """Where the steps of one delivery, or of one of its pages, are written down."""

    engine: Engine
    accession_id: int
    page_number: int | None = None

    def follow(
        self, pipeline: tuple[Stage[Record], ...], record: Record, key: str, tools: Toolbox
    ) -> Record:
        """Return the record after every stage; what the ledger recalls is not done again."""
        for stage in pipeline:
            key = ledger.key_after(key, stage.name, stage.version)
            known = self._recall(key)
            record = (
                self._act(stage, record, key, tools)
                if known is None
                else type(record).from_json(known)
            )
        return record

    def _recall(self, key: str) -> str | None:
        with reading(self.engine) as session:
            return ledger.recall(session, key)

    def _act(self, stage: Stage[Record], record: Record, key: str, tools: Toolbox) -> Record:
        began = time.perf_counter()
        try:
            record = stage(record, tools)
        except LibraryError as error:
            self._enter(stage, key, began, None, str(error))
            raise
        except MemoryError as error:
            self._enter(stage, key, began, None, str(OutOfMemoryError()))
            raise OutOfMemoryError from error
        self._enter(stage, key, began, record.to_json(), None)
        return record

    def _enter(
        self, stage: Stage[Record], key: str, began: float, output: str | None, message: str | None
    ) -> None:
        with work(self.engine) as session:
            ledger.enter(
                session,
                self.accession_id,
                self.page_number,
                stage.name,
                stage.version,
                key,
                output=output,
                message=message,
                seconds=time.perf_counter() - began,
            )


def last_key(pipeline: tuple[Stage[Record], ...], key: str) -> str:
    """Return the key that the last step of a pipeline has, begun from `key`."""
    for stage in pipeline:
        key = ledger.key_after(key, stage.name, stage.version)
    return key
