"""Whole questions by words alone and by meaning as well: documents, pages, cost, by kind.

Needs the extra `meaning`; vectors that are missing are built first, which takes an hour for the
whole material. A page is right if it holds most of the sentence that answers.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine

from bench import quality
from bench.form import Row, report
from bench.judgements import Outcome, mean_reciprocal_rank
from bench.question_set import read_questions as read_own_questions
from library.catalogue.queries import texts_at
from library.database import reading
from library.installation import installation
from library.settings import Settings
from search_index.analysis import tokens
from search_index.documents import ItemHit, SearchRequest
from search_index.meaning.gate import question_language
from search_index.meaning.place import is_installed
from search_index.search_service import SearchService

_KINDS = {"vi": "marked", "vi0": "unmarked", "en": "English and French", "fr": "English and French"}
_TARGETS = {
    "without, all: document r@5": 0.80,
    "without, all: page r@1": 0.55,
    "with, all: document r@5": 0.85,
    "with, all: document r@10": 0.90,
    "with, all: MRR": 0.72,
    "with, English and French: document r@5": 0.75,
}
_MAX_KEYWORD_LOSS = 0.01
_MAX_ADDED_MS, _MAX_ADDED_MB = 60, 150
_ANSWER_SHARE = 0.6
"""Share of the word pairs of the answering sentence that its page holds; pages may divide it."""

_MEMORY_QUESTIONS = (
    "Ai là chỉ huy trưởng Chiến dịch Biên giới?",
    "Who led the Bac Son uprising in 1940?",
    "Sông Kỳ Cùng bắt nguồn từ đâu và dài bao nhiêu?",
)
_Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question with its kind, its document and the word pairs of the answering sentence."""

    typed: str
    kind: str
    document: str
    answer: _Pairs


@dataclass(frozen=True, slots=True)
class Place:
    """Rank of the right document, 0 if it is not found, and whether the first page is right."""

    kind: str
    rank: int
    is_page_right: bool


def main() -> None:
    """Ask all questions both ways, and report by kind."""
    args = _arguments()
    if not is_installed():
        sys.exit("the extra `meaning` is not installed: make meaning")
    questions = tuple(_read(args.data / "questions.tsv"))
    with tempfile.TemporaryDirectory() as temporary:
        home = args.home or Path(temporary)
        settings, database = quality.installation(args.data, home, args.one_in)
        import_module("search_index.meaning.work").update(
            settings, database, _print_progress, all_pages=False
        )
        rows = [*_rows(settings, database, questions, args)]
        database.dispose()
    report("meaning", rows, as_json=args.json)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the measuring material")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    parser.add_argument(
        "--one-in", type=int, default=1, help="of the texts nobody asks for take one in so many"
    )
    parser.add_argument("--failures", action="store_true", help="name what is not among five")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _read(file: Path) -> Iterator[AnsweredQuestion]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            kind = _KINDS[row["type"].partition("/")[0]]
            answer = _pairs(row["answer_sentence"])
            yield AnsweredQuestion(row["question"], kind, row["doc_id"], answer)


def _rows(
    settings: Settings,
    database: Engine,
    questions: Sequence[AnsweredQuestion],
    args: argparse.Namespace,
) -> Iterator[Row]:
    service = SearchService(settings, database)
    keywords = [question.judged for question in read_own_questions()]
    keywords = [judged for judged in keywords if judged.kind != "question"]
    keywords += quality.read_questions(args.data)
    ranks = {}
    for has_meaning in (False, True):
        name = "with" if has_meaning else "without"
        ask = _search(service, has_meaning=has_meaning)
        places = [_place(database, question, ask(question.typed)) for question in questions]
        if args.failures:
            print(*_failures(name, questions, places), sep="\n")
        yield from _figures(name, places)
        outcomes = [
            Outcome(judged, tuple(hit.item.source_id or "" for hit in ask(judged.typed)))
            for judged in keywords
        ]
        ranks[has_meaning] = mean_reciprocal_rank(outcomes)
        yield Row(f"{name}, keywords ({len(keywords)}): MRR", ranks[has_meaning], "")
    loss = ranks[False] - ranks[True]
    yield Row("keywords: MRR lost", loss, "", _MAX_KEYWORD_LOSS, "lower")
    yield from _costs(service, questions)
    service.close()
    yield Row("added memory", _added_megabytes(settings), "MB", _MAX_ADDED_MB, "lower")


def _search(service: SearchService, *, has_meaning: bool) -> Callable[[str], tuple[ItemHit, ...]]:
    return lambda typed: service.search(SearchRequest(typed, meaning=has_meaning)).in_order


def _place(database: Engine, question: AnsweredQuestion, hits: tuple[ItemHit, ...]) -> Place:
    ids = [hit.item.source_id for hit in hits]
    rank = ids.index(question.document) + 1 if question.document in ids else 0
    return Place(question.kind, rank, rank == 1 and _has_answer(database, hits[0], question.answer))


def _has_answer(database: Engine, hit: ItemHit, answer: _Pairs) -> bool:
    place = (hit.item_id, hit.page or 0)
    with reading(database) as session:
        text = texts_at(session, [place]).get(place, "")
    return len(answer & _pairs(text)) >= _ANSWER_SHARE * len(answer)


def _pairs(text: str) -> _Pairs:
    return frozenset(pairwise(word.folded for word in tokens(text)))


def _figures(name: str, places: Sequence[Place]) -> Iterator[Row]:
    for kind in (*dict.fromkeys(_KINDS.values()), "all"):
        of_kind = [place for place in places if kind in (place.kind, "all")]
        figures = {
            **{f"document r@{k}": [0 < p.rank <= k for p in of_kind] for k in (1, 5, 10)},
            "MRR": [1 / place.rank if place.rank else 0 for place in of_kind],
            "page r@1": [place.is_page_right for place in of_kind],
        }
        for figure, values in figures.items():
            label = f"{name}, {kind}: {figure}"
            mean = sum(values) / max(1, len(values))
            yield Row(f"{label} ({len(values)})", mean, "", _TARGETS.get(label), "higher")


def _failures(
    name: str, questions: Sequence[AnsweredQuestion], places: Sequence[Place]
) -> Iterator[str]:
    for question, place in zip(questions, places, strict=True):
        if not 0 < place.rank <= 5:
            yield f"{name}: {question.kind} “{question.typed}” rank {place.rank}"


def _costs(service: SearchService, questions: Sequence[AnsweredQuestion]) -> Iterator[Row]:
    """Measure the processor time that meaning adds to each question that passes the gate."""
    added = []
    for question in questions:
        if question_language(question.typed) is not None:
            with_meaning, without = (
                min(_milliseconds(service, question.typed, meaning) for _ in range(3))
                for meaning in (True, False)
            )
            added.append(with_meaning - without)
    added.sort()
    yield Row("added CPU, median", added[len(added) // 2], "ms")
    p95 = added[int(len(added) * 0.95)]
    yield Row("added CPU, p95", p95, "ms", _MAX_ADDED_MS, "lower")


def _milliseconds(service: SearchService, typed: str, meaning: bool) -> float:
    started = time.process_time()
    service.search(SearchRequest(typed, meaning=meaning))
    return (time.process_time() - started) * 1000


def _added_megabytes(settings: Settings) -> float:
    """Measure the memory that model and vectors add to a fresh process that has searched before."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure_memory, (settings,))


def _measure_memory(settings: Settings) -> float:
    with installation(settings) as database:
        service = SearchService(settings, database)
        for typed in ("Chiến dịch Biên giới", "khởi nghĩa Bắc Sơn", "sông Kỳ Cùng"):
            service.search(SearchRequest(typed))
        without = _resident_megabytes()
        for typed in _MEMORY_QUESTIONS:
            service.search(SearchRequest(typed))
        added = _resident_megabytes() - without
        service.close()
    return added


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _print_progress(pages: int, total: int) -> None:
    if pages % 50 == 0:
        print(f"vectors of {pages}/{total} pages", file=sys.stderr)


if __name__ == "__main__":
    main()
