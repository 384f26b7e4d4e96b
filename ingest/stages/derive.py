"""Makes the images readers see."""

from dataclasses import replace

from ingest.record import PageImage, PageRecord
from ingest.stage import stage
from ingest.toolbox import Toolbox
from ingest.tools import images
from library.catalogue.models import DerivativeKind

_SIZES = (
    (DerivativeKind.THUMBNAIL, 200, 60),
    (DerivativeKind.READING, 800, 60),
    (DerivativeKind.READING, 1400, 60),
)
"""What for, how wide in pixels, and the quality at which small print stays readable."""


@stage(version=1)
def derive(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Make a thumbnail and reading images of the page; none is wider than the scan."""
    widths: dict[tuple[DerivativeKind, int], PageImage] = {}
    for kind, width, quality in _SIZES:
        made, wide, high = images.as_webp(tools.shown(page), width=width, quality=quality)
        widths[kind, wide] = PageImage(
            kind.value, tools.keep(made), "image/webp", wide, high, len(made)
        )
    return replace(page, images=tuple(widths.values()))
