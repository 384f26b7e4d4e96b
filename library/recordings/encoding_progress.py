"""Progress of films that are being encoded, seen from their work folders on this machine."""

import re
from collections import Counter
from pathlib import Path

WORK_PREFIX = "recording-"
"""Prefix of the names of work folders: the checksum of the film and a version follow."""

PIECE_SECONDS = 60
"""Length of the pieces that are encoded one after another; each leaves an empty file."""

_FINISHED_PIECE = re.compile(rf"{WORK_PREFIX}([0-9a-f]+)-\d+/piece-\d+\.done")


def encoded_minutes(temporary: Path) -> dict[str, int]:
    """Return the minutes of film that are encoded so far, by the checksum of the film."""
    places = (
        path.relative_to(temporary).as_posix()
        for path in temporary.glob(f"{WORK_PREFIX}*/piece-*.done")
    )
    matches = filter(None, map(_FINISHED_PIECE.fullmatch, places))
    pieces = Counter(match[1] for match in matches)
    return {file: count * PIECE_SECONDS // 60 for file, count in pieces.items()}
