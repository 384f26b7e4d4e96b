"""Looks at a page before anything else is done to it."""

from dataclasses import replace

from ingest.problems import PageProblemError
from ingest.record import FirstLook
from ingest.stage import stage
from ingest.toolbox import Toolbox
from ingest.tools import glancing, images, preparing

_THUMBNAIL = 160
_QUALITY = 30


@stage(version=3)
def survey(look: FirstLook, tools: Toolbox) -> FirstLook:
    """Note whether the page is blank and what it looks like, and keep a small image of it."""
    if look.place.problem:
        raise PageProblemError(look.place.problem)
    picture = tools.glance(look.place)
    thumbnail = preparing.reduced(picture, _THUMBNAIL)
    height, width = thumbnail.shape
    return replace(
        look,
        blank=glancing.is_blank(picture),
        signature=glancing.signature(picture).hex(),
        thumbnail=tools.keep(images.as_webp(thumbnail, quality=_QUALITY)),
        width=width,
        height=height,
    )
