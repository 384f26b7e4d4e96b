"""Film copies: H.264 and AAC in three sizes, encoded piece by piece and joined."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from itertools import zip_longest
from pathlib import Path

from ingest.problems import BrokenRecordingError
from ingest.recordings.facts import Facts
from ingest.recordings.programs import Source, encode
from ingest.recordings.silence import Spans, picture_filter
from ingest.recordings.sound_copies import require_success
from ingest.recordings.work_folder import WorkFolder
from library.recordings.encoding_progress import PIECE_SECONDS

_KEYFRAME_SECONDS = 2
_SECONDS_PER_PIECE = 600.0
"""Time that a minute of film may take: ten times as long, on a busy machine."""

_FEWEST_FRAMES, _MOST_FRAMES = Fraction(5), Fraction(30)
_MANY_PIXELS = 1920 * 1088
_MOST_LINES, _SMALLER = 720, Fraction(3, 4)
"""Height of the largest copy, and of each smaller one of a low film, so that all differ."""

_ANY_FRAME = re.compile(r"frame=\s*[1-9]")
_BROKEN_FRAME = re.compile(
    r"oncealing|error while decoding|Invalid data found|damaged at|EOB marker|error [xy]="
)
"""Messages about frames of which a part could not be decoded; a jump into a film causes others."""

_X264 = ("-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-pix_fmt", "yuv420p")
"""One thread: of several, held below a rate, each run writes other bytes."""

_AT_ONCE = 2
"""Pieces encoded at the same time: a single film uses the second core."""


@dataclass(frozen=True, slots=True)
class FilmCopy:
    """One copy for viewers: its frame, its rate in kilobits per second, and its sound."""

    width: int
    height: int
    rate: int
    quality: int

    @property
    def name(self) -> str:
        """Name of its file in the work folder."""
        return f"film-{self.height}"

    @property
    def options(self) -> tuple[str, ...]:
        """Options of its encoder: a quality, held below a rate."""
        rates = ("-maxrate", f"{self.rate}k", "-bufsize", f"{2 * self.rate}k")
        return (*_X264, "-crf", str(self.quality), *rates, "-flags:v", "+bitexact")


def film_copies(facts: Facts) -> tuple[FilmCopy, ...]:
    """Return the copies, the smallest first: with sound at most 120, 320 and 1500 kbit/s."""
    width, height = facts.size
    fine = min(_MOST_LINES, max(48, height))
    usual = min(360, int(fine * _SMALLER))
    small = min(240, int(usual * _SMALLER))
    wide = min(width / height, 4.0)
    return tuple(
        FilmCopy(_even(lines * wide), _even(lines), rate, quality)
        for lines, rate, quality in ((small, 95, 31), (usual, 270, 28), (fine, 1400, 25))
    )


def make_film_copies(
    source: Source, facts: Facts, work: WorkFolder, sounds: Sequence[Path], silence: Spans = ()
) -> tuple[tuple[FilmCopy, Path], ...]:
    """Return the files of the film copies, encoded from the piece that is not there yet.

    `sounds` are the sounds of the copies, none for a silent film.
    """
    copies, pieces = film_copies(facts), tuple(_pieces(facts))
    if len(pieces) > 1 and not work.note("seeks", partial(_can_seek, source, facts, work)):
        path = work.part("seekable", partial(_make_seekable, source, facts, work))
        source = Source(path, "matroska", source.name)
        facts = replace(facts, picture=replace(facts.picture, index=0))

    def make_piece(piece: _Piece) -> None:
        black = picture_filter(silence, float(piece.first / piece.rate))
        work.part(piece.end_mark, partial(_encode_piece, source, facts, work, copies, piece, black))

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        tuple(pool.map(make_piece, pieces))  # after an error those not begun are cancelled
    return tuple(
        (copy, work.part(copy.name, partial(_join, source, work, copy, pieces, sound)))
        for copy, sound in zip_longest(copies, sounds)
    )


def broken_pieces(facts: Facts, work: WorkFolder) -> tuple[tuple[int, int], ...]:
    """Return the beginnings and ends in milliseconds of the pieces that have broken frames."""
    pieces = (piece for piece in _pieces(facts) if (work.folder / piece.end_mark).read_text())
    return tuple(
        (
            round(1000 * piece.first / piece.rate),
            round(1000 * (piece.first + piece.count) / piece.rate),
        )
        for piece in pieces
    )


def _can_seek(source: Source, facts: Facts, work: WorkFolder) -> bool:
    """Return True if a frame is found in the middle: a film that was cut may lack its index."""
    middle = ("-ss", f"{facts.length / 2000:.3f}", "-threads", "1")
    options = ("-map", f"0:{facts.picture.index}", "-frames:v", "1", "-f", "null", "-")
    report = encode(source, work.folder, _SECONDS_PER_PIECE, middle, *options, size=0)
    return bool(_ANY_FRAME.search(report.errors))


def _make_seekable(source: Source, facts: Facts, work: WorkFolder, path: Path) -> None:
    """Write the picture of a film, as it is, with an index."""
    options = ("-map", f"0:{facts.picture.index}", "-c", "copy", "-f", "matroska", str(path))
    size = 2 * source.path.stat().st_size
    report = encode(source, work.folder, _SECONDS_PER_PIECE, (), *options, size=size)
    require_success(report, source, path)


def _pieces(facts: Facts) -> Iterator["_Piece"]:
    rate = _frame_rate(facts)
    most = round(PIECE_SECONDS * rate)
    total = max(1, round(facts.length * rate / 1000))
    for number, first in enumerate(range(0, total, most)):
        yield _Piece(number, first, min(most, total - first), rate)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a film that is encoded at once: its first frame, and how many it has."""

    number: int
    first: int
    count: int
    rate: Fraction

    @property
    def end_mark(self) -> str:
        """Name of the file that says that the piece is whole in all sizes; empty if all is well."""
        return f"piece-{self.number:05}.done"

    @property
    def seconds(self) -> float:
        return float(self.count / self.rate)

    def file(self, copy: FilmCopy) -> str:
        return f"piece-{self.number:05}.{copy.name}.ts"


def _encode_piece(
    source: Source,
    facts: Facts,
    work: WorkFolder,
    copies: Sequence[FilmCopy],
    piece: _Piece,
    black: str,
    mark: Path,
) -> None:
    """Write one piece in all sizes; a gap at its end repeats the last frame, to keep the sound."""
    width, height = facts.size
    decoders = "1" if width * height > _MANY_PIXELS else "2"
    start = f"{float(piece.first / piece.rate):.6f}"
    length = f"{piece.seconds + 1:.6f}"
    steps = f"fps={piece.rate}:start_time=0,tpad=stop=-1:stop_mode=clone"
    if facts.picture.values.get("field_order") not in (None, "progressive", "unknown"):
        steps = f"yadif,{steps}"
    names = "".join(f"[s{number}]" for number, _ in enumerate(copies))
    graph = [f"[0:{facts.picture.index}]{steps},{black}split={len(copies)}{names}"]
    outputs: list[str] = []
    for number, copy in enumerate(copies):
        graph.append(f"[s{number}]scale={copy.width}:{copy.height},setsar=1[o{number}]")
        keyframes = ("-force_key_frames", f"expr:gte(t,n_forced*{_KEYFRAME_SECONDS})")
        outputs += ["-map", f"[o{number}]", *copy.options, *keyframes]
        outputs += [
            "-frames:v",
            str(piece.count),
            "-f",
            "mpegts",
            str(work.folder / piece.file(copy)),
        ]
    seek = ("-ss", start) if piece.first else ()  # a cut Matroska has nothing after a seek to 0
    options = ("-threads", decoders, *seek, "-t", length)
    filters = ("-filter_threads", "1", "-filter_complex_threads", "1")
    filters = (*filters, "-filter_complex", ";".join(graph))
    size = 40 << 20
    report = encode(source, work.folder, _SECONDS_PER_PIECE, options, *filters, *outputs, size=size)
    files = [work.folder / piece.file(copy) for copy in copies]
    if not all(file.exists() and file.stat().st_size for file in files):
        if piece.number == 0 or report.code:
            raise BrokenRecordingError(source.name)
        for file in files:  # the picture ends before the sound
            file.unlink(missing_ok=True)
    mark.write_text("broken" if _BROKEN_FRAME.search(report.errors) else "", "ascii")


def _join(
    source: Source,
    work: WorkFolder,
    copy: FilmCopy,
    pieces: Sequence[_Piece],
    sound: Path | None,
    path: Path,
) -> None:
    """Write the pieces of one size and its sound into one MP4 that plays while it is loaded."""
    existing = [piece for piece in pieces if (work.folder / piece.file(copy)).exists()]
    lines = (f"file '{piece.file(copy)}'\nduration {piece.seconds:.6f}\n" for piece in existing)
    listing = work.folder / f"{copy.name}.txt"
    listing.write_text("ffconcat version 1.0\n" + "".join(lines), "utf-8")
    more = ("-protocol_whitelist", "file,pipe", "-f", "mov", "-i", f"file:{sound}") if sound else ()
    mapped = ("-map", "0:v:0", "-map", "1:a:0") if sound else ("-map", "0:v:0")
    target = ("-c", "copy", "-movflags", "+faststart", "-f", "mp4", str(path))
    size = (8 << 20) + 2 * sum(place.stat().st_size for place in work.folder.iterdir())
    joined = Source(listing, "concat", source.name)
    seconds = _SECONDS_PER_PIECE
    report = encode(joined, work.folder, seconds, (), *mapped, *target, size=size, more=more)
    require_success(report, source, path)


def _frame_rate(facts: Facts) -> Fraction:
    above, _, below = str(facts.picture.values.get("avg_frame_rate", "25/1")).partition("/")
    is_told = above.isdecimal() and below.isdecimal() and int(above) and int(below)
    rate = Fraction(int(above), int(below)) if is_told else Fraction(25)
    while rate > _MOST_FRAMES:
        rate /= 2
    return max(_FEWEST_FRAMES, rate.limit_denominator(1001))


def _even(pixels: float) -> int:
    return max(2, 2 * round(pixels / 2))
