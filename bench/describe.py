"""Measures how often what is proposed for a description is right, on first pages with truth."""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from pathlib import Path

import click

from bench.form import Row, report
from ingest.context import Toolbox
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages.examine import examine
from ingest.stages.prepare import prepare
from ingest.stages.propose import propose
from ingest.stages.recognise import recognise
from ingest.stages.tidy import tidy
from library.catalogue.description.proposals import Proposed
from library.storage.content_store import ContentStore
from library.vietnamese.letters import spell_one_way

_STAGES = (examine, prepare, recognise, tidy, propose)
_FIELDS = {
    "kind": "loai",
    "number": "so_hieu",
    "date": "ngay_ban_hanh",
    "issuing_body": "co_quan",
    "title": "trich_yeu",
}
"""Our field ← the column that has the truth."""

_SAME_TITLE = 0.97
"""Of a long title so many letters must agree; the kind before it is ours."""


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Has scans/, pdf/.")
@click.option("--json", "as_json", is_flag=True)
def main(data: Path, as_json: bool) -> None:
    """Read the first page of each paper, and compare with its description."""
    with (data / "scans" / "metadata.tsv").open(encoding="utf-8", newline="") as rows:
        truths = list(csv.DictReader(rows, delimiter="\t"))
    verdicts: Counter[tuple[str, str]] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for truth in truths:
            verdicts.update(_judge(truth, _read(data / truth["file"], Path(folder))))
    report("describe", _rows(verdicts, len(truths)), as_json=as_json)


def _read(file: Path, home: Path) -> tuple[Proposed, ...]:
    masters = ContentStore(home / "masters")
    tools = Toolbox(masters, ContentStore(home / "derivatives"))
    place = PagePlace(masters.put(file.read_bytes()), FileKind.PDF, 0)
    page = PageRecord(1, place, ("vie",))
    for stage in _STAGES:
        page = stage(page, tools)
    return page.proposals


def _judge(truth: Mapping[str, str], proposals: tuple[Proposed, ...]) -> Iterator[tuple[str, str]]:
    proposed = {one.field: one for one in reversed(proposals)}
    for field, column in _FIELDS.items():
        one = proposed.get(field)
        if one is None or not one.is_whole or _is_partial(field, one.value):
            yield field, "nothing"
            continue
        verdict = "right" if _is_right(field, one.value, truth[column]) else "wrong"
        yield field, verdict
        if one.is_sure:
            yield field, f"sure and {verdict}"


def _is_partial(field: str, value: str) -> bool:
    return field == "date" and len(value) < len("2025-01-31")


def _is_right(field: str, value: str, truth: str) -> bool:
    if field == "issuing_body":
        truth = truth.replace("UBND", "Ủy ban nhân dân")
    if field != "title":
        return spell_one_way(value) == spell_one_way(truth)
    said, meant = (_comparable(text) for text in (value, truth.replace("V/v", "Về việc")))
    tail = said[-len(meant) :]
    return SequenceMatcher(None, tail, meant, autojunk=False).ratio() >= _SAME_TITLE


def _comparable(text: str) -> str:
    return " ".join(spell_one_way(text).replace("–", "-").replace("-", " - ").split())


def _rows(verdicts: Counter[tuple[str, str]], papers: int) -> Iterator[Row]:
    for field in _FIELDS:
        for verdict in ("right", "wrong", "nothing", "sure and right"):
            yield Row(f"{field}: {verdict}", verdicts[field, verdict], f"of {papers}")
    astray = sum(verdicts[field, "sure and wrong"] for field in _FIELDS)
    yield Row("sure and wrong, all fields", astray, f"of {papers * len(_FIELDS)}", 0)


if __name__ == "__main__":
    main()
