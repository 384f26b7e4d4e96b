"""Judged questions, what a search returned for them, and the two figures of its quality."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question, with the ids that must be found and those that may be."""

    id: str
    typed: str
    kind: str
    must: frozenset[str]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of a question: the ids found, best first."""

    judged: JudgedQuestion
    found: tuple[str, ...]

    @property
    def recall(self) -> float:
        """Share of the required ids among the first ten."""
        must = self.judged.must
        return len(must & set(self.found[:_DEPTH])) / min(len(must), _DEPTH)

    @property
    def reciprocal_rank(self) -> float:
        """Reciprocal of the rank of the first right answer; 0 if none."""
        right = self.judged.must | self.judged.may
        return next(
            (1 / place for place, item_id in enumerate(self.found, 1) if item_id in right), 0.0
        )


def recall_at_ten(outcomes: Sequence[Outcome]) -> float:
    """Return the mean recall of the first ten; 0 without outcomes."""
    return sum(outcome.recall for outcome in outcomes) / max(1, len(outcomes))


def mean_reciprocal_rank(outcomes: Sequence[Outcome]) -> float:
    """Return the mean of the reciprocal ranks; 0 without outcomes."""
    return sum(outcome.reciprocal_rank for outcome in outcomes) / max(1, len(outcomes))


def by_kind(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Return the outcomes of each kind of question, kinds in alphabetical order."""
    kinds: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in sorted(outcomes, key=lambda outcome: outcome.judged.kind):
        kinds[outcome.judged.kind].append(outcome)
    return dict(kinds)


def failures(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a line for each question whose answers are not all found, or not first."""
    return [
        _failure(outcome)
        for outcome in outcomes
        if outcome.recall < 1 or outcome.reciprocal_rank < 1
    ]


def _failure(outcome: Outcome) -> str:
    judged = outcome.judged
    places = {
        item_id: outcome.found.index(item_id) + 1
        for item_id in judged.must
        if item_id in outcome.found
    }
    missing = set(judged.must - set(outcome.found))
    return (
        f"{judged.id} {judged.kind} “{judged.typed}” at {places}, missing {missing}, "
        f"rank {outcome.reciprocal_rank:.2f}"
    )
