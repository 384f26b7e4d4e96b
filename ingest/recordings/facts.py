"""Facts of a recording: its tracks, its real length, and what its file says of itself."""

import json
import math
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingest.problems import (
    BrokenRecordingError,
    EmptyRecordingError,
    FrameTooLargeError,
    RecordingTooLongError,
    SilentFileError,
    TooManyTracksError,
)
from ingest.record import FileKind
from ingest.recordings.programs import Source, encode, probe, require_space
from library.accessions.grouping import SNIFF_BYTES
from library.accessions.recording_formats import format_of

MAX_TRACKS = 32
MAX_FRAME = 4096, 2304
"""Largest frame: 4K of cinemas; its decoding alone takes 200 MB."""

MAX_HOURS = 24
_AGREEING_MS = {"wv": 3000}
"""Milliseconds by which packets may end before the head says: a block of WavPack is that long."""

_PROBE_SECONDS = 60.0
_BYTES_PER_SECOND = 4 << 20
"""Pace at which packets are counted at least, also on a slow disk."""

_MAX_TAG = 500
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_TIME = re.compile(r"out_time_us=(\d+)")
_KEPT_TAGS = (
    *("title", "artist", "author", "composer", "album", "date", "creation_time", "comment"),
    *("description", "originator", "originator_reference", "time_reference", "umid"),
    *("coding_history", "copyright", "genre", "make", "model", "location"),
)
_FIELDS = (
    *("sample_rate", "channels", "channel_layout", "bits_per_raw_sample", "bit_rate"),
    *("width", "height", "pix_fmt", "field_order", "color_transfer", "avg_frame_rate"),
)
"""Fields of a track in the answer of ffprobe that are stored."""

_ABSENT = (None, "", "N/A", "0/0")
_ESTIMATED = "Estimating duration from bitrate"
_STATED_SIZES = {
    b"RIFF": (4, 4, "little", 8),
    b"FORM": (4, 4, "big", 8),
    b"RF64": (20, 8, "little", 8),
    b"riff": (16, 8, "little", 0),
}
"""Place, length and byte order of the size in the head of a file, and the bytes it leaves out."""

_OPEN_SIZE = 0x7FFF_0000
"""Sizes from here on are written by programs that do not know yet how long they will record."""

_ASF_START = b"\x30\x26\xb2\x75"
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_HEAD_BYTES = 1 << 16
_OTHER_TRACKS = {"subtitle": "phụ đề", "video": "ảnh bìa", "data": "dữ liệu"}


@dataclass(frozen=True, slots=True)
class Track:
    """One track that is played: its number in the file, and its facts."""

    index: int
    codec: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Facts:
    """Kind, length, tracks and technical metadata of a recording."""

    kind: FileKind
    length: int
    """Milliseconds, as its packets say."""
    sound: Track | None
    picture: Track | None
    technical: dict[str, object]
    """As it is kept with the record."""
    stated_length: int = 0
    """Milliseconds that the file states; 0 if it states none. A cut file has less."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the frames of a film as they are shown."""
        values = self.picture.values
        width, height = values["width"], values["height"]
        wide = max(2, round(width * values.get("pixel_shape", 1.0)))
        return (height, wide) if values.get("turn", 0) % 180 else (wide, height)


def source_of(path: Path, name: str) -> Source:
    """Return a recording with the demuxer of its signature; raise BrokenRecordingError."""
    with path.open("rb") as content:
        recording = format_of(content.read(SNIFF_BYTES), name)
    if recording is None:
        raise BrokenRecordingError(name)
    return Source(path, recording.demuxer, name)


def read_facts(source: Source, length: int = 0) -> Facts:
    """Return the facts of a recording; raise a ProblemError if it has none or is out of bounds.

    `length` is the length in milliseconds if it is known: else all packets are counted.
    """
    report = probe(source, _PROBE_SECONDS, "-of", "json", "-show_format", "-show_streams")
    try:
        answer = json.loads(report.output.decode("utf-8", "replace") or "{}")
    except ValueError:
        require_space()
        raise BrokenRecordingError(source.name) from None
    streams = answer.get("streams", [])
    if not streams:
        raise BrokenRecordingError(source.name)
    if len(streams) > MAX_TRACKS:
        raise TooManyTracksError(source.name, len(streams), MAX_TRACKS)
    sound, picture = _first(streams, "audio"), _first(streams, "video")
    _require_content(source, streams, sound, picture)
    head_text = "" if _ESTIMATED in report.errors else answer.get("format", {}).get("duration", "")
    head_length = round(float(head_text) * 1000) if head_text.replace(".", "", 1).isdecimal() else 0
    counted = length or _counted_length(source, sound, picture)
    agreeing = abs(head_length - counted) < _AGREEING_MS.get(source.demuxer, 1000)
    length = head_length if agreeing and not length else counted  # packets end with a frame more
    stated_length = max(head_length, round(length * _stated_share(source.path)))
    technical = _technical(answer, sound, picture, length)
    kind = FileKind.FILM if picture else FileKind.SOUND
    return Facts(kind, length, sound, picture, technical, stated_length)


def _require_content(
    source: Source, streams: list[dict], sound: Track | None, picture: Track | None
) -> None:
    """Raise a ProblemError if nothing can be heard or seen, or the frames are too large."""
    if sound is None and picture is None:
        kinds = {_OTHER_TRACKS.get(str(stream.get("codec_type")), "dữ liệu") for stream in streams}
        raise SilentFileError(source.name, ", ".join(sorted(kinds)))
    if picture:
        size = picture.values["width"], picture.values["height"]
        if size[0] * size[1] > math.prod(MAX_FRAME) or max(size) > 2 * max(MAX_FRAME):
            raise FrameTooLargeError(source.name, *size, *MAX_FRAME)


def _stated_share(path: Path) -> float:
    """Return the size that the head of a file states, as a share of its size; 0 if it has none."""
    with path.open("rb") as content:
        head = content.read(_HEAD_BYTES)
    place, count, order, more = _STATED_SIZES.get(head[:4], (0, 0, "little", 0))
    if head.startswith(_ASF_START) and (mark := head.find(_ASF_PROPERTIES)) > 0:
        place, count = mark + 40, 8
    size = int.from_bytes(head[place : place + count], order)
    is_open = count == 4 and size >= _OPEN_SIZE
    return 0.0 if is_open or not size else (size + more) / path.stat().st_size


def _counted_length(source: Source, sound: Track | None, picture: Track | None) -> int:
    """Return the length as the packets say: headers of cut or edited files lie."""
    seconds = _PROBE_SECONDS + source.path.stat().st_size / _BYTES_PER_SECOND
    mapped = (("-map", f"0:{track.index}") for track in (sound, picture) if track)
    options = (*(part for pair in mapped for part in pair), "-c", "copy", "-f", "null")
    with tempfile.TemporaryDirectory(prefix="probe-") as folder:
        where = Path(folder), seconds
        report = encode(source, *where, (), *options, "-progress", "pipe:1", "-", size=0)
    times = _TIME.findall(report.output.decode("ascii", "replace"))
    length = int(times[-1]) // 1000 if times else 0
    if not length:
        raise (BrokenRecordingError if report.code else EmptyRecordingError)(source.name)
    if length > MAX_HOURS * 3_600_000:
        raise RecordingTooLongError(source.name, round(length / 3_600_000), MAX_HOURS)
    return length


def _first(streams: list[dict], kind: str) -> Track | None:
    """Return the track of a kind that is played: the default one, else the first."""
    tracks = [stream for stream in streams if _is_played(stream, kind)]
    tracks.sort(key=lambda stream: not stream.get("disposition", {}).get("default"))
    if not tracks:
        return None
    stream = tracks[0]
    values = {name: _number(stream[name]) for name in _FIELDS if stream.get(name) not in _ABSENT}
    values |= _shape(stream)
    return Track(int(stream["index"]), str(stream["codec_name"]), values)


def _is_played(stream: dict, kind: str) -> bool:
    if stream.get("codec_type") != kind or not stream.get("codec_name"):
        return False
    if kind == "audio":
        return int(stream.get("channels") or 0) > 0
    is_cover = stream.get("disposition", {}).get("attached_pic")
    return not is_cover and bool(stream.get("width")) and bool(stream.get("height"))


def _shape(stream: dict) -> dict[str, object]:
    """Return the turn of a film and the shape of its pixels, if they are not the usual."""
    turns = (side.get("rotation") for side in stream.get("side_data_list", ()))
    turn = next(filter(None, turns), 0)
    values: dict[str, object] = {"turn": turn} if turn else {}
    wide, _, high = str(stream.get("sample_aspect_ratio", "")).partition(":")
    if wide.isdecimal() and high.isdecimal() and int(wide) and int(high) and wide != high:
        values["pixel_shape"] = min(4.0, max(0.25, round(int(wide) / int(high), 4)))
    return values


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def _technical(
    answer: dict, sound: Track | None, picture: Track | None, length: int
) -> dict[str, object]:
    head = answer.get("format", {})
    all_tags = {**head.get("tags", {})}
    for stream in answer["streams"]:
        all_tags = {**stream.get("tags", {}), **all_tags}
    lower = {str(name).lower(): _CONTROLS.sub(" ", str(value)) for name, value in all_tags.items()}
    tags = {
        name: lower[name].strip()[:_MAX_TAG] for name in _KEPT_TAGS if lower.get(name, "").strip()
    }
    values: dict[str, object] = {
        "format": head.get("format_long_name") or head.get("format_name", ""),
        "milliseconds": length,
        "bytes": _number(head.get("size", 0)),
        "tracks": len(answer["streams"]),
    }
    for name, track in (("sound", sound), ("picture", picture)):
        if track:
            values[name] = {"codec": track.codec, **track.values}
    return {**values, "tags": tags} if tags else values
