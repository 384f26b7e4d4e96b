"""Stage that makes the access copies of a recording, on its first stretch."""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ingest.context import Toolbox
from ingest.problems import PageProblemError
from ingest.record import FileKind, PageImage, PageRecord
from ingest.recordings.facts import Facts, read_facts, source_of
from ingest.recordings.film_copies import broken_pieces, make_film_copies
from ingest.recordings.programs import Source
from ingest.recordings.silence import Spans, folder_number
from ingest.recordings.sound_copies import hear, make_sound_copies
from ingest.recordings.work_folder import WorkFolder, work_folder
from ingest.stage import stage
from library.catalogue.description.proposals import Proposed
from library.catalogue.models import DerivativeKind
from library.recordings.cues import clock_text
from library.recordings.stretches import DAMAGE, time_span

_VERSION = 3


_CONFIDENCE = 0.6
"""Programs and cameras fill tags by themselves: a person looks at each."""

_FIELDS = (
    ("title", ("title",)),
    ("creator", ("artist", "composer", "author", "originator")),
    ("date", ("date", "creation_time")),
)
_DATE = re.compile(r"((?:18|19|20)\d\d)(?:[-:.](0[1-9]|1[0-2])(?:[-:.](0[1-9]|[12]\d|3[01]))?)?")
_EMPTY_CLOCKS = ("1904", "1970")
"""Years of clocks that nobody set."""


def propose(technical: Mapping[str, object]) -> tuple[Proposed, ...]:
    """Return the proposals in the tags of a recording."""
    return tuple(_proposals(technical.get("tags", {})))


def _proposals(tags: Mapping[str, str]) -> Iterator[Proposed]:
    for field, names in _FIELDS:
        values = (_value(field, tags[name]) for name in names if tags.get(name))
        if value := next(filter(None, values), None):
            yield Proposed(field, value, _CONFIDENCE, 0, 0, 0, 0)


def _value(field: str, text: str) -> str:
    if field != "date":
        return " ".join(text.split())
    match = _DATE.match(text)
    if match is None or match[1] in _EMPTY_CLOCKS:
        return ""
    return "-".join(filter(None, match.groups()))


@stage(version=_VERSION)
def transcode(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the copies of the whole recording, with its technical metadata and proposals."""
    place = page.place
    if place.problem:
        raise PageProblemError(place.problem)
    if place.index:
        return page
    source = source_of(tools.master(place.file), place.name)
    facts = read_facts(source, place.length)
    folder = f"{place.file}-{folder_number(_VERSION, page.silence)}"
    with work_folder(folder, tools.require_turn) as work:
        copies = tuple(_copies(source, facts, work, tools, page.silence))
        damage = damage_of(source, facts, work)
    technical = {**facts.technical, DAMAGE: damage} if damage else facts.technical
    return replace(page, images=copies, technical=technical, proposals=propose(technical))


def _copies(
    source: Source, facts: Facts, work: WorkFolder, tools: Toolbox, silence: Spans
) -> Iterator[PageImage]:
    sounds = make_sound_copies(source, facts, work, silence)
    for copy, path in sounds:
        yield _stored_copy(path, copy.kind, copy.media_type, (copy.rate, 0), tools)
    if facts.picture is None:
        return
    film_sounds = [path for copy, path in sounds if copy.kind is DerivativeKind.AAC]
    for copy, path in make_film_copies(source, facts, work, film_sounds, silence):
        yield _stored_copy(path, DerivativeKind.FILM, "video/mp4", (copy.width, copy.height), tools)


def _stored_copy(
    path: Path, kind: DerivativeKind, media_type: str, size: tuple[int, int], tools: Toolbox
) -> PageImage:
    with path.open("rb") as content:
        digest = tools.keep_stream(content)
    return PageImage(kind.value, digest, media_type, *size, path.stat().st_size)


_TOLERANCE_MS, _TOLERANCE_SHARE = 250, 1 / 2000
"""Sound that an intact file may lack: frames of padding, clocks that are rounded."""

_LEAST_ERRORS = dict.fromkeys(("flac", "ogg", "matroska", "ac3", "eac3", "flv"), 1)
_FEW_ERRORS = 3
"""Errors that are damage; elsewhere one or two come of tags at the end, or of a stream joined."""

_TORN = ("mpegts", "mpeg")
"""Demuxers of streams that begin and end within a packet, also when they are intact."""

_OGG_PAGE, _OGG_LAST, _TAIL_BYTES = b"OggS", 4, 65_307
_MP3_SHIFTS, _MP3_SAMPLING = {3: 0, 2: 1, 0: 2}, (44_100, 48_000, 32_000)
_MP3_KBIT = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
)
_CHAINED_FRAMES = 3
"""Frames that follow one another: two bytes of sound may look like a head."""


def damage_of(source: Source, facts: Facts, work: WorkFolder) -> str | None:
    """Return a remark on a recording that is cut or broken, from the passes that decoded it."""
    hearing = hear(source, facts, work) if facts.sound else None
    has_errors = is_cut = False
    heard, stated = facts.length, max(facts.length, facts.stated_length)
    if hearing:
        has_errors = hearing.errors >= _LEAST_ERRORS.get(source.demuxer, _FEW_ERRORS)
        is_cut = hearing.is_cut and source.demuxer not in _TORN
        if facts.kind is FileKind.SOUND and source.demuxer != "matroska":  # it may have pauses
            heard = min(heard, hearing.length)
    faults = []
    if stated - heard > _TOLERANCE_MS + stated * _TOLERANCE_SHARE:
        faults.append(_lack(stated, heard, "xem" if facts.picture else "nghe"))
    elif is_cut or _ends_early(source):
        faults.append(f"tệp hết giữa chừng ở {clock_text(heard)}")
    elif has_errors:
        faults.append("có chỗ không đọc được")
    spans = broken_pieces(facts, work) if facts.picture else ()
    faults += [f"hình vỡ trong quãng {time_span(*span)}" for span in spans[:1]]
    if not faults:
        return None
    return (
        f"Bản ghi “{source.name}” bị thiếu hoặc hỏng: {'; '.join(faults)}. "
        "Hãy nghe, xem lại trước khi công bố; nếu còn bản gốc, hãy chép lại rồi nộp."
    )


def _lack(stated: int, heard: int, verb: str) -> str:
    full, part = (clock_text(round(length, -3)) for length in (stated, heard))
    if full == part:
        return f"mất khoảng {(stated - heard) / 1000:.1f} giây".replace(".", ",")
    return f"tệp ghi {full} nhưng chỉ {verb} được {part}"


def _ends_early(source: Source) -> bool:
    """Return True if an Ogg file lacks its last page, or an MP3 a part of its last frame."""
    with source.path.open("rb") as content:
        content.seek(max(0, os.fstat(content.fileno()).st_size - _TAIL_BYTES))
        tail = content.read()
    if source.demuxer == "ogg":
        page = tail.rpartition(_OGG_PAGE)[2]
        return len(page) < 2 or not page[1] & _OGG_LAST
    return source.demuxer == "mp3" and _ends_within_frame(tail)


def _ends_within_frame(tail: bytes) -> bool:
    for start in range(len(tail)):
        place, count = start, 0
        while size := _frame_bytes(tail[place : place + 4]):
            place, count = place + size, count + 1
        if count >= _CHAINED_FRAMES:
            return place > len(tail)  # tags after the last frame have no such head
    return False


def _frame_bytes(head: bytes) -> int:
    """Return the size of the frame of layer III that begins with four bytes; 0 for none."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if rate in (0, 15) or sampling == 3 or version not in _MP3_SHIFTS:
        return 0
    shift = _MP3_SHIFTS[version]
    samples_per_second = _MP3_SAMPLING[sampling] >> shift
    samples = 72 if shift else 144
    return samples * 1000 * _MP3_KBIT[shift > 0][rate] // samples_per_second + (head[2] >> 1 & 1)
