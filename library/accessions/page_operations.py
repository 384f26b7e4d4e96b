"""Image operations applied to a page, read from the outputs of its processing steps."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import IngestStep


class OperationKind(StrEnum):
    """Kinds of image operation; the values are the wording used in PREMIS files."""

    LEFT_HALF = "took the left part of the scan, to % of its width"
    RIGHT_HALF = "took the right part of the scan, from % of its width"
    OWN_TEXT = "kept the text that came with the page"
    BLANK = "found it blank: not recognised"
    TURNED = "turned clockwise, degrees"
    STRAIGHTENED = "straightened, degrees"
    SCALED = "scaled for reading, %"
    UNBORDERED = "whitened dark borders and holes"
    UNSPECKLED = "removed speckles"
    EVENED = "evened the light, lightened what shines through"
    SHARPENED = "sharpened"
    UNSEALED = "lifted the colour of seals"
    NOTHING = "left as it was"


@dataclass(frozen=True, slots=True)
class PageOperation:
    """One image operation and its amount."""

    kind: OperationKind
    amount: float = 0.0

    def __str__(self) -> str:
        """Return the operation in English, as written in PREMIS files."""
        return f"{self.kind}: {self.amount:g}" if self.amount else str(self.kind)


PageOperations = tuple[PageOperation, ...]

_OPERATION_BY_FLAG = {
    "dark_border": OperationKind.UNBORDERED,
    "speckled": OperationKind.UNSPECKLED,
    "uneven": OperationKind.EVENED,
    "blurred": OperationKind.SHARPENED,
    "sealed": OperationKind.UNSEALED,
}
"""Operation kind by the flag of a treatment that requests it."""

_PREPARE_STAGE = "prepare"
_STAGES = (_PREPARE_STAGE, "recognise")
"""Stages that choose a treatment: wrong orientation is only corrected during recognition."""

_NO_TREATMENT = {"turn": 0, "skew": 0.0, "scale": 1.0}
_PER_CENT = 100


def operations_by_step(steps: Iterable[IngestStep]) -> dict[int, PageOperations]:
    """Return by step id the operations that each step newly applied; steps come oldest first."""
    by_step: dict[int, PageOperations] = {}
    previous: dict[int | None, PageOperations] = {}
    for step in steps:
        if step.stage not in _STAGES or step.output is None:
            continue
        operations = tuple(_operations(json.loads(step.output)))
        if step.stage == _PREPARE_STAGE or operations != previous.get(step.page_number, operations):
            by_step[step.id] = operations
        previous[step.page_number] = operations
    return by_step


def operations_on_page(session: Session, accession_id: int, number: int) -> PageOperations:
    """Return the operations behind a page's current image; none before the prepare stage."""
    rows = (
        select(IngestStep)
        .where(IngestStep.accession_id == accession_id, IngestStep.page_number == number)
        .where(IngestStep.stage.in_(_STAGES), IngestStep.output.is_not(None))
        .order_by(IngestStep.at.desc(), IngestStep.id.desc())
    )
    newest = session.scalars(rows.limit(1)).first()
    return tuple(_operations(json.loads(newest.output))) if newest else ()


def _operations(record: Mapping[str, object]) -> Iterator[PageOperation]:
    split = tuple(_split_operations(record.get("place") or {}))
    yield from split
    if record.get("has_text"):
        yield PageOperation(OperationKind.OWN_TEXT)
        return
    treatment = _NO_TREATMENT | (record.get("treatment") or {})
    operations = tuple(_treatment_operations(treatment))
    yield from operations
    if record.get("blank"):
        yield PageOperation(OperationKind.BLANK)
    elif not (operations or split):
        yield PageOperation(OperationKind.NOTHING)


def _split_operations(place: Mapping[str, float]) -> Iterator[PageOperation]:
    if place.get("ends", 1.0) < 1.0:
        yield PageOperation(OperationKind.LEFT_HALF, round(_PER_CENT * place["ends"]))
    elif place.get("begins", 0.0) > 0.0:
        yield PageOperation(OperationKind.RIGHT_HALF, round(_PER_CENT * place["begins"]))


def _treatment_operations(treatment: Mapping[str, float]) -> Iterator[PageOperation]:
    if treatment["turn"]:
        yield PageOperation(OperationKind.TURNED, 90 * treatment["turn"])
    if treatment["skew"]:
        yield PageOperation(OperationKind.STRAIGHTENED, abs(treatment["skew"]))
    if treatment["scale"] != 1.0:
        yield PageOperation(OperationKind.SCALED, round(_PER_CENT * treatment["scale"]))
    yield from (
        PageOperation(kind) for need, kind in _OPERATION_BY_FLAG.items() if treatment.get(need)
    )
