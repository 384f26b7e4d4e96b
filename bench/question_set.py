"""Questions written for the project, their evidence in the texts, and the part held out.

The answers were found by reading the texts, with no search engine. No search may be tuned on the
held-out part: of every three questions of a kind, the one whose id has the lowest checksum.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.judgements import JudgedQuestion

_FILE = Path(__file__).with_name("data") / "questions.tsv"
_BLOCK = 3
"""Number of questions of a kind of which one is held out."""


@dataclass(frozen=True, slots=True)
class SourcedQuestion:
    """A judged question, with a pattern that the texts of its answers match and no others."""

    judged: JudgedQuestion
    evidence: re.Pattern[str]


def read_questions(file: Path = _FILE) -> tuple[SourcedQuestion, ...]:
    """Return the questions of a table, in its order."""
    with file.open(encoding="utf-8", newline="") as lines:
        return tuple(map(_question, csv.DictReader(lines, delimiter="\t")))


def held_out_ids(questions: Iterable[JudgedQuestion]) -> frozenset[str]:
    """Return the ids of the held-out part; a question added at the end of its kind moves none."""
    kinds: dict[str, list[str]] = {}
    for question in questions:
        kinds.setdefault(question.kind, []).append(question.id)
    blocks = (
        ids[first : first + _BLOCK]
        for ids in kinds.values()
        for first in range(0, len(ids) - _BLOCK + 1, _BLOCK)
    )
    return frozenset(min(block, key=_checksum) for block in blocks)


def contradictions(
    questions: Iterable[SourcedQuestion], texts: Mapping[str, str]
) -> tuple[str, ...]:
    """Return a line for each answer without evidence, and each other text that has it.

    `texts` are titles and texts by id, the title in the first line.
    """
    return tuple(line for question in questions for line in _contradictions(question, texts))


def _question(row: dict[str, str]) -> SourcedQuestion:
    must, may = (frozenset(row[name].split()) for name in ("must", "may"))
    judged = JudgedQuestion(row["id"], row["question"], row["kind"], must, may)
    return SourcedQuestion(judged, re.compile(row["evidence"]))


def _checksum(question_id: str) -> str:
    return hashlib.sha256(question_id.encode()).hexdigest()


def _contradictions(question: SourcedQuestion, texts: Mapping[str, str]) -> Iterable[str]:
    judged = question.judged
    matching = {text_id for text_id, text in texts.items() if question.evidence.search(text)}
    for text_id in sorted(judged.must - matching):
        yield f"{judged.id}: no evidence in {text_id}"
    for text_id in sorted(judged.may - texts.keys()):
        yield f"{judged.id}: no text {text_id}"
    for text_id in sorted(matching - judged.must - judged.may):
        yield f"{judged.id}: evidence also in {text_id}"
