"""Measure of conditions: thirteen kinds on one item each, tried at every door of the site.

    python -m bench.conditions

A secret word and the images of an item are looked for in every answer that its condition forbids;
then each item is withdrawn, and all doors are tried again. The thirteenth kind is a recording with
a silenced span: its words and former copies are the secret, and its new copies are listened to.
"""

import hashlib
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from bench.form import Row, json_parser, report
from kit.packs.plan import plan_for
from kit.packs.selected_records import records
from kit.phone.handout_items import lasting_records
from library import clock
from library.catalogue import cataloguing
from library.catalogue.access.publishing import close
from library.catalogue.access.reading_conditions import Conditions, to_text
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, Derivative, Item, Page
from library.corrections.line_choice import only_public
from library.database import reading, work
from library.recordings.cues import Cue
from library.recordings.models import SilenceReason, Stretch, TranscriptKind
from library.recordings.playing import COPY_KINDS
from library.recordings.silencing import SpanFacts, mark
from library.recordings.silencing import mark as mark_span
from library.settings import Settings
from library.storage.stores import derivative_store
from search_index.index.sync import drain
from tests.app.scans import add_page_pdf, make_scan
from tests.ingest.days import run_pipeline, submit
from tests.kit.packs.province import make_station
from tests.makers import BY, make_database, make_item, make_settings
from tests.recordings import add_words, make_recording

_HOME, _ROBOT = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Googlebot/2.1"
_FILES = frozenset(
    (
        *("pdf", "epub", "text", "page_text", "page_jpeg", "hocr", "page_hocr", "alto"),
        *("page_alto", "choose_pages"),
    )
)
"""Doors by which readers take files home."""

_SEARCHED = frozenset(
    (
        *("public.search", "public.feed", "public.suggest", "public.item", "public.page"),
        *("public.find_inside", "interfaces.opds_search", "interfaces.iiif.search"),
    )
)
"""Doors that take words."""

_SILENCED = "a silenced span of a recording"
_MAX_SECONDS = 60
_QUIET_DB = -80.0
_ALWAYS, _NEVER = (lambda *_: True), (lambda *_: False)


@dataclass(frozen=True, slots=True)
class Case:
    """An item on a condition: its secrets, and the doors that must not show them."""

    kind: str
    item_id: str
    secret: str
    images: Mapping[str, str]
    """Checksums of the bytes of its images, by checksum in addresses."""
    is_closed: Callable[[str, str], bool]
    """True for a door that must not show the secrets to this user agent."""
    paths: Mapping[str, object]
    """Values for the addresses of doors."""


def _is_machine(door: str, agent: str) -> bool:
    return door.startswith("interfaces.") or agent == _ROBOT


def _is_file(door: str, _agent: str) -> bool:
    return door.removeprefix("public.") in _FILES or door.startswith("interfaces.api")


def _kinds() -> Iterator[tuple[str, Conditions, Access, Callable[[str, str], bool]]]:
    today = clock.today()
    days = [(today + timedelta(days=count)).isoformat() for count in (-40, -1, 1, 40)]
    day = {name: text[5:] for name, text in zip(("b", "y", "t", "l"), days, strict=True)}
    day = {name: "02-28" if text == "02-29" else text for name, text in day.items()}
    public, library = Access.PUBLIC, Access.LIBRARY
    yield "a consent without conditions", Conditions(consented=True), public, _NEVER
    yield "in season", Conditions(season=(day["y"], day["l"])), public, _NEVER
    yield "before its season", Conditions(season=(day["t"], day["l"])), public, _ALWAYS
    yield "after its season", Conditions(season=(day["b"], day["y"])), public, _ALWAYS
    yield "beside a person", Conditions(attended=True), public, _ALWAYS
    yield "word of warning", Conditions(warning="Có tiếng khóc"), public, _ALWAYS
    yield "not for download", Conditions(no_download=True), public, _is_file
    yield "not for machines", Conditions(no_machines=True), public, _is_machine
    both = Conditions(no_machines=True, no_download=True)
    yield "neither", both, public, lambda *to: _is_file(*to) or _is_machine(*to)
    yield "publication ended", Conditions(open_until=days[1]), public, _ALWAYS
    yield "reading ended", Conditions(onsite_until=days[1]), public, _ALWAYS
    yield "read in the room, warned", Conditions(warning="Có tiếng khóc"), library, _ALWAYS
    yield _SILENCED, Conditions(), public, _ALWAYS


def main() -> None:
    """Enter the items, ask at every door, withdraw them, and ask again."""
    parser = json_parser(__doc__)
    parser.add_argument("--kinds", default="", help="only kinds with these words")
    parser.add_argument("--verbose", action="store_true", help="name each door that leaks")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = make_settings(Path(folder))
        engine = make_database(settings)
        with work(engine) as session:
            cases = [_enter(session, settings, *kind) for kind in _kinds() if args.kinds in kind[0]]
        drain(settings, engine)
        app = create_app(settings)
        rows = [Row("kinds of conditions", len(cases), "kinds", 13)]
        answer_count, shown, leaks, longest = _ask(app, cases, args.verbose)
        rows.append(Row("doors tried", answer_count, "answers", None))
        rows.append(Row("answers that show what they may", shown, "answers", None))
        rows.append(Row("leaks of words and images at doors", leaks, "leaks", 0))
        with reading(engine) as session:
            rows.append(Row("leaks into files", _in_files(session, cases), "leaks", 0))
        start = time.monotonic()
        with work(engine) as session:
            for case in cases:
                close(session, session.get_one(Item, case.item_id), BY, "xin gỡ")
        drain(settings, engine)
        seconds = time.monotonic() - start + longest
        withdrawn = [replace(case, is_closed=_ALWAYS) for case in cases]
        _, _, remaining_leaks, _ = _ask(app, withdrawn, args.verbose)
        rows.append(Row("answers with what was withdrawn", remaining_leaks, "leaks", 0))
        rows.append(Row("longest age in a cache", longest, "s", _MAX_SECONDS))
        rows.append(Row("withdrawn everywhere, caches included", seconds, "s", _MAX_SECONDS))
        app.extensions["services"].close()
        engine.dispose()
    with tempfile.TemporaryDirectory() as folder:
        count, peak = loudest_in_span(Path(folder))
        rows.append(Row("copies made again of a silenced tape", count, "copies", None))
        rows.append(Row("loudest sound in its silenced span", peak, "dB", _QUIET_DB))
    report("conditions", rows, as_json=args.json)


def _enter(
    session: Session,
    settings: Settings,
    kind: str,
    conditions: Conditions,
    access: Access,
    is_closed: Callable[[str, str], bool],
) -> Case:
    mark = (
        hashlib.sha256(kind.encode())
        .hexdigest()[:8]
        .translate(str.maketrans("0123456789", "ghijklmnop"))
    )
    item = make_item(session, f"Hát Then {kind}", texts=(), published=False, kind="sách")
    if kind == _SILENCED:
        page = make_tape(session, settings, item, mark)
    else:
        page = make_scan(
            session, settings, item, f"lời {mark}a rồi {mark}b hết", widths=(500, 800 + len(kind))
        )
        add_page_pdf(settings, page)
    publish(session, item, BY)
    text = to_text(conditions)
    cataloguing.describe(session, item, {"access": access, "conditions": text}, BY)
    session.flush()
    store = derivative_store(settings)
    digests = session.scalars(
        select(Derivative.digest)
        .join(Page, Page.id == Derivative.page_id)
        .where(Page.item_id == item.id)
    ).all()
    if kind == _SILENCED:
        facts = SpanFacts(5000, 8000, SilenceReason.HEALTH)
        mark_span(session, item, session.get_one(Stretch, page.id).file, facts, BY)
    images = {name: hashlib.sha256(store.read(name)).hexdigest() for name in digests}
    paths = {
        "item_id": item.id,
        "number": 1,
        "page_id": page.id,
        "collection": item.collection,
        "slug": item.collection,
        "q": f"{mark}a",
    }
    return Case(kind, item.id, f"{mark}b", images, is_closed, paths)


def _ask(app: Flask, cases: list[Case], is_verbose: bool) -> tuple[int, int, int, int]:
    """Return the answers, those that show secrets rightly and wrongly, and the longest age."""
    answer_count = shown = longest = 0
    leaks: list[str] = []
    for agent, case, door, answer in _answers(app, cases):
        answer_count += 1
        body = answer.get_data()
        if answer.status_code == 200 and _names(case, answer.request.path, body):
            longest = max(longest, answer.cache_control.max_age or 0)
        if answer.status_code == 200 and _shows(case, body):
            shown += 1
            if case.is_closed(door, agent):
                leaks.append(f"{case.kind}: {door} {answer.request.path} to {agent[:9]}")
    print(*leaks if is_verbose else (), sep="\n", end="", flush=True)
    return answer_count, shown - len(leaks), len(leaks), longest


def _answers(app: Flask, cases: list[Case]) -> Iterator[tuple[str, Case, str, TestResponse]]:
    for agent in (_HOME, _ROBOT):
        client = app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = agent
        get = cache(client.get)
        for case in cases:
            for door, address in _addresses(app, case):
                yield agent, case, door, get(address)


def _names(case: Case, address: str, body: bytes) -> bool:
    return case.item_id in address or case.item_id.encode() in body


def _shows(case: Case, body: bytes) -> bool:
    return case.secret.encode() in body or hashlib.sha256(body).hexdigest() in case.images.values()


def _addresses(app: Flask, case: Case) -> Iterator[tuple[str, str]]:
    """Yield the addresses of all doors that show items, with all that they take of an item."""
    words = f"?q={case.paths['q']}"
    tiles = {"region": "full", "size": "max", "rotation": "0", "name": "default.jpg"}
    fixed = {
        "version": 3,
        "form": "1.2",
        "kind": "txt",
        "way": "tac-gia",
        "language": "vi",
        **tiles,
    }
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if (
                rule.endpoint.split(".")[0] not in ("public", "interfaces")
                or "GET" not in rule.methods
            ):
                continue
            for digest in case.images if "digest" in rule.arguments else ("",):
                values = {**fixed, **case.paths, "digest": digest, **(rule.defaults or {})}
                if not rule.arguments <= values.keys():
                    continue
                try:
                    path = adapter.build(rule.endpoint, {n: values[n] for n in rule.arguments})
                except ValueError:
                    continue
                yield rule.endpoint, path
                if rule.endpoint in _SEARCHED:
                    yield rule.endpoint, path + words
    identifier = f"oai:localhost:{case.item_id}"
    for prefix in ("oai_dc", "marc21", "mets"):
        query = f"metadataPrefix={prefix}"
        yield "interfaces.oai", f"/oai?verb=ListRecords&{query}"
        yield "interfaces.oai", f"/oai?verb=GetRecord&{query}&identifier={identifier}"
    word = case.paths["q"]
    yield "interfaces.sru", f"/sru?operation=searchRetrieve&version=1.2&query={word}"
    yield "interfaces.api_search", f"/api/v1/search?q={word}"
    yield "public.reading_list_file", f"/danh-sach.txt?ma={case.item_id}"
    yield "interfaces.iiif.search", f"/iiif/2/{case.item_id}/search?q={word}"


def _in_files(session: Session, cases: list[Case]) -> int:
    """Return the number of items in files that cannot keep their condition."""
    today = clock.today().isoformat()
    ids = [case.item_id for case in cases if case.kind != _SILENCED]
    handed_out = lasting_records(session, ids, today)
    selection = plan_for(session, make_station(session), clock.today()).selection
    pages, lines = selection.with_pages, [record.line for record in records(session, selection)]
    packed = [c for c in cases if c.kind == _SILENCED and c.secret.encode() in b"".join(lines)]
    unkept = [case for case in cases if case.kind == "beside a person" and case.item_id in pages]
    typed = session.scalars(only_public(select(Page.item_id))).all()
    return len(handed_out) + len(packed) + len(unkept) + len(set(typed) & set(ids))


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


if __name__ == "__main__":
    main()
