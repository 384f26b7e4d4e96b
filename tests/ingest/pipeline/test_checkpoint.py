"""Tests of the checkpoints of a record."""

from dataclasses import dataclass, replace
from typing import Self

import pytest
from sqlalchemy import event

from ingest.pipeline.worker import Checkpointer
from ingest.problems import UnreadablePageError
from ingest.stage import stage
from library.database import work
from tests.ingest.days import ledger_steps
from tests.makers import make_accession


@dataclass(frozen=True, slots=True)
class Letters:
    """A record with one letter per stage it passed."""

    done: str = ""

    def to_json(self) -> str:
        """Return the letters."""
        return self.done

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the record with these letters."""
        return cls(text)


class CountingPipeline:
    """Three stages that append one letter each, and count their runs."""

    def __init__(self, engine, accession_id: int) -> None:
        self.checkpointer = Checkpointer(engine, accession_id, 1)
        self.runs: list[str] = []
        self.pipeline = tuple(self._writes(letter) for letter in "abc")

    def _writes(self, letter: str):
        def act(record: Letters, tools: object) -> Letters:
            self.runs.append(letter)
            return Letters(record.done + letter)

        return replace(stage(version=1)(act), name=letter)

    def run(self) -> Letters:
        """Run a record through the stages."""
        self.runs.clear()
        return self.checkpointer.run(self.pipeline, Letters(), "key", tools=None)

    def raise_version(self, place: int) -> None:
        """Raise the version of one stage."""
        newer = replace(self.pipeline[place], version=2)
        self.pipeline = (*self.pipeline[:place], newer, *self.pipeline[place + 1 :])


@pytest.fixture
def counting_pipeline(engine) -> CountingPipeline:
    """Return a pipeline that was not run yet."""
    with work(engine) as session:
        return CountingPipeline(engine, make_accession(session).id)


def test_stages_follow_one_another(counting_pipeline):
    assert counting_pipeline.run() == Letters("abc")


def test_finished_steps_are_not_repeated(counting_pipeline):
    counting_pipeline.run()
    assert counting_pipeline.run() == Letters("abc")
    assert counting_pipeline.runs == []


def test_a_newer_stage_is_repeated_with_all_later_stages(counting_pipeline):
    counting_pipeline.run()
    counting_pipeline.raise_version(1)
    counting_pipeline.run()
    assert counting_pipeline.runs == ["b", "c"]


def test_an_older_version_reuses_its_saved_steps(counting_pipeline):
    counting_pipeline.run()
    older = counting_pipeline.pipeline
    counting_pipeline.raise_version(0)
    counting_pipeline.run()
    counting_pipeline.pipeline = older
    counting_pipeline.run()
    assert counting_pipeline.runs == []


def test_a_refusal_is_saved_and_retried(counting_pipeline, engine):
    def refuse(record: Letters, tools: object) -> Letters:
        raise UnreadablePageError

    fine = counting_pipeline.pipeline
    counting_pipeline.pipeline = (fine[0], replace(fine[1], function=refuse), fine[2])
    with pytest.raises(UnreadablePageError):
        counting_pipeline.run()
    assert ledger_steps(engine, "b")[0].message == str(UnreadablePageError())
    counting_pipeline.pipeline = fine
    assert counting_pipeline.run() == Letters("abc")
    assert ledger_steps(engine, "b")[0].message is None


def test_a_page_that_needs_too_much_memory_fails_with_a_message(counting_pipeline, engine):
    def swell(record: Letters, tools: object) -> Letters:
        raise MemoryError

    counting_pipeline.pipeline = (replace(counting_pipeline.pipeline[0], function=swell),)
    with pytest.raises(Exception, match="quá nhiều bộ nhớ"):
        counting_pipeline.run()


def _committed(engine) -> list[object]:
    commits = []
    event.listen(engine, "commit", commits.append)
    return commits


def test_fast_steps_are_saved_together(counting_pipeline, engine):
    commits = _committed(engine)
    counting_pipeline.run()
    assert (
        len(ledger_steps(engine, "a") + ledger_steps(engine, "b") + ledger_steps(engine, "c")) == 3
    )
    assert len(commits) == 1


def test_a_slow_step_is_saved_before_the_next_starts(counting_pipeline, engine, monkeypatch):
    monkeypatch.setattr("ingest.pipeline.worker._SAVE_AFTER_SECONDS", -1)
    commits = _committed(engine)
    counting_pipeline.run()
    assert len(commits) == 3


def test_an_unexpected_error_keeps_the_earlier_steps(counting_pipeline, engine):
    def burn(record: Letters, tools: object) -> Letters:
        raise OSError("lửa")

    fine = counting_pipeline.pipeline
    counting_pipeline.pipeline = (*fine[:2], replace(fine[2], function=burn))
    with pytest.raises(OSError, match="lửa"):
        counting_pipeline.run()
    counting_pipeline.pipeline = fine
    counting_pipeline.run()
    assert counting_pipeline.runs == ["c"]
