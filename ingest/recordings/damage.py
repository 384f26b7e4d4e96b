"""Damage of a recording: what its file states against what was decoded of it."""

import os
from pathlib import Path

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

_OGG_PAGE, _OGG_LAST, _MAX_OGG_PAGE = b"OggS", 4, 65_307


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
    elif is_cut or (source.demuxer == "ogg" and not _has_last_page(source.path)):
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


def _has_last_page(path: Path) -> bool:
    """Return True if an Ogg file ends with the page that ends its stream."""
    with path.open("rb") as content:
        content.seek(max(0, os.fstat(content.fileno()).st_size - _MAX_OGG_PAGE))
        page = content.read().rpartition(_OGG_PAGE)[2]
    return len(page) > 1 and bool(page[1] & _OGG_LAST)
