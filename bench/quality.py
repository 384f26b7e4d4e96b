"""Search quality (recall and MRR) on judged questions of every kind."""

import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine

from bench import known_items
from bench.form import Row, material_parser, report
from bench.judgements import (
    JudgedQuestion,
    Outcome,
    by_kind,
    failures,
    mean_reciprocal_rank,
    recall_at_ten,
)
from bench.material import Record, records
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.database import disposed_of, work
from library.exchange.json_lines import import_record
from library.installation import set_up
from library.settings import read_settings
from search_index.documents import SearchRequest
from search_index.index import sync
from search_index.search_service import SearchService

_PROFILE = Profile("do", "Đo", "", "", Access.PUBLIC, None, None, ("vie",), (), 1)
_PERFECT = ("exact", "code", "no-diacritics", "tone-placement", "person")


def main() -> None:
    """Index the material, run the questions and report by kind."""
    parser = material_parser(__doc__)
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument(
        "--one-in", type=int, default=1, help="of the texts nobody asks for take one in so many"
    )
    parser.add_argument("--failures", action="store_true", help="name what was not found")
    args = parser.parse_args()
    with searched(args.data, args.home, args.one_in, args.engine) as (database, search):
        outcomes = [
            Outcome(judged, source_ids(search, judged.typed))
            for judged in read_questions(args.data)
        ]
        rows = [*_rows(outcomes), *known_items.rows(database, search)]
    if args.failures:
        print(*failures(outcomes), sep="\n")
    report("quality", rows, as_json=args.json)


def read_questions(data: Path) -> tuple[JudgedQuestion, ...]:
    """Return the questions that have at least one required id."""
    must, may = defaultdict(set), defaultdict(set)
    for line in (data / "qrels.trec").read_text().splitlines():
        question, _, document, grade = line.split()
        (must if grade == "2" else may)[question].add(document)
    with (data / "queries.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return tuple(
        JudgedQuestion(
            row["qid"],
            row["query"],
            row["type"],
            frozenset(must[row["qid"]]),
            frozenset(may[row["qid"]]),
        )
        for row in rows
        if must[row["qid"]]
    )


@contextmanager
def searched(
    data: Path, home: Path | None, one_in: int = 1, engine: str = "tantivy"
) -> Iterator[tuple[Engine, SearchService]]:
    """Yield the database and the search of a library with the material, indexed.

    Without `home` it is removed afterwards.
    """
    with tempfile.TemporaryDirectory() as folder:
        environ = {"DIACHI_HOME": str(home or folder), "DIACHI_ENGINE": engine}
        settings = read_settings(environ)
        is_new = not settings.home.exists() or not any(settings.home.iterdir())
        with disposed_of(set_up(settings)) as database:
            if is_new:
                import_records(database, _records_to_import(data, one_in))
            sync.drain(settings, database)
            with closing(SearchService(settings, database)) as search_service:
                yield database, search_service


def import_records(database: Engine, new_records: Iterable[Record]) -> None:
    """Import records as published items; nothing is indexed yet."""
    for record in new_records:
        with work(database) as session:
            import_record(session, record, _PROFILE, publish=True, by="đo")


def _records_to_import(data: Path, one_in: int) -> Iterator[Record]:
    """Yield the judged records, and one in `one_in` of the others."""
    judged_ids = frozenset().union(
        *(question.must | question.may for question in read_questions(data))
    )
    for count, record in enumerate(records(data)):
        if count % one_in == 0 or record["id"] in judged_ids:
            yield record


def source_ids(search_service: SearchService, typed: str) -> tuple[str, ...]:
    """Return the source ids of the hits in the order of the results page."""
    results = search_service.search(SearchRequest(typed, size=50))
    return tuple(hit.item.source_id or "" for hit in results.in_order)


def _rows(outcomes: list[Outcome]) -> list[Row]:
    kinds = by_kind(outcomes).items()
    rows = [
        Row(
            f"recall@10, {kind} ({len(of_kind)})",
            recall_at_ten(of_kind),
            "",
            _target(kind),
            "higher",
        )
        for kind, of_kind in kinds
    ]
    rows.append(Row(f"recall@10 ({len(outcomes)})", recall_at_ten(outcomes), "", 0.97, "higher"))
    rows.append(Row("MRR", mean_reciprocal_rank(outcomes), "", 0.85, "higher"))
    return rows


def _target(kind: str) -> float | None:
    return 1.0 if kind in _PERFECT else None


if __name__ == "__main__":
    main()
