"""Measure of recordings: what becomes of files of all kinds, and pace against real time.

    python -m bench.media [share of the length of the long files]

Each file is made here, delivered, and processed by the pipeline as any other. A local server and a
file of this machine stand for what a hostile playlist points at: nobody may ask for either.
"""

import os
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Engine, select

from ingest.intake.delivery_receiver import receive_all
from ingest.pipeline.outcome import Outcome
from ingest.pipeline.service import one_round
from library.accessions.models import Accession, IngestStep
from library.catalogue.models import Page
from library.database import reading
from library.recordings.models import Stretch
from library.settings import Settings
from tests.makers import make_database, make_profile, make_settings

_TONE = ("-f", "lavfi", "-i", "sine=330:r=44100")
_VOICE = ("-f", "lavfi", "-i", "anoisesrc=a=0.3:c=pink:r=44100,tremolo=f=4:d=0.9")
_PICTURE = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=25")
_LARGE = ("-f", "lavfi", "-i", "testsrc2=s=7680x4320:r=5")
_SECRET = b"what no page may show"
_SOUNDS = {
    "a.wav": (),
    "a.bwf": ("-write_bext", "1", "-metadata", "originator=RTV", "-f", "wav"),
    "a.rf64.wav": ("-rf64", "always"),
    **{f"a.{suffix}": () for suffix in ["w64", "aiff", "flac", "mp3", "mp2", "aac", "opus", "wma"]},
    "a.m4a": ("-c:a", "aac"),
    "a.ogg": ("-c:a", "libvorbis"),
    "a.mka": ("-c:a", "flac"),
    "no suffix": ("-f", "mp3"),
}
_FILMS = {
    **{f"b.{suffix}": () for suffix in ["mp4", "mov", "mkv", "wmv", "ts", "mpg"]},
    "b.webm": ("-c:v", "libvpx", "-deadline", "realtime"),
    "b.avi": ("-c:v", "mpeg4"),
    "b.vob": ("-c:v", "mpeg2video"),
    "b.3gp": ("-c:v", "mpeg4", "-s", "352x288", "-c:a", "aac"),
    "b.ogv": ("-c:v", "libtheora", "-c:a", "libvorbis"),
    "mute.mp4": ("-an",),
}
_PLAYLISTS = {
    "hls.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{0}\n#EXT-X-ENDLIST\n",
    "hls.mp3": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{0}\n#EXT-X-ENDLIST\n",
    "concat.mp4": "ffconcat version 1.0\nfile '{1}'\n",
    "asx.wma": '<asx version="3.0"><entry><ref href="{0}"/></entry></asx>',
    "list.avi": "file '{1}'\nfile '{0}'\n",
}


def main() -> None:
    """Make the files, process them, and print the end of each."""
    with tempfile.TemporaryDirectory() as place, socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        folder = Path(place, "files")
        folder.mkdir()
        (secret := Path(place, "secret.wav")).write_bytes(_SECRET)
        _make_recordings(folder, float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
        _make_faults(folder)
        for name, text in _PLAYLISTS.items():
            address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
            (folder / name).write_text(text.format(address, secret), encoding="utf-8")
        settings = make_settings(Path(place, "home"), workers="2")
        engine = make_database(settings)
        _process(settings, engine, sorted(folder.iterdir()))
        print(f"escapes: {_is_asked(server) + _is_shown(settings)}")
        engine.dispose()


def _process(settings: Settings, engine: Engine, files: list[Path]) -> None:
    outcomes: list[Outcome] = []
    receipts = list(receive_all(settings, engine, files, make_profile(), publish=False))
    start = time.monotonic()
    one_round(settings, engine, outcomes.append)
    seconds = time.monotonic() - start
    for outcome in outcomes:
        print(outcome.sentence)
    refused = [receipt.sentence for receipt in receipts if not receipt.is_accepted]
    print(*refused, sep="\n")
    _print_paces(engine)
    cpu = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10
    ended = len(outcomes) + len(refused)
    print(f"{len(files)} files, {ended} ended, {len(files) - ended} hung; {seconds:.0f} s")
    print(f"{cpu:.0f} s of CPU; largest process, with the workers of Python: {memory} MB")


def _print_paces(engine: Engine) -> None:
    """Print how many times faster than they play the long recordings were made."""
    query = (
        select(Accession.source, Stretch.length, IngestStep.seconds)
        .join(IngestStep, IngestStep.accession_id == Accession.id)
        .join(Page, Page.item_id == Accession.item_id)
        .join(Stretch, Stretch.page_id == Page.id)
        .where(Stretch.begins == 0, IngestStep.page_number == 1, IngestStep.stage == "transcode")
    )
    with reading(engine) as session:
        for source, length, seconds in session.execute(query):
            if length > 20_000:
                print(f"{source}: {length / 1000 / seconds:.1f} x real time")


def _make_recordings(folder: Path, share: float) -> None:
    for name, options in _SOUNDS.items():
        _make(folder / name, *_VOICE, "-t", "3", *options)
    for name, options in _FILMS.items():
        _make(folder / name, *_PICTURE, *_VOICE, "-t", "3", *options)
    _make(folder / "tape.mp3", *_VOICE, "-t", str(1800 * share))
    _make(folder / "film.mp4", *_PICTURE, *_VOICE, "-t", str(180 * share), "-preset", "ultrafast")
    silence = ("-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", str(36_000 * share))
    _make(folder / "silence.flac", *silence)
    _make(folder / "8k.mp4", *_LARGE, "-t", "1", "-preset", "ultrafast")
    smaller = ("-vf", "scale=3840:2160", "-t", "1", "-preset", "ultrafast")
    _make(folder / "4k.mp4", *_LARGE, *smaller)
    tracks = [part for _ in range(200) for part in ("-map", "0:a")]
    _make(folder / "tracks.mka", *_TONE, "-t", "1", *tracks, "-c:a", "pcm_s16le")
    tracks = [part for _ in range(8) for part in ("-map", "0:a")]
    _make(folder / "eight tracks.mka", *_TONE, "-t", "2", *tracks, "-c:a", "flac")


def _make_faults(folder: Path) -> None:
    """Write files that are cut, empty, or not what they say."""
    for name in ("a.flac", "a.mp3", "a.wav", "b.mp4", "b.mkv", "b.avi", "b.mpg"):
        content = (folder / name).read_bytes()
        (folder / f"cut {name}").write_bytes(content[: len(content) // 2])
        if name.startswith("b"):
            noise = os.urandom(len(content) // 4)
            (folder / f"noisy {name}").write_bytes(
                content[: len(content) // 4] + noise + content[len(content) // 2 :]
            )
    (folder / "empty.mp3").write_bytes(b"")
    (folder / "head only.wav").write_bytes((folder / "a.wav").read_bytes()[:44])
    (folder / "paper.mp3").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (folder / "lying.mp4").write_bytes(_with_long_head((folder / "b.mp4").read_bytes()))
    (folder / "program.mp4").write_bytes(b"MZ\x90\0" + bytes(5000))
    (folder / "words.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\na\n", encoding="utf-8")
    _make(folder / "subtitles.mkv", "-i", str(folder / "words.srt"), "-c:s", "srt")
    (folder / "words.srt").unlink()
    cover = ("-f", "lavfi", "-i", "color=red:s=200x200", "-frames:v", "1", "-c:v", "mjpeg")
    _make(folder / "cover.mp4", *cover, "-disposition:v", "attached_pic")


def _with_long_head(film: bytes) -> bytes:
    """Return a film whose head says a hundred hours."""
    at = film.index(b"mvhd") + 16
    (scale,) = struct.unpack(">I", film[at : at + 4])
    return film[: at + 4] + struct.pack(">I", scale * 360_000) + film[at + 8 :]


def _make(path: Path, *options: str) -> None:
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *options, str(path)]
    subprocess.run(command, check=True, stderr=sys.stderr)


def _is_asked(server: socket.socket) -> bool:
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True


def _is_shown(settings: Settings) -> bool:
    """Return True if a file made for readers holds the secret."""
    return any(_SECRET in path.read_bytes() for path in settings.derivatives.glob("??/*"))


if __name__ == "__main__":
    main()
