"""Units of the province: whether all answer, CPU of pages, mentions resolved by name alone."""

import csv
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from app import create_app
from bench.form import Row, json_parser, report
from bench.installations import temporary_library
from library.places import place_records as records
from library.places.edition import shipped_history, shipped_records, sources
from library.places.place_history import PlaceHistory
from library.vietnamese.letters import spell_one_way

_PAGE_LIMIT_MS = 60
_EVERY = 7
"""One page of so many is timed."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention in a text, and the units of today that it means; none for another province."""

    name: str
    sentence: str
    today: frozenset[str]


def main() -> None:
    """Print whether all units and links answer, CPU of their pages, and mentions by name alone."""
    parser = json_parser(__doc__)
    parser.add_argument("--mentions", type=Path, help="mentions with the units of today they mean")
    args = parser.parse_args()
    history = shipped_history()
    rows = [*_answers(history), *_pages(history)]
    if args.mentions:
        rows += _mentions(history, _read(args.mentions))
    report("places", rows, as_json=args.json)


def _answers(history: PlaceHistory) -> list[Row]:
    paths = {unit: history.path_to_today(unit) for unit in history.units}
    former = [u for u in history.units.values() if not u.exists_today and u.level > 1]
    stored = shipped_records()
    records.require_sound(stored, stored)
    untraced = sum(
        not set(fields["sources"].split()) <= set(sources()) or not fields["sources"]
        for fields in stored.values()
    )
    marked = [
        era.since_certainty == "?"
        for unit in history.units.values()
        for era in unit.eras
        if not era.since
    ]
    return [
        Row(
            "units that answer",
            sum(map(bool, paths.values())),
            "units",
            len(history.units),
            "higher",
        ),
        Row("events that answer", len(history.events), "events", 313, "higher"),
        Row(
            "former units traced to today",
            sum(bool(history.heirs_today(u.id)) for u in former),
            "units",
        ),
        Row("former units", len(former), "units"),
        Row("rows without a known source", untraced, "rows", 0),
        Row("unknown beginnings marked", sum(marked), "eras", len(marked), "higher"),
    ]


def _pages(history: PlaceHistory) -> list[Row]:
    with temporary_library() as (settings, _):
        client = create_app(settings).test_client()
        for warm in ("/dia-danh", f"/dia-danh/{next(iter(history.units))}"):
            client.get(warm)
        failed, times = 0, []
        for number, unit in enumerate(history.units):
            started = time.process_time()
            failed += client.get(f"/dia-danh/{unit}").status_code != 200
            if number % _EVERY == 0:
                times.append((time.process_time() - started) * 1000)
        lists = {name: _timed(client, name) for name in ("/dia-danh?nam=1979", "/dia-danh/doi-ten")}
    return [
        Row("pages that fail", failed, "pages", 0),
        Row("page of a unit, median", round(median(times), 1), "ms", _PAGE_LIMIT_MS),
        Row("page of a unit, slowest", round(max(times), 1), "ms", _PAGE_LIMIT_MS),
        *(Row(f"page {name}", round(ms, 1), "ms") for name, ms in lists.items()),
    ]


def _timed(client: object, address: str) -> float:
    started = time.process_time()
    client.get(address)
    return (time.process_time() - started) * 1000


def _mentions(history: PlaceHistory, mentions: list[Mention]) -> list[Row]:
    counts = {"right": 0, "among several": 0, "wrong": 0, "left open": 0}
    for mention in mentions:
        counts[_result(history, mention)] += 1
    return [
        Row("mentions", len(mentions), "mentions"),
        *(Row(f"mentions by name and parent, {name}", n, "mentions") for name, n in counts.items()),
    ]


def _result(history: PlaceHistory, mention: Mention) -> str:
    """Return the result of `find` for the name and the district right after it."""
    _, _, after = mention.sentence.partition(f"{mention.name}, ")
    parent = next(
        (
            unit.id
            for size in (4, 3)
            for unit in history.find(" ".join(after.split(" ")[:size]).strip(",."))
        ),
        None,
    )
    units = history.find(mention.name, None, parent) or history.find(mention.name)
    answers = [
        frozenset(spell_one_way(heir.unit.full_name) for heir in history.heirs_today(unit.id))
        for unit in units
    ]
    if not answers:
        return "left open" if mention.today else "right"
    if mention.today and all(answer & mention.today for answer in answers):
        return "right"
    return "among several" if any(answer & mention.today for answer in answers) else "wrong"


def _read(file: Path) -> list[Mention]:
    with file.open(encoding="utf-8", newline="") as rows:
        return [
            Mention(
                row["mention"],
                row["sentence"],
                frozenset(
                    spell_one_way(name)
                    for name in row["today"].replace(" + ", ";").split(";")
                    if name
                ),
            )
            for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


if __name__ == "__main__":
    main()
