"""Remembers what was done to which page, so that nothing is done twice or forgotten.

A step's key is a checksum over the key of the step before it, the stage's name and version and
what the stage was told. A stage whose version rises therefore gives new keys to itself and to
all that follows, and to nothing else: what must be done again is what `recall` does not find.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import IngestStep

DELIVER = "deliver"
"""The last step of a page: it is on the shelf."""

GIVEN_UP = "give_up"
"""Stands for a stage that was broken off from outside: too slow, or its process died."""

_LOST = "Kết quả không còn nguyên vẹn; bước này được làm lại."


@dataclass(frozen=True, slots=True)
class Step:
    """What a stage did: its output, or why it refused."""

    stage: str
    version: int
    key: str
    output: str | None
    message: str | None = None
    seconds: float = 0.0


def key_after(key: str, stage: str, version: int, *told: str) -> str:
    """Return the key of a stage's step that follows the step with `key`."""
    joined = "\0".join((key, stage, str(version), *told))
    return hashlib.sha256(joined.encode()).hexdigest()


def recall(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Return by key what steps made; one that is left out must (still or again) be done."""
    done = select(IngestStep.key, IngestStep.output).where(
        IngestStep.key.in_(keys), IngestStep.output.is_not(None)
    )
    return {key: output for key, output in session.execute(done)}  # noqa: C416


def newest_keys(
    session: Session, accession_id: int, stage: str, numbers: Collection[int]
) -> dict[int, str]:
    """Return, for each of these pages, the key of the step of a stage that was done last."""
    done = (
        select(IngestStep.page_number, IngestStep.key)
        .where(
            IngestStep.accession_id == accession_id,
            IngestStep.stage == stage,
            IngestStep.page_number.in_(numbers),
            IngestStep.output.is_not(None),
        )
        .order_by(IngestStep.at, IngestStep.id)
    )
    return {number: key for number, key in session.execute(done)}  # noqa: C416


def enter(
    session: Session,
    accession_id: int,
    page_number: int | None,
    stage: str,
    version: int,
    key: str,
    *,
    output: str | None,
    message: str | None = None,
    seconds: float = 0.0,
) -> None:
    """Write down one step of a delivery, or of one of its pages."""
    step = Step(stage, version, key, output, message, seconds)
    enter_all(session, accession_id, page_number, (step,))


def enter_all(
    session: Session, accession_id: int, page_number: int | None, steps: Collection[Step]
) -> None:
    """Write down what stages made, or why one refused.

    A later try replaces a refusal, unless that was set aside when somebody ordered the try.
    """
    rows = select(IngestStep).where(IngestStep.key.in_([step.key for step in steps]))
    known = {row.key: row for row in session.scalars(rows)}
    for step in steps:
        row = known.get(step.key)
        if row is None:
            row = IngestStep(
                accession_id=accession_id,
                page_number=page_number,
                stage=step.stage,
                version=step.version,
                key=step.key,
            )
            session.add(row)
            known[step.key] = row
        row.output, row.message, row.seconds = step.output, step.message, step.seconds
        row.at = clock.now()


def outputs(
    session: Session, accession_id: int, numbers: Collection[int | None]
) -> dict[int | None, dict[str, str]]:
    """Return what the steps of these pages made, by key; None stands for the whole delivery."""
    steps = select(IngestStep.page_number, IngestStep.key, IngestStep.output).where(
        IngestStep.accession_id == accession_id,
        IngestStep.output.is_not(None),
        func.coalesce(IngestStep.page_number, 0).in_([number or 0 for number in numbers]),
    )
    found: dict[int | None, dict[str, str]] = {}
    for number, key, output in session.execute(steps):
        found.setdefault(number, {})[key] = output
    return found


def set_aside_refusals(session: Session, accession_id: int, number: int | None = None) -> None:
    """Let refusals, all or those of one page, stand for good: what was refused is tried again."""
    refused = select(IngestStep).where(
        IngestStep.accession_id == accession_id, IngestStep.output.is_(None)
    )
    if number is not None:
        refused = refused.where(IngestStep.page_number == number)
    for step in session.scalars(refused):
        step.key = _set_aside(step)


def forget(session: Session, keys: Collection[str]) -> None:
    """Note that the outcome of steps is lost, so that they are done again."""
    for step in session.scalars(select(IngestStep).where(IngestStep.key.in_(keys))):
        step.output, step.message, step.key = None, _LOST, _set_aside(step)


def strike_off(session: Session, keys: Collection[str]) -> None:
    """Strike off steps of which nothing came to stay."""
    session.execute(delete(IngestStep).where(IngestStep.key.in_(keys)))


def forget_delivered(session: Session, accession_id: int, numbers: Collection[int]) -> None:
    """Strike off that these pages are on the shelf: something else is at their numbers now."""
    session.execute(
        delete(IngestStep).where(
            IngestStep.accession_id == accession_id,
            IngestStep.stage == DELIVER,
            IngestStep.page_number.in_(numbers),
        )
    )


def history(session: Session, accession_id: int) -> list[IngestStep]:
    """Return all that was done to a delivery, oldest first."""
    steps = select(IngestStep).where(IngestStep.accession_id == accession_id)
    return list(session.scalars(steps.order_by(IngestStep.id)))


def _set_aside(step: IngestStep) -> str:
    """Return a key under which nobody looks, other than that of any other step."""
    return key_after(step.key, "aside", step.version, str(step.id))
