"""Measures whether the right item stands first, on judged questions of every kind."""

import argparse
import csv
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import known_items
from bench.form import Row, report
from bench.material import Record, records
from library.catalogue.models import Access
from library.catalogue.profiles import Profile
from library.database import work
from library.exchange.json_lines import import_record
from library.installation import set_up
from library.settings import read_settings
from search_index import sync
from search_index.documents import SearchRequest
from search_index.search_service import SearchService

_PROFILE = Profile("do", "Đo", "", "", Access.PUBLIC, None, None, ("vie",), (), 1)
_PERFECT = ("exact", "code", "no-diacritics", "tone-placement", "person")
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, what must be found and what may be."""

    id: str
    typed: str
    kind: str
    must: frozenset[str]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question fared."""

    judged: Judged
    found: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of what must be found among the first ten."""
        must = self.judged.must
        return len(must & set(self.found[:_DEPTH])) / min(len(must), _DEPTH)

    @property
    def reciprocal_rank(self) -> float:
        """One over the place of the first right answer."""
        right = self.judged.must | self.judged.may
        return next((1 / place for place, one in enumerate(self.found, 1) if one in right), 0.0)


def main() -> None:
    """Build an index of the material, ask the questions, report by kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the measuring material")
    parser.add_argument("--home", type=Path, help="keep the installation here and use it again")
    parser.add_argument("--engine", default="tantivy")
    parser.add_argument(
        "--one-in", type=int, default=1, help="of the texts nobody asks for take one in so many"
    )
    parser.add_argument("--failures", action="store_true", help="name what was not found")
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        outcomes, rows = _ask(told.data, told.home or Path(passing), told.engine, told.one_in)
    if told.failures:
        _tell_failures(outcomes)
    report("quality", rows, as_json=told.json)


def read_questions(data: Path) -> tuple[Judged, ...]:
    """Return the questions of which it is judged what they should find."""
    must, may = defaultdict(set), defaultdict(set)
    for line in (data / "qrels.trec").read_text().splitlines():
        question, _, document, grade = line.split()
        (must if grade == "2" else may)[question].add(document)
    with (data / "queries.tsv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return tuple(
        Judged(
            row["qid"],
            row["query"],
            row["type"],
            frozenset(must[row["qid"]]),
            frozenset(may[row["qid"]]),
        )
        for row in rows
        if must[row["qid"]]
    )


def _ask(data: Path, home: Path, engine: str, one_in: int) -> tuple[list[Outcome], list[Row]]:
    settings = read_settings({"DIACHI_HOME": str(home), "DIACHI_ENGINE": engine})
    is_new = not settings.home.exists() or not any(settings.home.iterdir())
    database = set_up(settings)
    if is_new:
        for record in _chosen(data, one_in):
            with work(database) as session:
                import_record(session, record, _PROFILE, publish=True, by="đo")
    sync.drain(settings, database)
    desk = SearchService(settings, database)
    outcomes = [Outcome(judged, _found(desk, judged.typed)) for judged in read_questions(data)]
    rows = [*_rows(outcomes), *known_items.rows(database, desk)]
    desk.close()
    database.dispose()
    return outcomes, rows


def _chosen(data: Path, one_in: int) -> Iterator[Record]:
    """Give what is asked for, and one in so many of the rest: a small library."""
    asked = frozenset().union(*(one.must | one.may for one in read_questions(data)))
    for count, record in enumerate(records(data)):
        if count % one_in == 0 or record["id"] in asked:
            yield record


def _found(desk: SearchService, typed: str) -> tuple[str, ...]:
    hits = desk.search(SearchRequest(typed, size=50)).hits
    return tuple(hit.source_id or "" for hit in hits)


def _rows(outcomes: list[Outcome]) -> list[Row]:
    by_kind: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.judged.kind].append(outcome)
    rows = [
        Row(f"recall@10, {kind} ({len(of_kind)})", _mean(of_kind), "", _target(kind), "higher")
        for kind, of_kind in sorted(by_kind.items())
    ]
    ranks = [outcome.reciprocal_rank for outcome in outcomes]
    rows.append(Row(f"recall@10 ({len(outcomes)})", _mean(outcomes), "", 0.97, "higher"))
    rows.append(Row("MRR", sum(ranks) / len(ranks), "", 0.85, "higher"))
    return rows


def _target(kind: str) -> float | None:
    return 1.0 if kind in _PERFECT else None


def _mean(outcomes: list[Outcome]) -> float:
    return sum(outcome.recall for outcome in outcomes) / len(outcomes)


def _tell_failures(outcomes: list[Outcome]) -> None:
    for outcome in outcomes:
        judged = outcome.judged
        if outcome.recall == 1 and outcome.reciprocal_rank == 1:
            continue
        places = {one: outcome.found.index(one) + 1 for one in judged.must if one in outcome.found}
        missing = judged.must - set(outcome.found)
        print(
            f"{judged.id} {judged.kind} “{judged.typed}” at {places}, missing {set(missing)}, "
            f"rank {outcome.reciprocal_rank:.2f}"
        )


if __name__ == "__main__":
    main()
