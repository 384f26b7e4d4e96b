"""Ledger of processing steps per page, so that no step is repeated or forgotten.

A step's key is a checksum over the key of the previous step, the stage's name and version and
the stage's inputs. Raising a stage's version therefore gives new keys to that stage and all
later ones, and to no other: the steps to repeat are those missing from `outputs_by_key`.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import IngestStep

DELIVER = "deliver"
"""Last step of a page: it is in the catalogue."""

GIVEN_UP = "give_up"
"""Pseudo-stage for a stage aborted from outside: it was too slow, or its process died."""

_LOST_MESSAGE = "Kết quả không còn nguyên vẹn; bước này được làm lại."


@dataclass(frozen=True, slots=True)
class Step:
    """Result of a stage: its output, or the message of its refusal."""

    stage: str
    version: int
    key: str
    output: str | None
    message: str | None = None
    seconds: float = 0.0


def next_key(key: str, stage: str, version: int, *inputs: str) -> str:
    """Return the key of a stage's step that follows the step with `key`, as a SHA-256 digest."""
    text = "\0".join((key, stage, str(version), *inputs))
    return hashlib.sha256(text.encode()).hexdigest()


def outputs_by_key(session: Session, keys: Collection[str]) -> dict[str, str]:
    """Return the outputs of completed steps by key; a missing key is a step still to be done."""
    steps = select(IngestStep.key, IngestStep.output).where(
        IngestStep.key.in_(keys), IngestStep.output.is_not(None)
    )
    return {key: output for key, output in session.execute(steps)}  # noqa: C416


def newest_keys(
    session: Session, accession_id: int, stage: str, numbers: Collection[int]
) -> dict[int, str]:
    """Return by page number the key of the most recent completed step of a stage."""
    steps = (
        select(IngestStep.page_number, IngestStep.key)
        .where(
            IngestStep.accession_id == accession_id,
            IngestStep.stage == stage,
            IngestStep.page_number.in_(numbers),
            IngestStep.output.is_not(None),
        )
        .order_by(IngestStep.at, IngestStep.id)
    )
    return {number: key for number, key in session.execute(steps)}  # noqa: C416


def newest_versions(
    session: Session, accession_id: int, numbers: Collection[int]
) -> dict[tuple[int, str], int]:
    """Return by page number and stage the newest version of the stage that completed a step."""
    steps = (
        select(IngestStep.page_number, IngestStep.stage, func.max(IngestStep.version))
        .where(
            IngestStep.accession_id == accession_id,
            IngestStep.page_number.in_(numbers),
            IngestStep.output.is_not(None),
        )
        .group_by(IngestStep.page_number, IngestStep.stage)
    )
    return {(number, stage): version for number, stage, version in session.execute(steps)}


def record_step(
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
    """Record one step of a delivery, or of one of its pages."""
    step = Step(stage, version, key, output, message, seconds)
    record_steps(session, accession_id, page_number, (step,))


def record_steps(
    session: Session, accession_id: int, page_number: int | None, steps: Collection[Step]
) -> None:
    """Record the outputs or refusals of several steps.

    A later attempt replaces a refusal, unless the refusal was set aside when somebody ordered
    the attempt.
    """
    rows = select(IngestStep).where(IngestStep.key.in_([step.key for step in steps]))
    rows_by_key = {row.key: row for row in session.scalars(rows)}
    for step in steps:
        row = rows_by_key.get(step.key)
        if row is None:
            row = IngestStep(
                accession_id=accession_id,
                page_number=page_number,
                stage=step.stage,
                version=step.version,
                key=step.key,
            )
            session.add(row)
            rows_by_key[step.key] = row
        row.output, row.message, row.seconds = step.output, step.message, step.seconds
        row.at = clock.now()


def outputs(
    session: Session, accession_id: int, numbers: Collection[int | None]
) -> dict[int | None, dict[str, str]]:
    """Return step outputs by page number and key; None as a number means the whole delivery."""
    steps = select(IngestStep.page_number, IngestStep.key, IngestStep.output).where(
        IngestStep.accession_id == accession_id,
        IngestStep.output.is_not(None),
        func.coalesce(IngestStep.page_number, 0).in_([number or 0 for number in numbers]),
    )
    outputs_by_page: dict[int | None, dict[str, str]] = {}
    for number, key, output in session.execute(steps):
        outputs_by_page.setdefault(number, {})[key] = output
    return outputs_by_page


def set_aside_refusals(session: Session, accession_id: int, number: int | None = None) -> None:
    """Keep the refusals of a delivery or page as history, so that those steps run again."""
    refusals = select(IngestStep).where(
        IngestStep.accession_id == accession_id, IngestStep.output.is_(None)
    )
    if number is not None:
        refusals = refusals.where(IngestStep.page_number == number)
    for step in session.scalars(refusals):
        step.key = _set_aside_key(step)


def mark_lost(session: Session, keys: Collection[str]) -> None:
    """Mark the outputs of steps as lost, so that the steps run again."""
    for step in session.scalars(select(IngestStep).where(IngestStep.key.in_(keys))):
        step.output, step.message, step.key = None, _LOST_MESSAGE, _set_aside_key(step)


def forget_images(session: Session, step_ids: Iterable[int]) -> None:
    """Take the images out of steps that stay as history: their files are discarded."""
    for step in (session.get_one(IngestStep, step_id) for step_id in step_ids):
        step.output = json.dumps({**json.loads(step.output), "images": ()}, ensure_ascii=False)
        step.key = _set_aside_key(step)


def delete_steps(session: Session, keys: Collection[str]) -> None:
    """Delete steps without a lasting result."""
    session.execute(delete(IngestStep).where(IngestStep.key.in_(keys)))


def delete_delivery_steps(session: Session, accession_id: int, numbers: Collection[int]) -> None:
    """Delete the delivery steps of these pages: their numbers now belong to other pages."""
    session.execute(
        delete(IngestStep).where(
            IngestStep.accession_id == accession_id,
            IngestStep.stage == DELIVER,
            IngestStep.page_number.in_(numbers),
        )
    )


def history(session: Session, accession_id: int) -> list[IngestStep]:
    """Return all steps of a delivery, oldest first."""
    steps = select(IngestStep).where(IngestStep.accession_id == accession_id)
    return list(session.scalars(steps.order_by(IngestStep.id)))


def _set_aside_key(step: IngestStep) -> str:
    """Return a unique key that no stage computes, for a step that is set aside."""
    return next_key(step.key, "aside", step.version, str(step.id))
