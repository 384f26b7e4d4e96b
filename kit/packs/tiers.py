"""Steps of the images of an item, smallest first: each is a record and may be held or not."""

from sqlalchemy import ColumnElement, and_, or_

from library.catalogue.models import Derivative, DerivativeKind

THUMBNAILS, SMALL, READING = "thumbnails", "small", "reading"
STEPS = (THUMBNAILS, SMALL, READING)

MAX_SMALL_WIDTH = 880
"""Width in pixels of the widest image for slow connections (`ingest.images.reading_sizes`)."""

TIERS = {"none": 0, THUMBNAILS: 1, SMALL: 2, READING: 3}
"""Number of steps that a station of each tier holds."""

TIER_NAMES = {
    "none": "chỉ chữ",
    THUMBNAILS: "chữ và ảnh nhỏ xíu",
    SMALL: "chữ và ảnh nhỏ",
    READING: "chữ và ảnh đọc",
}

_LIGHT_KBIT, _LIGHT_FILM_WIDTH = 48, 640
"""Sizes of the access copies of recordings for slow connections."""

_IS_READING = Derivative.kind == DerivativeKind.READING
_IS_SOUND = or_(Derivative.kind == DerivativeKind.OPUS, Derivative.kind == DerivativeKind.AAC)
_IS_FILM = Derivative.kind == DerivativeKind.FILM

CONDITIONS: dict[str, ColumnElement[bool]] = {
    THUMBNAILS: Derivative.kind == DerivativeKind.THUMBNAIL,
    SMALL: or_(
        and_(_IS_READING, Derivative.width <= MAX_SMALL_WIDTH),
        and_(_IS_SOUND, Derivative.width <= _LIGHT_KBIT),
        and_(_IS_FILM, Derivative.width <= _LIGHT_FILM_WIDTH),
    ),
    READING: or_(
        and_(_IS_READING, Derivative.width > MAX_SMALL_WIDTH),
        and_(_IS_SOUND, Derivative.width > _LIGHT_KBIT),
        and_(_IS_FILM, Derivative.width > _LIGHT_FILM_WIDTH),
    ),
}
"""Condition on the rows of `derivative` that belong to each step."""


def steps_of(tier: str) -> tuple[str, ...]:
    """Return the steps that a station of a tier holds."""
    return STEPS[: TIERS[tier]]
