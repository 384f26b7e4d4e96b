"""Search quality (recall and MRR) on judged questions of every kind."""

import argparse
import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine

from bench import known_items
from bench.form import Row, report
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
from library.database import work
from library.exchange.json_lines import import_record
from library.installation import set_up
from library.settings import Settings, read_settings
from search_index.documents import SearchRequest
from search_index.index import sync
from search_index.search_service import SearchService

_PROFILE = Profile("do", "Đo", "", "", Access.PUBLIC, None, None, ("vie",), (), 1)
_PERFECT = ("exact", "code", "no-diacritics", "tone-placement", "person")


def main() -> None:
    """Index the material, run the questions and report by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the measuring material")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument(
        "--one-in", type=int, default=1, help="of the texts nobody asks for take one in so many"
    )
    parser.add_argument("--failures", action="store_true", help="name what was not found")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        outcomes, rows = _ask(args.data, args.home or Path(temporary), args.engine, args.one_in)
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


def installation(
    data: Path, home: Path, one_in: int, engine: str = "tantivy"
) -> tuple[Settings, Engine]:
    """Return the settings and the database of a library with the material, indexed."""
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_ENGINE": engine})
    is_new = not settings.home.exists() or not any(settings.home.iterdir())
    database = set_up(settings)
    if is_new:
        import_records(database, _records_to_import(data, one_in))
    sync.drain(settings, database)
    return settings, database


def import_records(database: Engine, found: Iterable[Record]) -> None:
    """Import records as published items; nothing is indexed yet."""
    for record in found:
        with work(database) as session:
            import_record(session, record, _PROFILE, publish=True, by="đo")


def _ask(data: Path, home: Path, engine: str, one_in: int) -> tuple[list[Outcome], list[Row]]:
    settings, database = installation(data, home, one_in, engine)
    search_service = SearchService(settings, database)
    outcomes = [
        Outcome(judged, source_ids(search_service, judged.typed)) for judged in read_questions(data)
    ]
    rows = [*_rows(outcomes), *known_items.rows(database, search_service)]
    search_service.close()
    database.dispose()
    return outcomes, rows


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
