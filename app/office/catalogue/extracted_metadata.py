"""Metadata proposals of the pipeline for the description form, with their image crops."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.web.formats import day
from library.catalogue.dates.day_month_year import read_date
from library.catalogue.description.proposals import OpenProposal, Proposed
from library.catalogue.queries import PageDetails
from library.places.in_texts.existence import proposed_years
from library.places.place_history import PlaceHistory

_MARGIN_RATIO = 0.6
"""Margin around a crop, as a share of the text's smaller side."""

_LIKELY_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class Crop:
    """Part of a page image, in pixels of the displayed page."""

    page: int
    digest: str
    page_width: int
    page_height: int
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Offer:
    """One proposal as the form shows it."""

    id: int
    value: str
    """Value as a person would type it."""
    page: int
    is_whole: bool
    is_sure: bool
    is_safe: bool
    is_likely: bool
    crop: Crop | None
    reason: str = ""
    """Sentence that says why, if there is nothing to compare on the page."""


def offers(
    open_proposals: tuple[OpenProposal, ...],
    sheets: Mapping[int, PageDetails],
    history: PlaceHistory,
) -> dict[str, list[Offer]]:
    """Return the proposals by field, most confident first."""
    by_field: dict[str, list[Offer]] = {}
    for proposal in open_proposals:
        by_field.setdefault(proposal.proposed.field, []).append(
            _offer(proposal, sheets.get(proposal.page_number), history)
        )
    return by_field


def as_typed(field: str, value: str) -> str:
    """Return a value as the form shows it; dates in day-month-year order, or as written."""
    return day(value) if field == "date" and _is_plain_date(value) else value


def _is_plain_date(value: str) -> bool:
    try:
        return read_date(value) == value
    except ValueError:
        return False


def _offer(proposal: OpenProposal, sheet: PageDetails | None, history: PlaceHistory) -> Offer:
    proposed_field = proposal.proposed
    has_box = proposed_field.width > 0
    return Offer(
        id=proposal.id,
        value=as_typed(proposed_field.field, proposed_field.value),
        page=proposal.page_number,
        is_whole=proposed_field.is_whole,
        is_sure=proposed_field.is_sure,
        is_safe=proposal.is_safe,
        is_likely=proposed_field.confidence >= _LIKELY_CONFIDENCE,
        crop=_crop(proposal, sheet)
        if has_box and sheet and sheet.reading and sheet.width
        else None,
        reason=_reason(proposed_field, sheet, history) if sheet else "",
    )


def _reason(proposed: Proposed, sheet: PageDetails, history: PlaceHistory) -> str:
    """Return the reason of years that the units on the page told; empty for other values."""
    if proposed.field != "date" or _is_plain_date(proposed.value):
        return ""
    existence = proposed_years(sheet.text, history)
    return existence.sentence if existence and existence.written == proposed.value else ""


def _crop(proposal: OpenProposal, sheet: PageDetails) -> Crop:
    place, margin = (
        proposal.proposed,
        round(_MARGIN_RATIO * min(proposal.proposed.height, proposal.proposed.width)),
    )
    x0, y0 = max(0, place.left - margin), max(0, place.top - margin)
    return Crop(
        page=sheet.number,
        digest=sheet.reading[-1].digest,
        page_width=sheet.width,
        page_height=sheet.height,
        left=x0,
        top=y0,
        width=min(sheet.width, place.left + place.width + margin) - x0,
        height=min(sheet.height, place.top + place.height + margin) - y0,
    )
