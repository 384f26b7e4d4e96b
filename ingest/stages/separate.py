"""Stage that separates a delivery into its pages."""

from collections.abc import Iterator
from dataclasses import replace

from ingest.context import Toolbox
from ingest.problems import NothingReadableError, ProblemError
from ingest.record import RECORDINGS, Batch, FileKind, Master, PagePlace
from ingest.recordings.facts import Facts, read_facts, source_of
from ingest.stage import stage
from ingest.tools import djvu, image_files, pdf
from library.recordings.cues import clock_text
from library.recordings.stretches import divide

_ANIMATED = "Ảnh động gồm {0} khung hình; chỉ khung đầu được đọc và cho xem. Tệp gốc giữ đủ."

_READERS = {FileKind.PDF: pdf, FileKind.DJVU: djvu}
"""Readers of documents with pages; any other file is an image."""


_FIRST_TRACK = "Tệp có {0} rãnh; bản nghe xem lấy rãnh tiếng và rãnh hình chính. Tệp gốc giữ đủ."


@stage(version=5)
def separate(batch: Batch, tools: Toolbox) -> Batch:
    """List every page; a file that cannot be opened counts as one page, with its problem.

    So a missing page appears as a gap between its neighbours. If nothing can be opened, raise
    NothingReadableError with the first problem.
    """
    if batch.parts:
        return batch
    pages = tuple(place for file in batch.files for place in _places(file, tools))
    if all(place.problem for place in pages):
        raise NothingReadableError(pages[0].problem)
    return replace(batch, pages=pages)


def _places(file: Master, tools: Toolbox) -> Iterator[PagePlace]:
    if file.problem:
        yield PagePlace(file.digest, None, 0, file.problem, label=file.label)
        return
    if file.kind in RECORDINGS:
        yield from _stretches(file, tools)
        return
    try:
        path = tools.master(file.digest)
        indexes = _READERS.get(file.kind, image_files).pages(path, file.name)
    except ProblemError as error:
        yield PagePlace(file.digest, file.kind, 0, str(error))
        return
    is_single_image = len(indexes) == 1 and file.kind not in _READERS
    remark = file.remark
    if is_single_image and (frames := image_files.animation_frames(path)):
        remark = _ANIMATED.format(frames)
    for index in indexes:
        layout, label = (file.layout, file.label) if is_single_image else ("", None)
        place = PagePlace(file.digest, file.kind, index, remark=remark, layout=layout, label=label)
        yield place if index else replace(place, described=file.described)


def _stretches(file: Master, tools: Toolbox) -> Iterator[PagePlace]:
    """Yield the stretches of a recording, whose kind is known only from its tracks."""
    try:
        facts = read_facts(source_of(tools.master(file.digest), file.name))
    except ProblemError as error:
        yield PagePlace(file.digest, file.kind, 0, str(error))
        return
    for index, (begins, _) in enumerate(divide(facts.length)):
        place = PagePlace(
            file.digest, facts.kind, index, remark=None if index else _remark(facts, file)
        )
        label = file.label or clock_text(begins)
        yield replace(place, length=facts.length, name=file.name, label=label)


def _remark(facts: Facts, file: Master) -> str | None:
    tracks = int(facts.technical["tracks"])
    played = sum(track is not None for track in (facts.sound, facts.picture))
    remarks = [_FIRST_TRACK.format(tracks)] if tracks > played else []
    return " ".join(filter(None, (file.remark, *remarks))) or None
