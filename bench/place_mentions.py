"""Measure of names in texts: how many lead to the unit that a reader finds for them.

    python -m bench.place_mentions FOLDER [--locked | --development | --fresh HALF]

FOLDER has the documents as lines of JSON, with their id and text. With `--locked` the half of the
documents on which nothing may be tuned: only its totals are printed, and each run is recorded.
With `--development` papers that were written and labelled while the resolver was built. With
`--fresh` mentions labelled before the resolver saw them, also in papers that retell web pages: of
the half of their documents in which causes of errors were sought (`read`), or of the half that was
only scored (`scored`).
"""

import csv
import gzip
import json
import lzma
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from bench.form import Row, json_parser, report
from bench.locked_pages import recorded
from library.places.edition import shipped_history
from library.places.in_texts.lessons import Lesson, fitting_lesson, lessons_from
from library.places.in_texts.resolver import Resolved, Resolver, Verdict
from library.places.in_texts.written_names import written_name
from library.places.models import PlaceDecision, PlaceMeaning
from library.places.place_history import PlaceHistory
from library.places.provinces import OWN

_DATA = Path(__file__).with_name("data")
_PLACES_OF_DEMO = Path("demo/dia-chi/dia-danh.jsonl")
_PAGE_CHARACTERS = 2000
"""Characters on each side of a mention that stand for its page."""

_NOT_OURS = ("other-province", "no-unit")
_DECISIONS = {"open": "open", "other": "other-province", "none": "no-unit"}
_PAPER = re.compile(r"^## (\d*) \| (.*)\n", re.M)
_LABEL = re.compile(r"\[([^\[\]|]+)\|([\w-]+)\]")
_DOCUMENT_CHARACTERS = 20_000
_YEAR_OF_TEXTS = {"w-": "2024", "v-": "2024"}
"""Year of articles and acts, which the folder does not date, by the beginning of their ids."""


def main() -> None:
    """Print the shares of mentions that are resolved rightly, and CPU time of a page."""
    parser = json_parser(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--locked", action="store_true")
    parser.add_argument("--development", action="store_true")
    parser.add_argument("--fresh", choices=("read", "scored"))
    parser.add_argument(
        "--wrong", action="store_true", help="list the open mentions that are wrong"
    )
    args = parser.parse_args()
    if args.development:
        mentions, texts = _papers("place_development.txt")
    elif args.fresh:
        mentions, texts = _fresh(dict(_texts(args.folder)), args.fresh)
    else:
        texts = dict(_texts(args.folder))
        mentions = [row for row in _mentions(locked=args.locked) if row["doc"] in texts]
    history = shipped_history()
    resolver = Resolver(history)
    resolver.resolve("xã Hồng Phong, huyện Văn Lãng")  # makes its tables of names and links
    started = time.process_time()
    answers = [(row, _answer(resolver, row, texts[row["doc"]])) for row in mentions]
    milliseconds = (time.process_time() - started) * 1000 / len(answers)
    rows = [
        *_totals(history, answers),
        *_effect_of_lessons(history, texts),
        Row("CPU of a page", milliseconds, "ms", 3),
    ]
    if args.wrong and not args.locked and args.fresh != "scored":
        _list_wrong(history, answers)
    report("places", recorded("place mentions", rows) if args.locked else rows, as_json=args.json)


def _totals(
    history: PlaceHistory, answers: list[tuple[dict[str, str], Resolved | None]]
) -> Iterator[Row]:
    right = [_is_right(history, row, answer) for row, answer in answers]
    certain = [answer is not None and answer.verdict is Verdict.CERTAIN for _, answer in answers]
    certain_wrong = sum(sure and not good for sure, good in zip(certain, right, strict=True))
    elsewhere = [
        row["decision"] in _NOT_OURS
        for row, answer in answers
        if answer is not None and answer.verdict is Verdict.ELSEWHERE
    ]
    same_unit = [
        (answer.unit if answer else "") == row["unit"]
        for row, answer in answers
        if row["decision"] == "in-province"
    ]
    real = [
        good for good, (row, _) in zip(right, answers, strict=True) if "soan-" not in row["doc"]
    ]
    yield Row("mentions", len(answers), "")
    yield Row("resolved to today's unit or rightly to none", _share(right), "%", 95, "higher")
    yield Row("the same in real texts", _share(real), "%", None)
    yield Row("the very unit of the time", _share(same_unit), "%", None)
    yield Row("certain and wrong", 100 * certain_wrong / len(answers), "%", 1)
    yield Row("decisions for another province that are right", _share(elsewhere), "%", 98, "higher")


def _effect_of_lessons(history: PlaceHistory, texts: dict[str, str]) -> Iterator[Row]:
    """Yield the effect of decisions on half of the documents on the names of the other half.

    A name to which the text writes its district stands for one that a person decides; without the
    district it may be of several units. Each half teaches the other.
    """
    decisions = list(_simulated_decisions(history, texts))
    documents = sorted({decision.item_id for decision in decisions})
    outcomes: list[bool] = []
    for teachers in (set(documents[::2]), set(documents[1::2])):
        rulings = [each for each in decisions if each.item_id in teachers]
        by_name: dict[str, list[Lesson]] = {}
        for lesson in lessons_from(history, rulings):
            by_name.setdefault(lesson.name, []).append(lesson)
        for each in decisions:
            own = by_name.get(each.name, ()) if each.item_id not in teachers else ()
            if lesson := fitting_lesson(own, each.day, history.units):
                outcomes.append(lesson.unit == each.unit)
    yield Row("names that one half of the documents leaves open", len(decisions), "")
    yield Row("answered by lessons of the other half", 100 * len(outcomes) / len(decisions), "%")
    yield Row("lessons' answers that are right", _share(outcomes), "%", 98, "higher")


def _simulated_decisions(history: PlaceHistory, texts: dict[str, str]) -> Iterator[PlaceDecision]:
    """Yield a decision for each name of a document that several units bear, by what it says."""
    resolver = Resolver(history)
    for document, text in texts.items():
        if OWN not in text:
            continue
        day = _YEAR_OF_TEXTS.get(document[:2], "")
        decided_units = {
            written_name(replace(answer.mention, above=())): answer.unit
            for answer in resolver.resolve(text[:_DOCUMENT_CHARACTERS], day=day)
            if answer.verdict is Verdict.CERTAIN and answer.mention.above
        }
        for name, unit in decided_units.items():
            if len(history.find(name)) > 1:
                facts = {"name": name, "unit": unit, "item_id": document, "day": day}
                yield PlaceDecision(meaning=PlaceMeaning.UNIT, **facts)


def _is_right(history: PlaceHistory, row: dict[str, str], answer: Resolved | None) -> bool:
    """Return True if both lead to the same units of today, or both to none."""
    unit = answer.unit if answer else ""
    return unit == row["unit"] or bool(
        unit and row["unit"] and _today(history, unit) == _today(history, row["unit"])
    )


def _today(history: PlaceHistory, unit: str) -> set[str]:
    return {heir.unit.id for heir in history.heirs_today(unit)}


def _answer(resolver: Resolver, row: dict[str, str], text: str) -> Resolved | None:
    """Return the answer to the last name of a mention, on a part of its document."""
    offset = int(row["offset"])
    start = max(0, offset - _PAGE_CHARACTERS)
    ends = offset + len(row["mention"]) - start
    answers = resolver.resolve(
        text[start : offset + _PAGE_CHARACTERS], day=row["year"], title=row["title"]
    )
    within = [a for a in answers if a.mention.start < ends and a.mention.end > offset - start]
    return within[-1] if within else None


def _list_wrong(
    history: PlaceHistory, answers: Iterable[tuple[dict[str, str], Resolved | None]]
) -> None:
    for row, answer in answers:
        if not _is_right(history, row, answer):
            answered = (answer.verdict.value, answer.unit) if answer else None
            print(row["id"], row["mention"], row["decision"], row["unit"], "≠", answered)


def _mentions(*, locked: bool) -> list[dict[str, str]]:
    if locked:
        return _rows(lzma.decompress((_DATA / "locked_mentions.xz").read_bytes()).decode())
    return _rows((_DATA / "place_mentions.tsv").read_text("utf-8"))


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


def _fresh(texts: dict[str, str], half: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the fresh mentions of one half of their documents, with the texts of both."""
    mentions, papers = _papers("place_fresh.txt")
    mentions += _rows((_DATA / "place_fresh.tsv").read_text("utf-8"))
    documents = sorted({row["doc"] for row in mentions})
    chosen = set(documents[half == "scored" :: 2])
    return [row for row in mentions if row["doc"] in chosen], texts | papers


def _papers(name: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return the mentions of a file of papers, and their texts without the labels."""
    mentions, texts = [], {}
    parts = _PAPER.split((_DATA / name).read_text("utf-8"))[1:]
    for year, title, marked in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        text, end = "", 0
        for label in _LABEL.finditer(marked):
            text += marked[end : label.start()]
            decision = _DECISIONS.get(label[2], "in-province")
            unit = label[2] if decision == "in-province" else ""
            row = {"doc": title, "title": title, "year": year, "offset": str(len(text))}
            row |= {"mention": label[1], "unit": unit, "decision": decision}
            mentions.append(row | {"id": f"d{len(mentions) + 1:03}"})
            text, end = text + label[1], label.end()
        texts[title] = text + marked[end:]
    return mentions, texts


def _texts(folder: Path) -> Iterator[tuple[str, str]]:
    for path in (*sorted(folder.glob("*.jsonl*")), _DATA / "place_papers.jsonl", _PLACES_OF_DEMO):
        with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                document = json.loads(line)
                yield document["id"], document.get("text") or document.get("description") or ""
    for path in folder.glob("plan-*.txt"):
        yield path.stem, path.read_text("utf-8")


def _share(values: Iterable[bool]) -> float:
    values = list(values)
    return 100 * sum(values) / len(values) if values else 0


if __name__ == "__main__":
    main()
