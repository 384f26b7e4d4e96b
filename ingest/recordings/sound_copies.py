"""Sound copies of a recording: Opus and AAC in three sizes, their loudness evened by EBU R128."""

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from functools import partial
from pathlib import Path

from ingest.problems import BrokenRecordingError
from ingest.recordings.facts import Facts, Track
from ingest.recordings.programs import REPRODUCIBLE, Report, Source, encode, require_space
from ingest.recordings.silence import Spans, sound_filter
from ingest.recordings.work_folder import WorkFolder
from library.catalogue.models import DerivativeKind

_TARGET, _HIGHEST_PEAK = -18.0, -1.5
"""Loudness of speech on line in LUFS, and the peak in dB that the limiter leaves."""

_MOST_GAIN, _SILENCE = 20.0, -60.0
"""Gain in dB that is not exceeded: it would raise hiss; loudness below which nothing is raised."""

_LOUDNESS = re.compile(r"\bI:\s+(-?[\d.]+) LUFS")
_DECODED = re.compile(r"\baudio:\s*(\d+)[Kk]i?B")
_PCM, _PCM_BYTES_PER_MS = ("-ac", "1", "-ar", "48000", "-c:a", "pcm_s16le"), 96
_ERROR = re.compile(r"^(?:\[[^]]+] )?\[error]", re.M)
_CUT_PACKET = re.compile(r"[Pp]acket corrupt|corrupt input packet|partial file")
_REPORT_BYTES = 64 << 20

_SAMPLE = "aselect='lt(mod(t,60),6)',asetpts=N/SR/TB"
"""Six seconds of each minute, by which music is told from speech."""

_DETECTOR = ("-ac", "1", "-c:a", "libopus", "-application", "audio", "-compression_level", "7")
_PACKETS, _PACKET_BYTES = ("-b:a", "24k", "-vbr", "off", "-f", "data"), 60
_MUSIC_MODE, _MIN_MUSIC_SHARE = 16 << 3, 0.25
"""First byte of a packet in the mode CELT (RFC 6716, 3.1), which libopus takes for music at this
rate, and the share of such packets: at most 0.02 in readings, 0.33 with a song amid the talk."""

_SLOWEST = 4
"""Sound is encoded at least this many times faster than it plays, also on a busy machine."""

_AT_ONCE = 2
"""Kinds of copies encoded at the same time: a single recording uses the second core."""

_MIN_SECONDS = 120.0
_SPARE_BYTES = 2 << 20
_MAX_CHANNELS = 8
"""Channels that ffmpeg knows how to mix; of more the first two are heard."""

_KINDS = (DerivativeKind.OPUS, DerivativeKind.AAC)
_MARGIN_KBIT = 2.5
"""Kilobits per second of a copy that the container takes, and an encoder that exceeds its rate."""


@dataclass(frozen=True, slots=True)
class SoundCopy:
    """One copy for listeners: its kind, its most kilobits per second, and how it is encoded."""

    kind: DerivativeKind
    rate: int
    """Rate of the whole file with its container; no ten seconds exceed it by a tenth."""
    options: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of its file in the folder of its kind."""
        return f"{self.kind.value}-{self.rate}"

    @property
    def media_type(self) -> str:
        """Media type of its file."""
        return "audio/webm" if self.kind is DerivativeKind.OPUS else "audio/mp4"


@dataclass(frozen=True, slots=True)
class Hearing:
    """Findings of the pass over the whole sound of a recording."""

    loudness: float
    """In LUFS."""
    length: int
    """Milliseconds that were decoded."""
    errors: int
    is_cut: bool
    """True if a packet ends before its time."""
    is_music: bool


_CLUSTERS = ("-cluster_time_limit", "10000", "-cluster_size_limit", "1M")
"""Ten seconds each: a player reads an index of 20 kB for two hours, then half a cluster."""

WEBM = ("-cues_to_front", "1", *_CLUSTERS, "-f", "webm")
"""A player that jumps in Ogg asks a dozen times for places near it: 90 s on a line of 64 kbit/s."""

_OPUS = ("-c:a", "libopus", "-vbr", "constrained", "-frame_duration", "60", *WEBM)
_VOICE = (*_OPUS, "-ac", "1", "-application", "voip", "-compression_level", "3")
_MUSIC = (*_OPUS, "-ac", "1", "-application", "audio", "-compression_level", "7")
_AAC = ("-c:a", "aac", "-aac_coder", "fast", "-movflags", "+faststart", "-f", "mp4")
_SMALL_AAC, _VOICE_AAC, _MUSIC_AAC = (
    (*_AAC, "-ac", "1", "-ar", sampled, "-cutoff", cutoff)
    for sampled, cutoff in (("16000", "7000"), ("24000", "8500"), ("32000", "12000"))
)
_FINE = (
    SoundCopy(DerivativeKind.OPUS, 64, (*_OPUS, "-compression_level", "3")),
    SoundCopy(DerivativeKind.AAC, 64, (*_AAC, "-ar", "44100")),
)
SPEECH_COPIES, MUSIC_COPIES = (
    (
        SoundCopy(DerivativeKind.OPUS, 16, opus),
        SoundCopy(DerivativeKind.AAC, 16, _SMALL_AAC),
        SoundCopy(DerivativeKind.OPUS, usual_rate, opus),
        SoundCopy(DerivativeKind.AAC, usual_rate, aac),
        *_FINE,
    )
    for usual_rate, opus, aac in ((24, _VOICE, _VOICE_AAC), (32, _MUSIC, _MUSIC_AAC))
)


def make_sound_copies(
    source: Source, facts: Facts, work: WorkFolder, silence: Spans = ()
) -> tuple[tuple[SoundCopy, Path], ...]:
    """Return the files of the sound copies, smallest first; none for a film without sound."""
    if facts.sound is None:
        return ()
    seconds, hearing = facts.length / 1000, hear(source, facts, work)
    copies = MUSIC_COPIES if hearing.is_music else SPEECH_COPIES
    limit = f"alimiter=limit={10 ** (_HIGHEST_PEAK / 20):.4f}:level=disabled"
    gain = _gain(hearing.loudness)
    steps = f"aresample=48000:async=1:first_pts=0,volume={gain}dB,{sound_filter(silence)}{limit}"
    make = partial(_make, source, facts.sound, seconds, work, steps)
    by_kind = [[copy for copy in copies if copy.kind is kind] for kind in _KINDS]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        paths = pool.map(lambda same: work.part(same[0].kind.value, partial(make, same)), by_kind)
        folders = dict(zip(_KINDS, paths, strict=True))
    return tuple((copy, folders[copy.kind] / copy.name) for copy in copies)


def hear(source: Source, facts: Facts, work: WorkFolder) -> Hearing:
    """Return the findings of the pass over the whole sound, which is made once."""
    return Hearing(*work.note("hearing", lambda: astuple(_hear(source, facts, work))))


def require_success(report: Report, source: Source, path: Path | None = None) -> None:
    """Raise BrokenRecordingError if ffmpeg failed, or wrote no file."""
    if report.code or (path and not (path.exists() and path.stat().st_size)):
        require_space()
        raise BrokenRecordingError(source.name)


def time_limit(seconds: float) -> float:
    """Return the seconds that a pass over the sound of a recording may take."""
    return _MIN_SECONDS + seconds / _SLOWEST


def _hear(source: Source, facts: Facts, work: WorkFolder) -> Hearing:
    """Decode the whole sound: into nothing, and a sample of it into packets of Opus."""
    track = f"[0:{facts.sound.index}]{_mixed(facts.sound)}asplit[whole][part]"
    loudness = "[whole]asetpts=N/SR/TB,ebur128=framelog=verbose[measured]"
    graph = ("-filter_complex", f"{track};{loudness};[part]{_SAMPLE}[sample]")
    outputs = (*("-map", "[measured]"), *_PCM, "-f", "null", "-")
    sample = ("-map", "[sample]", *_DETECTOR, *_PACKETS, "pipe:1")
    limit = time_limit(facts.length / 1000)
    report = encode(source, work.folder, limit, (), *graph, *outputs, *sample, size=_REPORT_BYTES)
    values, packets = _LOUDNESS.findall(report.errors), report.output[::_PACKET_BYTES]
    if not values:
        require_space()
        raise BrokenRecordingError(source.name)
    decoded_bytes = 1024 * sum(map(int, _DECODED.findall(report.errors))) - len(report.output)
    music_count = sum(first_byte >= _MUSIC_MODE for first_byte in packets)
    return Hearing(
        loudness=float(values[-1]),
        length=decoded_bytes // _PCM_BYTES_PER_MS,
        errors=len(_ERROR.findall(report.errors)),
        is_cut=bool(_CUT_PACKET.search(report.errors)),
        is_music=music_count > _MIN_MUSIC_SHARE * len(packets),
    )


def _gain(loudness: float) -> float:
    """Return the gain in dB; the limiter catches the peaks of a recording that is made louder."""
    return 0.0 if loudness <= _SILENCE else min(_MOST_GAIN, round(_TARGET - loudness, 1))


def _make(
    source: Source,
    sound: Track,
    seconds: float,
    work: WorkFolder,
    steps: str,
    copies: Sequence[SoundCopy],
    folder: Path,
) -> None:
    """Write the copies of one kind into a folder, of one pass over the sound."""
    folder.mkdir(exist_ok=True)
    stereo = () if sound.values.get("channels") == 1 else ("-ac", "2")
    names = [f"[{copy.name}]" for copy in copies]
    track = f"[0:{sound.index}]{_mixed(sound)}{steps},asplit={len(copies)}{''.join(names)}"
    outputs: list[str] = []
    for copy, name in zip(copies, names, strict=True):
        rate = ("-map", name, "-t", f"{seconds:.3f}", "-b:a", f"{copy.rate - _MARGIN_KBIT}k")
        outputs += [*rate, *stereo, *copy.options, "-flags:a", "+bitexact", *REPRODUCIBLE]
        outputs.append(str(folder / copy.name))
    size = _SPARE_BYTES + round(seconds * max(copy.rate for copy in copies) * 1000 / 8 * 2)
    graph = ("-filter_complex", track)
    report = encode(source, work.folder, time_limit(seconds), (), *graph, *outputs, size=size)
    for copy in copies:
        require_success(report, source, folder / copy.name)


def _mixed(sound: Track) -> str:
    many = int(sound.values.get("channels", 1)) > _MAX_CHANNELS
    return "pan=stereo|c0=c0|c1=c1," if many else ""
