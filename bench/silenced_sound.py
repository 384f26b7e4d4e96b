"""Measure of silenced sound: the loudest moment of a silenced span in the copies of a tape."""

import re
import subprocess
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, Item, Page
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import SilenceReason, Stretch, TranscriptKind
from library.recordings.playing import COPY_KINDS
from library.recordings.silencing import SpanFacts, mark
from library.settings import Settings
from library.storage.stores import derivative_store
from tests.ingest.days import run_pipeline, submit
from tests.makers import BY, make_database, make_settings
from tests.recordings import add_words, make_recording

_TONE = ("-f", "lavfi", "-i", "sine=440:r=44100", "-t", "20")
_BEGINS, _ENDS = 5000, 11_000
_PEAK = re.compile(r"max_volume: (-?[\d.]+) dB")


def make_tape(session: Session, settings: Settings, item: Item, mark: str) -> Page:
    """Return the first page of a tape whose words from the fifth second on hold a secret mark."""
    pages = make_recording(session, settings, item, content=mark.encode() * 9)
    words = (Cue(1000, 4000, f"lời {mark}a"), Cue(5000, 9000, f"rồi {mark}b"))
    for language in ("vi", "tyz"):
        add_words(session, item, words, language=language)
    add_words(session, item, (Cue(6000, 9000, f"{mark}b"),), TranscriptKind.CHAPTERS)
    return pages[0]


def loudest_in_span(folder: Path) -> tuple[int, float]:
    """Return the number of copies of a tape, and the peak in dB of a span silenced in it."""
    clip = folder / "băng.wav"
    subprocess.run(["ffmpeg", "-v", "error", *_TONE, str(clip)], check=True)
    settings = make_settings(folder)
    engine = make_database(settings)
    submit(settings, engine, clip)
    run_pipeline(settings, engine)
    with work(engine) as session:
        item, stretch = session.scalars(select(Item)).one(), session.scalars(select(Stretch)).one()
        facts = SpanFacts(_BEGINS, _ENDS, SilenceReason.THIRD_PERSON)
        mark(session, item, stretch.file, facts, BY)
    run_pipeline(settings, engine)
    store = derivative_store(settings)
    with reading(engine) as session:
        query = select(Derivative.digest).where(Derivative.kind.in_(COPY_KINDS))
        peaks = [_peak(store.path(digest)) for digest in session.scalars(query)]
    engine.dispose()
    return len(peaks), max(peaks)


def _peak(path: Path) -> float:
    span = ("-ss", str(_BEGINS / 1000), "-t", str((_ENDS - _BEGINS) / 1000), "-i", str(path))
    command = ["ffmpeg", "-nostdin", *span, "-vn", "-af", "volumedetect", "-f", "null", "-"]
    report = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    return float(_PEAK.findall(report)[-1])
