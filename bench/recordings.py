"""Measure of listening: the first sound on a slow line, hits in long transcripts, accessibility.

    python -m bench.recordings [--hours 1000]

A recording of two hours is played in Chromium through the site as a server runs it; the hours of
recordings with transcripts in two languages are asked for in this process, and its CPU is counted.
"""

import random
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app import create_app
from bench.bad_line import BadLine, LineQuality
from bench.form import Row, json_parser, log_progress, report
from bench.installations import temporary_library
from bench.running_site import chromium, p95, running
from ingest.recordings.sound_copies import SPEECH_COPIES, WEBM
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from library.recordings.cues import Cue
from library.recordings.models import Transcript, TranscriptKind
from library.recordings.transcribing import save_transcript
from library.settings import Settings
from search_index.index.sync import drain
from tests.makers import make_item
from tests.recordings import MINUTE, make_recording

_T = TypeVar("_T")
_BY = "phép đo"
_LONG = 120
"""Minutes of the recording that is played."""

_LINE = LineQuality(64_000 / 8, seconds_between_cuts=3600, round_trip_seconds=0.6)
_CUE_MS = 5_000
_VERSE = (
    "then mo sli lượn đàn tính mường trời nàng ới hoa xuân bản làng suối nguồn mẹ cha rừng nương "
    "lúa chín mùa gặt lễ cầu an nhà sàn khách quý chén rượu lời thương nhớ đường xa núi cao"
)
_WORDS = tuple(_VERSE.split())
_RARE = "kỳ cùng thủy điện"
"""Words said once in each recording in which they are."""

_TRANSCRIPTS = (("tyz", TranscriptKind.SPEECH), ("vi", TranscriptKind.TRANSLATION))
_QUESTIONS = 40
_AT_ONCE = 50
"""Recordings entered in one transaction."""

_SILENT = b"-"
"""Content of the copies that nobody plays: one file in the store instead of thousands."""

_STALLS = """() => new Promise((end, media = document.querySelector('audio'), stalls = 0) => {
    media.addEventListener('waiting', () => stalls++); setTimeout(() => end(stalls), 45000) })"""
_AUDIBLE = "media => media.currentTime > {0} && !media.paused && media.readyState >= 3"


def make_sound(folder: Path) -> bytes:
    """Return a voice of two hours as the usual copy has it: one minute, again and again."""
    minute, recording = folder / "minute.webm", folder / "whole.webm"
    voice = ("-f", "lavfi", "-i", "anoisesrc=a=0.3:c=pink:r=48000,tremolo=f=4:d=0.9", "-t", "60")
    copy = SPEECH_COPIES[2]
    _run_ffmpeg(*voice, "-b:a", f"{copy.rate}k", *copy.options, str(minute))
    repeated = ("-stream_loop", str(_LONG - 1), "-i", str(minute), "-c", "copy")
    _run_ffmpeg(*repeated, *WEBM, str(recording))
    return recording.read_bytes()


def _run_ffmpeg(*options: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *options], check=True)


def enter_recordings(
    database: Engine, settings: Settings, count: int, minutes: int, sound: bytes
) -> list[str]:
    """Enter published recordings with transcripts in two languages; return their items."""
    rng, items = random.Random(minutes), []
    for first in range(0, count, _AT_ONCE):
        with work(database) as session:
            for number in range(first, min(first + _AT_ONCE, count)):
                items.append(_enter(session, settings, rng, minutes, number, sound))
        log_progress(f"{len(items)} recordings of {minutes} minutes entered")
    return items


def _enter(
    session: Session,
    settings: Settings,
    rng: random.Random,
    minutes: int,
    number: int,
    sound: bytes,
) -> str:
    described = {"texts": (), "published": False, "access": Access.PUBLIC}
    item = make_item(session, f"Băng {minutes} phút số {number}", **described)
    file = f"{minutes:04}{number:060}"
    make_recording(session, settings, item, minutes, file, sound)
    for language, kind in _TRANSCRIPTS:
        shown = Transcript(item_id=item.id, file=file, kind=kind, language=language)
        shown.version, shown.cues = 0, ""
        save_transcript(session, shown, tuple(_cues(rng, minutes)), _BY)
    publish(session, item, _BY)
    return item.id


def _cues(rng: random.Random, minutes: int) -> Iterator[Cue]:
    count = minutes * MINUTE // _CUE_MS
    rare = rng.randrange(count * 3 // 4, count)
    for number in range(count):
        words = " ".join(rng.choices(_WORDS, k=10))
        words = f"{words} {_RARE}" if number == rare else words
        yield Cue(number * _CUE_MS, (number + 1) * _CUE_MS, words, "Bà Lợi")


def measure_hits(settings: Settings, hours: int) -> Iterator[Row]:
    """Yield the CPU time from the question to the second at which the hit is said."""
    client = create_app(settings).test_client()
    searches, hits = [], []
    for number in range(_QUESTIONS + 5):
        first, second = _RARE.split()[:2], _WORDS[number % len(_WORDS)]
        question = f'"{" ".join(first)}" {second}'
        seconds, addresses = _least_cpu(partial(_hits, client, question))
        searches.append(seconds)
        address = addresses[number % len(addresses)]
        seconds, page = _least_cpu(partial(_page_at, client, address))
        hits.append(seconds)
        if "<mark" not in page or "#t=" not in page:
            raise SystemExit("a hit is not played from its second")
    millisecond = 0.001
    yield Row(f"a hit to the second, {hours} h, p95", p95(hits[5:]) / millisecond, "ms of CPU", 60)
    yield Row("its search, p95", p95(searches[5:]) / millisecond, "ms of CPU")
    yield Row("a hit, median", statistics.median(hits[5:]) / millisecond, "ms of CPU")


def _least_cpu(ask: Callable[[], _T]) -> tuple[float, _T]:
    """Return the least CPU time of three attempts, as other work on the machine adds to it."""
    seconds = []
    for _ in range(3):
        started = time.process_time()
        answer = ask()
        seconds.append(time.process_time() - started)
    return min(seconds), answer


def _page_at(client: FlaskClient, address: str) -> str:
    return client.get(address).get_data(as_text=True)


def _hits(client: FlaskClient, question: str) -> list[str]:
    answer = client.get("/tra-cuu", query_string={"q": question}).get_data(as_text=True)
    parts = (part.partition('"')[0] for part in answer.split('href="')[1:])
    addresses = [part.replace("&amp;", "&") for part in parts if "/trang/" in part and "q=" in part]
    if not addresses:
        raise SystemExit(f"nothing found for {question}")
    return addresses


def measure_playing(settings: Settings, item_id: str) -> Iterator[Row]:
    """Yield the times of Chromium from pressing play to the sound, and what axe finds."""
    with running(settings, "serve") as site, chromium() as browser:
        line = BadLine(int(site.rpartition(":")[2]), _LINE)
        page = f"/tai-lieu/{item_id}/trang"
        slow = _tab(browser, f"http://127.0.0.1:{line.port}")
        seconds = _seconds_to_sound(slow, f"{page}/1", 0)
        yield Row("first sound at 64 kbit/s and 600 ms", seconds, "s", 6)
        yield Row("stalls in the next 45 s", slow.evaluate(_STALLS), "stalls", 0)
        seconds = _seconds_to_sound(slow, f"{page}/20", 19 * 300)
        yield Row("first sound there at 1:35:00", seconds, "s")
        slow.context.close()
        line.close()
        tab = _tab(browser, site)
        tab.goto(f"/tra-cuu?q=%22{'+'.join(_RARE.split())}%22")
        hit = next(
            href
            for link in tab.query_selector_all("main a")
            if f"{page}/" in (href := link.get_attribute("href") or "") and "q=" in href
        )
        yield Row("a hit in two hours plays", _seconds_to_sound(tab, hit, 5400 - 1), "s", 2)
        for name, address in (("hit", hit), ("stretch", f"{page}/3"), ("item", page[:-6])):
            tab.goto(address)
            yield Row(f"axe, page of a {name}", Axe().run(tab).violations_count, "violations", 0)


def _tab(browser: Browser, site: str) -> Page:
    options = {"base_url": site, "locale": "vi-VN", "service_workers": "block"}
    return browser.new_context(**options).new_page()


def _seconds_to_sound(tab: Page, address: str, begins: float) -> float:
    """Return the seconds from pressing play until the sound goes on after `begins` seconds."""
    tab.goto(address, wait_until="load", timeout=120_000)
    started = time.perf_counter()
    tab.evaluate("() => { document.querySelector('audio').play() }")
    condition = _AUDIBLE.format(begins + 0.05)
    tab.wait_for_function(
        f"() => ({condition})(document.querySelector('audio'))", timeout=120_000, polling=50
    )
    return time.perf_counter() - started


def main() -> None:
    """Make the recordings, play one, and ask for the others."""
    parser = json_parser(__doc__)
    parser.add_argument("--hours", type=int, default=1000)
    args = parser.parse_args()
    with temporary_library() as (settings, database):
        (long,) = enter_recordings(database, settings, 1, _LONG, make_sound(settings.home))
        drain(settings, database)
        rows = list(measure_playing(settings, long))
        for row in rows:
            log_progress(f"{row.what}: {row.value:.2f} {row.unit}")
        enter_recordings(database, settings, args.hours, 60, _SILENT)
        log_progress(f"{drain(settings, database)} pages indexed")
        rows += measure_hits(settings, args.hours)
    report("recordings", rows, as_json=args.json)


if __name__ == "__main__":
    main()
