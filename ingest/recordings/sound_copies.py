"""Sound copies of a recording: Opus and AAC in two sizes, their loudness evened by EBU R128."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingest.problems import BrokenRecordingError
from ingest.recordings.facts import Facts, Track
from ingest.recordings.programs import Report, Source, encode, require_space
from ingest.recordings.silence import Spans, sound_filter
from ingest.recordings.work_folder import WorkFolder
from library.catalogue.models import DerivativeKind

_TARGET, _HIGHEST_PEAK = -18.0, -1.5
"""Loudness of speech on line in LUFS, and the peak in dB that the limiter leaves."""

_MOST_GAIN, _SILENCE = 20.0, -60.0
"""Gain in dB that is not exceeded: it would raise hiss; loudness below which nothing is raised."""

_LOUDNESS = re.compile(r"\bI:\s+(-?[\d.]+) LUFS")
_SLOWEST = 4
"""Sound is encoded at least this many times faster than it plays, also on a busy machine."""

_AT_ONCE = 2
"""Copies encoded at the same time: a single recording uses the second core."""

_MIN_SECONDS = 120.0
_SPARE_BYTES = 2 << 20
_MAX_CHANNELS = 8
"""Channels that ffmpeg knows how to mix; of more the first two are heard."""


@dataclass(frozen=True, slots=True)
class SoundCopy:
    """One copy for listeners: its kind, its kilobits per second, and how it is encoded."""

    kind: DerivativeKind
    rate: int
    media_type: str
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of its file in the work folder."""
        return f"{self.kind.value}-{self.rate}"


_CLUSTERS = ("-cluster_time_limit", "10000", "-cluster_size_limit", "1M")
"""Ten seconds each: a player reads an index of 20 kB for two hours, then half a cluster."""

WEBM = ("-cues_to_front", "1", *_CLUSTERS, "-f", "webm")
"""A player that jumps in Ogg asks a dozen times for places near it: 90 s on a line of 64 kbit/s."""

_OPUS = ("-c:a", "libopus", "-compression_level", "5", *WEBM)
_AAC = ("-c:a", "aac", "-aac_coder", "fast", "-ar", "44100", "-movflags", "+faststart")
COPIES = (
    SoundCopy(DerivativeKind.OPUS, 24, "audio/webm", (*_OPUS, "-ac", "1", "-application", "voip")),
    SoundCopy(DerivativeKind.OPUS, 64, "audio/webm", (*_OPUS, "-ac", "2")),
    SoundCopy(DerivativeKind.AAC, 48, "audio/mp4", (*_AAC, "-ac", "1", "-f", "mp4")),
    SoundCopy(DerivativeKind.AAC, 96, "audio/mp4", (*_AAC, "-ac", "2", "-f", "mp4")),
)


def make_sound_copies(
    source: Source, facts: Facts, work: WorkFolder, silence: Spans = ()
) -> dict[str, Path]:
    """Return the files of the sound copies by name; none for a film without sound."""
    if facts.sound is None:
        return {}
    seconds = facts.length / 1000
    loudness = work.note("loudness", partial(_measure, source, facts.sound, seconds, work))
    gain = _gain(float(loudness))
    limit = f"alimiter=limit={10 ** (_HIGHEST_PEAK / 20):.4f}:level=disabled"
    steps = f"aresample=48000:async=1:first_pts=0,volume={gain}dB,{sound_filter(silence)}{limit}"
    make = partial(_make, source, facts.sound, seconds, work, steps)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        paths = pool.map(lambda copy: work.part(copy.name, partial(make, copy)), COPIES)
        return {copy.name: path for copy, path in zip(COPIES, paths, strict=True)}


def require_success(report: Report, source: Source, path: Path | None = None) -> None:
    """Raise BrokenRecordingError if ffmpeg failed, or wrote no file."""
    if report.code or (path and not (path.exists() and path.stat().st_size)):
        require_space()
        raise BrokenRecordingError(source.name)


def time_limit(seconds: float) -> float:
    """Return the seconds that a pass over the sound of a recording may take."""
    return _MIN_SECONDS + seconds / _SLOWEST


def _measure(source: Source, sound: Track, seconds: float, work: WorkFolder) -> float:
    """Return the loudness of the whole recording in LUFS."""
    filters = f"{_mixed(sound)}ebur128=framelog=verbose"
    options = ("-map", f"0:{sound.index}", "-af", filters, "-f", "null", "-")
    report = encode(source, work.folder, time_limit(seconds), (), *options, size=0)
    values = _LOUDNESS.findall(report.errors)
    if not values:
        require_space()
        raise BrokenRecordingError(source.name)
    return float(values[-1])


def _gain(loudness: float) -> float:
    """Return the gain in dB; the limiter catches the peaks of a recording that is made louder."""
    return 0.0 if loudness <= _SILENCE else min(_MOST_GAIN, round(_TARGET - loudness, 1))


def _make(
    source: Source,
    sound: Track,
    seconds: float,
    work: WorkFolder,
    steps: str,
    copy: SoundCopy,
    path: Path,
) -> None:
    size = _SPARE_BYTES + round(seconds * copy.rate * 1000 / 8 * 2)
    report = encode(
        source,
        work.folder,
        time_limit(seconds),
        (),
        *("-map", f"0:{sound.index}", "-af", _mixed(sound) + steps, "-t", f"{seconds:.3f}"),
        *("-b:a", f"{copy.rate}k", *copy.options, "-flags:a", "+bitexact", str(path)),
        size=size,
    )
    require_success(report, source, path)


def _mixed(sound: Track) -> str:
    many = int(sound.values.get("channels", 1)) > _MAX_CHANNELS
    return "pan=stereo|c0=c0|c1=c1," if many else ""
