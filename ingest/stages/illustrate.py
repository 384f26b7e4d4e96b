"""Stage that draws a stretch of a recording: its waveform, or frames of the film."""

import math
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy

from ingest.context import Toolbox
from ingest.images.picture import Picture, limit_width
from ingest.record import PageImage, PageRecord
from ingest.recordings.facts import Facts, read_facts, source_of
from ingest.recordings.programs import Source, encode, require_space
from ingest.recordings.silence import Spans, picture_filter, sound_filter
from ingest.recordings.sound_copies import time_limit
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


WAVE = 1280, 320
_POSTER_WIDTH = 1280
_SHADE = 0.75
"""Darkness of the wave on white."""

_STRIP_HEIGHT, _STRIP_SECONDS = 90, 30
_POSTER_SECONDS = 12
"""Seconds at the beginning of a film from which the most typical frame is chosen."""

_FRAME_SECONDS = 120.0


def waveform(
    source: Source, facts: Facts, begins: int, ends: int, folder: Path, silence: Spans = ()
) -> Picture:
    """Return the waveform of a stretch, dark on white."""
    width, height = WAVE
    track = f"[0:{facts.sound.index}]aformat=channel_layouts=mono"
    quiet = sound_filter(silence, begins)
    graph = f"{track},{quiet}showwavespic=s={width}x{height}:colors=white:scale=sqrt,format=gray"
    picture = _drawn(source, folder, begins, ends, graph, (height, width))
    if picture is None:
        picture = numpy.zeros((height, width), numpy.uint8)
        picture[height // 2] = 255  # nothing is heard
    return (255 - _SHADE * picture).astype(numpy.uint8)


def frame(
    source: Source, facts: Facts, begins: int, ends: int, folder: Path, silence: Spans = ()
) -> Picture:
    """Return the frame at the beginning of a stretch; of the first, a typical one near it."""
    width, height = _scaled(facts, min(_POSTER_WIDTH, facts.size[0]))
    choice = "fps=2,thumbnail=24," if begins == 0 else ""
    black = picture_filter(silence, begins / 1000)
    graph = f"[0:{facts.picture.index}]{black}{choice}scale={width}:{height},format=rgb24"
    until = min(ends, begins + 1000 * _POSTER_SECONDS)
    picture = _drawn(source, folder, begins, until, graph, (height, width, 3))
    if picture is None:
        picture = numpy.zeros((height, width, 3), numpy.uint8)  # the picture ends before the sound
    return picture


def strip(
    source: Source, facts: Facts, begins: int, ends: int, folder: Path, silence: Spans = ()
) -> Picture | None:
    """Return a frame of each half minute of a stretch, side by side; None if there is none."""
    count = max(1, math.ceil((ends - begins) / 1000 / _STRIP_SECONDS))
    height = min(_STRIP_HEIGHT, facts.size[1])
    width = max(2, min(4 * height, round(height * facts.size[0] / facts.size[1])))
    black = picture_filter(silence, begins / 1000)
    track = f"[0:{facts.picture.index}]{black}fps=1/{_STRIP_SECONDS}:round=up:start_time=0"
    graph = f"{track},scale={width}:{height},tile={count}x1,format=rgb24"
    size = height, width * count, 3
    return _drawn(source, folder, begins, ends, graph, size, ("-skip_frame", "nokey"))


def _drawn(
    source: Source,
    folder: Path,
    begins: int,
    ends: int,
    graph: str,
    shape: tuple[int, ...],
    options: tuple[str, ...] = (),
) -> Picture | None:
    """Return the picture that filters draw of a part of a recording; None if they draw nothing."""
    seconds = (ends - begins) / 1000
    seek = ("-ss", f"{begins / 1000:.3f}") if begins else ()
    part = (*seek, "-t", f"{max(seconds, 0.5):.3f}")
    filters = ("-filter_complex_threads", "1", "-filter_complex", graph)
    size = math.prod(shape)
    report = encode(
        source,
        folder,
        _FRAME_SECONDS + time_limit(seconds),
        (*options, "-threads", "1", *part),
        *(*filters, "-frames:v", "1", "-f", "rawvideo", "pipe:1"),
        size=size,
    )
    pixels = report.output
    if len(pixels) != size:
        require_space()
        return None
    return numpy.frombuffer(pixels, numpy.uint8).reshape(shape)


def _scaled(facts: Facts, width: int) -> tuple[int, int]:
    wide, high = facts.size
    return width, max(2, min(2 * width, round(width * high / wide)))
