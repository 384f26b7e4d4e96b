"""Benchmark of metadata proposals: share of correct fields on first pages with ground truth."""

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
"""Field of a description → column of the ground truth."""

_MIN_TITLE_SIMILARITY = 0.97
"""Share of a long title's letters that must agree; the kind before it is added by us."""


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


def _read(file: Path, folder: Path) -> tuple[Proposed, ...]:
    masters = ContentStore(folder / "masters")
    tools = Toolbox(masters, ContentStore(folder / "derivatives"))
    place = PagePlace(masters.put(file.read_bytes()), FileKind.PDF, 0)
    page = PageRecord(1, place, ("vie",))
    for stage in _STAGES:
        page = stage(page, tools)
    return page.proposals


def _judge(truth: Mapping[str, str], proposals: tuple[Proposed, ...]) -> Iterator[tuple[str, str]]:
    proposed = {proposal.field: proposal for proposal in reversed(proposals)}
    for field, column in _FIELDS.items():
        proposal = proposed.get(field)
        if proposal is None or not proposal.is_whole or _is_partial(field, proposal.value):
            yield field, "nothing"
            continue
        verdict = "right" if _is_right(field, proposal.value, truth[column]) else "wrong"
        yield field, verdict
        if proposal.is_sure:
            yield field, f"sure and {verdict}"


def _is_partial(field: str, value: str) -> bool:
    return field == "date" and len(value) < len("2025-01-31")


def _is_right(field: str, value: str, truth: str) -> bool:
    if field == "issuing_body":
        truth = truth.replace("UBND", "Ủy ban nhân dân")
    if field != "title":
        return spell_one_way(value) == spell_one_way(truth)
    proposed_title, true_title = (
        _comparable(text) for text in (value, truth.replace("V/v", "Về việc"))
    )
    tail = proposed_title[-len(true_title) :]
    return SequenceMatcher(None, tail, true_title, autojunk=False).ratio() >= _MIN_TITLE_SIMILARITY


def _comparable(text: str) -> str:
    return " ".join(spell_one_way(text).replace("–", "-").replace("-", " - ").split())


def _rows(verdicts: Counter[tuple[str, str]], papers: int) -> Iterator[Row]:
    for field in _FIELDS:
        for verdict in ("right", "wrong", "nothing", "sure and right"):
            yield Row(f"{field}: {verdict}", verdicts[field, verdict], f"of {papers}")
    sure_but_wrong = sum(verdicts[field, "sure and wrong"] for field in _FIELDS)
    yield Row("sure and wrong, all fields", sure_but_wrong, f"of {papers * len(_FIELDS)}", 0)


if __name__ == "__main__":
    main()
