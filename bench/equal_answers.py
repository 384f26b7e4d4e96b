"""Answers of a cluster of OpenSearch compared with those of Tantivy, on the same pages."""

import argparse
import hashlib
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from bench import known_items, quality, search
from bench.answer_sets import NAMES
from bench.answers_compared import Answer, Comparison, by_kind, compare, listed, shares
from bench.form import Row, log_progress, material_parser, report
from bench.material import typed_records
from bench.pages import ItemGenerator
from bench.question_set import held_out_ids, read_questions
from library.errors import LibraryError
from library.settings import Settings
from library.vietnamese.letters import fold
from search_index.documents import Order, SearchRequest
from search_index.index import sync
from search_index.search_service import SearchService

_DEPTH = 20
_SPANS = 20
_OF_EACH_KIND = 15
_TARGETS = {"set": 1.0, "count": 1.0, "first hit": 0.99, "first ten": 0.97}
_FORMS = {
    "years": "{} năm:1990..2010",
    "phrase": '"{}"',
    "words near each other": '"{}"~6',
    "either": "{} HOẶC lễ hội",
    "without": "{} KHÔNG tỉnh",
    "in the title": "nhan đề:({})",
    "beginning of a word": "{1}*",
}
_LOCKED = 128
"""Limit of the first byte of a checksum: questions below it are of the locked half."""


def main() -> None:
    """Index the same pages on both engines, ask both the same questions and report."""
    args = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        settings, database = _installation(args.home or Path(temporary), args.pages, args.data)
        embedded, cluster = settings, _on_cluster(settings, args.prefix)
        for engine in (embedded, cluster):
            log_progress(f"indexing on {engine.engine}")
            sync.drain(engine, database)
        requests = tuple(_requests(database, args.data))[:: args.one_in]
        services = SearchService(embedded, database), SearchService(cluster, database)
        comparisons = list(_compare_all(services, requests))
        for service in services:
            service.close()
        database.dispose()
    print(*listed(comparisons, _is_locked), sep="\n")
    report("equal answers", _rows(comparisons), as_json=args.json)


def _arguments() -> argparse.Namespace:
    parser = material_parser(__doc__)
    parser.add_argument("--pages", type=int, default=20_000, help="number of generated pages")
    parser.add_argument("--prefix", default="test-equal-answers", help="of names on the cluster")
    parser.add_argument("--one-in", type=int, default=1, help="ask one question in so many")
    return parser.parse_args()


def _installation(home: Path, pages: int, data: Path) -> tuple[Settings, Engine]:
    """Return a library with generated pages and real texts, indexed on Tantivy."""
    is_new = not (home / "diachi.sqlite").exists()
    log_progress(f"{pages} generated pages")
    filled = search.fill_installation(home, pages, "tantivy")
    if is_new:
        log_progress("real texts")
        quality.import_records(filled.database, typed_records(data))
    return filled.settings, filled.database


def _on_cluster(settings: Settings, prefix: str) -> Settings:
    addresses = os.environ.get("OPENSEARCH_URLS") or os.environ["OPENSEARCH_URL"]
    return replace(
        settings,
        engine="opensearch",
        opensearch_url=tuple(addresses.split(",")),
        opensearch_prefix=prefix,
        opensearch_shards=3,
    )


def _requests(database: Engine, data: Path) -> Iterator[tuple[str, SearchRequest]]:
    """Yield the requests with the kind of each."""
    judged = [question.judged for question in read_questions()]
    for question in (*judged, *quality.read_questions(data)):
        yield f"question, {question.kind}", SearchRequest(question.typed)
    for kind, typed in search.questions(ItemGenerator()).items():
        yield from ((f"generated, {kind}", SearchRequest(text)) for text in typed[:_OF_EACH_KIND])
    material, draw = known_items.Material(database), random.Random(5)
    for span in material.spans(draw, 5)[:_SPANS]:
        unmarked = fold(span.text)
        yield "span with marks", SearchRequest(span.text)
        yield "span without marks", SearchRequest(unmarked)
        yield "span, one letter wrong", SearchRequest(known_items.mistyped(unmarked, draw))
        yield "span inside an item", SearchRequest(span.text, item=span.page[0])
    names = NAMES.read_text(encoding="utf-8").splitlines()
    for name in names:
        yield "set", SearchRequest(name)
        yield "set without marks", SearchRequest(fold(name))
    for name in names[::2]:
        yield "set of a collection", SearchRequest(name, collection="do")
        yield "set of a decade", SearchRequest(name, decade=2020)
        for form, text in _FORMS.items():
            yield f"set, {form}", SearchRequest(text.format(name, name[:3]))
        for order in (Order.NEWEST, Order.TITLE):
            yield f"set, {order}", SearchRequest(name, order=order)


def _compare_all(
    services: tuple[SearchService, SearchService], requests: Sequence[tuple[str, SearchRequest]]
) -> Iterator[Comparison]:
    for number, (kind, request) in enumerate(requests):
        if number % 100 == 0:
            log_progress(f"question {number} of {len(requests)}")
        embedded, cluster = (_answer(service, request) for service in services)
        yield compare(kind, request.typed, embedded, cluster)


def _answer(service: SearchService, request: SearchRequest) -> Answer:
    page = service.search(replace(request, size=_DEPTH, facets=True))
    try:
        items = service.items_containing(request.typed)
    except LibraryError:
        items = frozenset()
    return Answer(page, items)


def _is_locked(typed: str) -> bool:
    """Return True for one half of all questions, of which only the totals are reported."""
    return typed in _held_out() or hashlib.sha256(typed.encode()).digest()[0] < _LOCKED


@cache
def _held_out() -> frozenset[str]:
    """Return the questions on which no search may be tuned."""
    judged = [question.judged for question in read_questions()]
    held_out = held_out_ids(judged)
    return frozenset(question.typed for question in judged if question.id in held_out)


def _rows(comparisons: list[Comparison]) -> Iterator[Row]:
    for kind, of_kind in by_kind(comparisons).items():
        yield from _figures(kind, of_kind, {})
    locked = [row for row in comparisons if _is_locked(row.typed)]
    yield from _figures("locked half", locked, _TARGETS)
    yield from _figures("all", comparisons, _TARGETS)


def _figures(
    name: str, comparisons: Sequence[Comparison], targets: dict[str, float]
) -> Iterator[Row]:
    for part, (share, count) in shares(comparisons).items():
        if count and (targets or share < 1 or part == "first ten"):
            yield Row(f"{name}, {part} ({count})", share, "", targets.get(part), "higher")


if __name__ == "__main__":
    main()
