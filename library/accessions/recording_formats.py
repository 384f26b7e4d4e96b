"""Formats of recordings, told by their first bytes, never by what a program guesses.

The format names the demuxer of ffmpeg that reads it, so that a playlist or a list of other files is
never tried.
"""

from pathlib import PurePath
from typing import NamedTuple

_SOUNDS = """
.wav .bwf .w64 .flac .mp3 .mp2 .m4a .m4b .aac .ogg .oga .opus .wma .aif .aiff .amr .mka
.au .snd .wv .ac3 .eac3 .caf
"""
_FILMS = """
.mp4 .m4v .mov .mkv .webm .avi .wmv .asf .mpg .mpeg .vob .ts .mts .m2ts .3gp .3g2 .ogv
.dv .dif .flv .f4v
"""
SOUND_SUFFIXES, FILM_SUFFIXES = (frozenset(all_.split()) for all_ in (_SOUNDS, _FILMS))
RECORDING_SUFFIXES = SOUND_SUFFIXES | FILM_SUFFIXES

_STARTS = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"\0\0\1\xba", "mpeg"),
    (b"\0\0\1\xb3", "mpegvideo"),
    (b"riff\x2e\x91\xcf\x11", "w64"),
    (b"#!AMR", "amr"),
    (b".snd", "au"),
    (b"wvpk", "wv"),
    (b"caff", "caf"),
    (b"FLV\x01", "flv"),
    (b"\x1f\x07\0", "dv"),
)
_INSIDE = {
    (b"RIFF", b"WAVE"): "wav",
    (b"RF64", b"WAVE"): "wav",
    (b"RIFF", b"AVI "): "avi",
    (b"FORM", b"AIFF"): "aiff",
    (b"FORM", b"AIFC"): "aiff",
}
_MOV_BOXES = (b"moov", b"mdat", b"wide", b"pnot")
_PICTURE_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
"""Photographs in the container of films."""

_TAGGED = {".flac": "flac", ".aac": "aac", ".aif": "aiff", ".aiff": "aiff"}
_AC3_START, _AC3 = b"\x0b\x77", {".ac3": "ac3", ".eac3": "eac3"}
_MP3_LAYERS, _AAC_LAYER = (2, 4), 0
"""Bits of layers II and III in the second byte of a frame; no byte order mark has them."""

_TS_SYNC, _TS_PACKET = 0x47, 188
_PLAYLISTS = (b"#extm3u", b"[playlist]", b"<asx", b"ffconcat", b"<smil", b"[reference]")


class Format(NamedTuple):
    """The demuxer of a recording, and what it is likely to be."""

    demuxer: str
    kind: str
    """`sound` or `film`, until its tracks are known."""


def format_of(first_bytes: bytes, name: str) -> Format | None:
    """Return the format of a recording; None for any other file."""
    demuxer = _demuxer(first_bytes, PurePath(name).suffix.lower())
    return None if demuxer is None else Format(demuxer, _likely_kind(demuxer, first_bytes, name))


def is_playlist(first_bytes: bytes) -> bool:
    """Return True if a file only names other files or addresses."""
    return first_bytes.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_PLAYLISTS)


def _demuxer(content: bytes, suffix: str) -> str | None:
    for start, demuxer in _STARTS:
        if content.startswith(start):
            return demuxer
    if inside := _INSIDE.get((content[:4], content[8:12])):
        return inside
    if content[4:8] == b"ftyp":
        return None if content[8:12] in _PICTURE_BRANDS else "mov"
    if content[4:8] in _MOV_BOXES:
        return "mov"
    if content.startswith(b"ID3"):
        return _TAGGED.get(suffix, "mp3")
    return _AC3.get(suffix) if content.startswith(_AC3_START) else _by_frames(content)


def _by_frames(content: bytes) -> str | None:
    """Return the demuxer of a file without a head: it begins with a frame or a packet."""
    if len(content) > 4 and content[0] == 0xFF and content[1] & 0xF0 == 0xF0:
        layer = content[1] & 0x06
        if layer == _AAC_LAYER:
            return "aac"
        is_possible = content[2] >> 4 not in (0, 15) and content[2] & 0x0C != 0x0C
        return "mp3" if layer in _MP3_LAYERS and is_possible else None
    if len(content) > 4 and content[0] == 0xFF and content[1] & 0xFE == 0xE2:
        return "mp3"  # version 2.5
    for start in (0, 4):
        if content[start :: _TS_PACKET + start][:4] == bytes([_TS_SYNC]) * 4:
            return "mpegts"
    return None


def _likely_kind(demuxer: str, content: bytes, name: str) -> str:
    films = ("mov", "matroska", "avi", "mpeg", "mpegts", "mpegvideo", "asf", "dv", "flv")
    is_sound = PurePath(name).suffix.lower() in SOUND_SUFFIXES or content[8:12] == b"M4A "
    return "film" if demuxer in films and not is_sound else "sound"
