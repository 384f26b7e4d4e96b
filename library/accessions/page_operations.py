"""Tells what the workshop did to the image of a page, from what its steps wrote down."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import IngestStep


class DeedKind(StrEnum):
    """What can be done to the image of a page; the words are those of PREMIS files."""

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
class Deed:
    """One thing that was done, and how much of it."""

    kind: DeedKind
    amount: float = 0.0

    def __str__(self) -> str:
        """Say it in English, as archives of the world exchange it."""
        return f"{self.kind}: {self.amount:g}" if self.amount else str(self.kind)


Deeds = tuple[Deed, ...]

_YES_OR_NO = {
    "dark_border": DeedKind.UNBORDERED,
    "speckled": DeedKind.UNSPECKLED,
    "uneven": DeedKind.EVENED,
    "blurred": DeedKind.SHARPENED,
    "sealed": DeedKind.UNSEALED,
}
"""Part of a treatment ← what was done."""

_PREPARED = "prepare"
_STAGES = (_PREPARED, "recognise")
"""Those that choose a treatment: a page that lies wrong is seen to when it is read."""

_AS_IT_WAS = {"turn": 0, "skew": 0.0, "scale": 1.0}
_PER_CENT = 100


def of_steps(steps: Iterable[IngestStep]) -> dict[int, Deeds]:
    """Return by the ids of steps, oldest first, what each newly did to the image of its page."""
    found: dict[int, Deeds] = {}
    before: dict[int | None, Deeds] = {}
    for step in steps:
        if step.stage not in _STAGES or step.output is None:
            continue
        done = tuple(_done(json.loads(step.output)))
        if step.stage == _PREPARED or done != before.get(step.page_number, done):
            found[step.id] = done
        before[step.page_number] = done
    return found


def of_page(session: Session, accession_id: int, number: int) -> Deeds:
    """Return what was done to the image of a page as it is now; nothing before it was prepared."""
    rows = (
        select(IngestStep)
        .where(IngestStep.accession_id == accession_id, IngestStep.page_number == number)
        .where(IngestStep.stage.in_(_STAGES), IngestStep.output.is_not(None))
        .order_by(IngestStep.at.desc(), IngestStep.id.desc())
    )
    newest = session.scalars(rows.limit(1)).first()
    return tuple(_done(json.loads(newest.output))) if newest else ()


def _done(record: Mapping[str, object]) -> Iterator[Deed]:
    parted = tuple(_parted(record.get("place") or {}))
    yield from parted
    if record.get("has_text"):
        yield Deed(DeedKind.OWN_TEXT)
        return
    told = _AS_IT_WAS | (record.get("treatment") or {})
    done = tuple(_treated(told))
    yield from done
    if record.get("blank"):
        yield Deed(DeedKind.BLANK)
    elif not (done or parted):
        yield Deed(DeedKind.NOTHING)


def _parted(place: Mapping[str, float]) -> Iterator[Deed]:
    if place.get("ends", 1.0) < 1.0:
        yield Deed(DeedKind.LEFT_HALF, round(_PER_CENT * place["ends"]))
    elif place.get("begins", 0.0) > 0.0:
        yield Deed(DeedKind.RIGHT_HALF, round(_PER_CENT * place["begins"]))


def _treated(told: Mapping[str, float]) -> Iterator[Deed]:
    if told["turn"]:
        yield Deed(DeedKind.TURNED, 90 * told["turn"])
    if told["skew"]:
        yield Deed(DeedKind.STRAIGHTENED, abs(told["skew"]))
    if told["scale"] != 1.0:
        yield Deed(DeedKind.SCALED, round(_PER_CENT * told["scale"]))
    yield from (Deed(kind) for need, kind in _YES_OR_NO.items() if told.get(need))
