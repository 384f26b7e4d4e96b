"""Damage of a recording: what its file states against what was decoded of it."""

import os

from ingest.record import FileKind
from ingest.recordings.facts import Facts
from ingest.recordings.film_copies import broken_pieces
from ingest.recordings.programs import Source
from ingest.recordings.sound_copies import hear
from ingest.recordings.work_folder import WorkFolder
from library.recordings.cues import clock_text
from library.recordings.stretches import time_span

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
