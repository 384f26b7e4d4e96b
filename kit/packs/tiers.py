"""Steps of the images of an item, smallest first: each is a record and may be held or not."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.recordings.models import Stretch

THUMBNAILS, SMALL, READING = "thumbnails", "small", "reading"
STEPS = (THUMBNAILS, SMALL, READING)

MAX_SMALL_WIDTH = 880
"""Width in pixels of the widest image for slow connections (`ingest.stages.derive`)."""

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

_IS_READING = or_(Derivative.kind == DerivativeKind.READING, Derivative.kind == DerivativeKind.AVIF)
_IS_SOUND = or_(Derivative.kind == DerivativeKind.OPUS, Derivative.kind == DerivativeKind.AAC)
_IS_FILM = Derivative.kind == DerivativeKind.FILM

_avif = aliased(Derivative)
IS_SENT = or_(
    Derivative.kind != DerivativeKind.READING,
    ~exists()
    .where(_avif.page_id == Derivative.page_id, _avif.kind == DerivativeKind.AVIF)
    .correlate(Derivative),
)
"""Condition on the images that stations get: AVIF alone where there is any, which every browser
there shows and which takes two thirds of the bytes."""

_other_page, _other_stretch = aliased(Page), aliased(Stretch)
_IS_WHOLE = ~exists().where(
    Stretch.page_id == Derivative.page_id,
    Page.id == Stretch.page_id,
    _other_stretch.file == Stretch.file,
    _other_page.id == _other_stretch.page_id,
    _other_page.item_id == Page.item_id,
    _other_page.left_out.is_(True),
).correlate(Derivative)
"""A recording with a stretch left out is not sent: its copies are of the whole."""

CONDITIONS: dict[str, ColumnElement[bool]] = {
    THUMBNAILS: Derivative.kind == DerivativeKind.THUMBNAIL,
    SMALL: or_(
        and_(_IS_READING, Derivative.width <= MAX_SMALL_WIDTH),
        and_(_IS_SOUND, Derivative.width <= _LIGHT_KBIT, _IS_WHOLE),
        and_(_IS_FILM, Derivative.width <= _LIGHT_FILM_WIDTH, _IS_WHOLE),
    ),
    READING: or_(
        and_(_IS_READING, Derivative.width > MAX_SMALL_WIDTH),
        and_(_IS_SOUND, Derivative.width > _LIGHT_KBIT, _IS_WHOLE),
        and_(_IS_FILM, Derivative.width > _LIGHT_FILM_WIDTH, _IS_WHOLE),
    ),
}
"""Condition on the rows of `derivative` that belong to each step."""


def steps_of(tier: str) -> tuple[str, ...]:
    """Return the steps that a station of a tier holds."""
    return STEPS[: TIERS[tier]]
