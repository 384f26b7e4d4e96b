"""Sets beside each field of the form what the workshop proposes for it, with its crop."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.web.formats import day
from library.catalogue.description.proposals import OpenProposal
from library.catalogue.queries import PageSheet

_MARGIN = 0.6
"""So much of the height of what was read is shown around it."""

_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page image, in pixels of the page as shown."""

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
    """As a person would type it."""
    page: int
    is_whole: bool
    is_sure: bool
    is_safe: bool
    is_likely: bool
    crop: Crop | None


def offers(
    found: tuple[OpenProposal, ...], sheets: Mapping[int, PageSheet]
) -> dict[str, list[Offer]]:
    """Return the proposals by field, the surest first."""
    by_field: dict[str, list[Offer]] = {}
    for one in found:
        by_field.setdefault(one.proposed.field, []).append(_offer(one, sheets.get(one.page_number)))
    return by_field


def as_typed(field: str, value: str) -> str:
    """Return a value as the form shows it: dates as people write them."""
    return day(value) if field == "date" else value


def _offer(one: OpenProposal, sheet: PageSheet | None) -> Offer:
    proposed = one.proposed
    return Offer(
        id=one.id,
        value=as_typed(proposed.field, proposed.value),
        page=one.page_number,
        is_whole=proposed.is_whole,
        is_sure=proposed.is_sure,
        is_safe=one.is_safe,
        is_likely=proposed.confidence >= _LIKELY,
        crop=_crop(one, sheet) if sheet and sheet.reading and sheet.width else None,
    )


def _crop(one: OpenProposal, sheet: PageSheet) -> Crop:
    place, margin = one.proposed, round(_MARGIN * min(one.proposed.height, one.proposed.width))
    left, top = max(0, place.left - margin), max(0, place.top - margin)
    return Crop(
        page=sheet.number,
        digest=sheet.reading[-1].digest,
        page_width=sheet.width,
        page_height=sheet.height,
        left=left,
        top=top,
        width=min(sheet.width, place.left + place.width + margin) - left,
        height=min(sheet.height, place.top + place.height + margin) - top,
    )
