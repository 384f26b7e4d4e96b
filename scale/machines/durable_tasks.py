"""The durable tasks of DBOS: their names, queues and results, the same on every machine.

DBOS keeps each task as a row of PostgreSQL until its result was read, so a task outlives the
machine that performs it and the one that asked for it. A task may run twice after a failure; the
ledger makes that harmless.
"""

import hashlib
from dataclasses import dataclass

from ingest.pipeline.tasks import Task
from ingest.stages import (
    DELIVERY_PIPELINE,
    OVERLAY_PIPELINE,
    PAGE_PIPELINE,
    RECORDING_PIPELINE,
    SURVEY_PIPELINE,
)
from library.schema_version import newest_version

PERFORM = "perform"
"""Name of the workflow."""

_PIPELINES = (
    *(DELIVERY_PIPELINE, OVERLAY_PIPELINE, SURVEY_PIPELINE, PAGE_PIPELINE),
    RECORDING_PIPELINE,
)


@dataclass(frozen=True, slots=True)
class Result:
    """Result of a task: what it returned, or the error that it raised."""

    value: object = None
    error: Exception | None = None
    is_declined: bool = False
    """True if the machine could not work on it: nothing is wrong with the task."""


def queue_of(machine: str) -> str:
    """Return the name of the queue of a machine."""
    return f"machine:{machine}"


def id_of(task: Task, orders: object) -> str:
    """Return the identifier of a task: the same task is never queued twice at once."""
    content = repr((task.pages, orders)).encode()
    return f"{task.accession_id}-{task.kind.name}-{hashlib.sha256(content).hexdigest()[:20]}"


def application_version() -> str:
    """Return a text that differs between machines that would not produce the same results."""
    steps = "|".join(f"{stage.name} {stage.version}" for part in _PIPELINES for stage in part)
    content = f"{newest_version()}|{steps}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]
