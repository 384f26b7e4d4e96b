"""Stage that draws a stretch of a recording: its waveform, or frames of the film."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.context import Toolbox
from ingest.images.picture import Picture, limit_width
from ingest.record import PageImage, PageRecord
from ingest.recordings.facts import read_facts, source_of
from ingest.recordings.pictures import frame, strip, waveform
from ingest.stage import stage
from ingest.tools import image_files
from library.catalogue.models import DerivativeKind
from library.recordings.stretches import divide

_NARROW, _THUMBNAIL = 640, 200


@stage(version=1)
def illustrate(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the reading images, the thumbnail and the strip of frames of a stretch."""
    place = page.place
    begins, ends = tuple(divide(place.length))[place.index]
    source = source_of(tools.master(place.file), place.name)
    facts = read_facts(source, place.length)
    with tempfile.TemporaryDirectory(prefix="stretch-") as folder:
        part = begins, ends, Path(folder), page.silence
        draw = frame if facts.picture else waveform
        picture = draw(source, facts, *part)
        frames = strip(source, facts, *part) if facts.picture else None
    images = (*_sizes(picture, tools), *_strips(frames, tools))
    height, width = picture.shape[:2]
    return replace(page, images=(*page.images, *images), width=width, height=height)


def _sizes(picture: Picture, tools: Toolbox) -> Iterator[PageImage]:
    """Yield the reading images, each width once, and the thumbnail."""
    wide, narrow = picture, limit_width(picture, _NARROW)
    for image in (wide, narrow)[: 1 if wide.shape == narrow.shape else 2]:
        yield _stored_image(DerivativeKind.READING, image, 40, tools)
    yield _stored_image(DerivativeKind.THUMBNAIL, limit_width(picture, _THUMBNAIL), 30, tools)


def _strips(frames: Picture | None, tools: Toolbox) -> Iterator[PageImage]:
    if frames is not None:
        yield _stored_image(DerivativeKind.STRIP, frames, 30, tools)


def _stored_image(
    kind: DerivativeKind, picture: Picture, quality: int, tools: Toolbox
) -> PageImage:
    content = image_files.to_webp(picture, quality=quality)
    height, width = picture.shape[:2]
    return PageImage(kind.value, tools.keep(content), "image/webp", width, height, len(content))
