"""Search quality on the project's own questions, by kind, tuned and held-out part apart."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import Engine

from bench import quality
from bench.form import Row, material_parser, report
from bench.judgements import Outcome, by_kind, failures, mean_reciprocal_rank, recall_at_ten
from bench.question_set import SourcedQuestion, contradictions, held_out_ids, read_questions
from library.catalogue.queries import page_texts, published_ids, records
from library.database import reading

_ALL_RECALL, _ALL_RANK = 0.96, 0.88
_KIND_RECALL, _KIND_RANK = 0.85, 0.70
_RECALL_OF_KIND = {"date": 0.95, "capitals": 1.0}
_RANK_OF_KIND = {"date": 0.85}
"""Targets of the held-out part: recall@10 and mean reciprocal rank."""

_Document = tuple[str, str, str]


def main() -> None:
    """Check the evidence, ask the questions, and report by kind."""
    args = _arguments()
    questions = read_questions()
    with quality.searched(args.data, args.home) as (database, search_service):
        documents = tuple(_documents(database))
        _check(questions, documents)
        outcomes = _ask(questions, lambda typed: quality.source_ids(search_service, typed))
    held_out = held_out_ids(question.judged for question in questions)
    rows = list(_rows(outcomes, held_out))
    if args.failures:
        print(*failures(_part(outcomes, held_out, is_held_out=False)), sep="\n")
    report("questions", rows, as_json=args.json)


def _arguments() -> argparse.Namespace:
    parser = material_parser(__doc__)
    parser.add_argument(
        "--failures", action="store_true", help="name what was not found, of the tuned part only"
    )
    return parser.parse_args()


def _documents(database: Engine) -> Iterator[_Document]:
    """Yield source id, title and text of every item."""
    with reading(database) as session:
        ids = published_ids(session, count=100_000)
        for item_id, record in records(session, ids).items():
            text = "\n".join(page_texts(session, item_id).values())
            yield record.source_id or item_id, record.title, text


def _check(questions: Sequence[SourcedQuestion], documents: Sequence[_Document]) -> None:
    texts = {document_id: f"{title}\n{text}" for document_id, title, text in documents}
    lines = contradictions(questions, texts)
    if lines:
        sys.exit("\n".join(("The evidence of the questions does not hold:", *lines)))


def _ask(
    questions: Sequence[SourcedQuestion], search: Callable[[str], tuple[str, ...]]
) -> list[Outcome]:
    return [Outcome(question.judged, search(question.judged.typed)) for question in questions]


def _rows(outcomes: Sequence[Outcome], held_out: frozenset[str]) -> Iterator[Row]:
    for is_held_out in (False, True):
        part = _part(outcomes, held_out, is_held_out=is_held_out)
        name = "held out" if is_held_out else "tuned"
        for kind, of_kind in by_kind(part).items():
            recall = _RECALL_OF_KIND.get(kind, _KIND_RECALL) if is_held_out else None
            rank = _RANK_OF_KIND.get(kind, _KIND_RANK) if is_held_out else None
            yield from _figures(f"{name}, {kind}", of_kind, recall, rank)
        targets = (_ALL_RECALL, _ALL_RANK) if is_held_out else (None, None)
        yield from _figures(f"{name}, all", part, *targets)


def _figures(
    name: str,
    outcomes: Sequence[Outcome],
    recall: float | None = None,
    rank: float | None = None,
) -> Iterator[Row]:
    label = f"{name} ({len(outcomes)})"
    yield Row(f"{label}: recall@10", recall_at_ten(outcomes), "", recall, "higher")
    yield Row(f"{label}: MRR", mean_reciprocal_rank(outcomes), "", rank, "higher")


def _part(
    outcomes: Sequence[Outcome], held_out: frozenset[str], *, is_held_out: bool
) -> list[Outcome]:
    return [outcome for outcome in outcomes if (outcome.judged.id in held_out) is is_held_out]


if __name__ == "__main__":
    main()
