"""Tests of how a record goes through its stages and how that is remembered."""

from dataclasses import dataclass, replace
from typing import Self

import pytest
from sqlalchemy import event

from ingest.pipeline.checkpoint import Checkpointer
from ingest.problems import UnreadablePageError
from ingest.stage import stage
from library.database import work
from tests.ingest.days import steps
from tests.makers import make_accession


@dataclass(frozen=True, slots=True)
class Letters:
    """A record that shows what was done to it."""

    done: str = ""

    def to_json(self) -> str:
        """Return the letters."""
        return self.done

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the letters again."""
        return cls(text)


class Workshop:
    """Three stages that write one letter each, and count how often they did."""

    def __init__(self, engine, accession_id: int) -> None:
        self.book = Checkpointer(engine, accession_id, 1)
        self.acted: list[str] = []
        self.pipeline = tuple(self._writes(letter) for letter in "abc")

    def _writes(self, letter: str):
        def act(record: Letters, tools: object) -> Letters:
            self.acted.append(letter)
            return Letters(record.done + letter)

        return replace(stage(version=1)(act), name=letter)

    def follow(self) -> Letters:
        """Take a record through the stages."""
        self.acted.clear()
        return self.book.follow(self.pipeline, Letters(), "key", tools=None)

    def raise_version(self, place: int) -> None:
        """Change one stage."""
        newer = replace(self.pipeline[place], version=2)
        self.pipeline = (*self.pipeline[:place], newer, *self.pipeline[place + 1 :])


@pytest.fixture
def workshop(engine) -> Workshop:
    """Give a workshop in which nothing was done yet."""
    with work(engine) as session:
        return Workshop(engine, make_accession(session).id)


def test_stages_follow_one_another(workshop):
    assert workshop.follow() == Letters("abc")


def test_nothing_is_done_twice(workshop):
    workshop.follow()
    assert workshop.follow() == Letters("abc")
    assert workshop.acted == []


def test_a_stage_of_a_newer_version_is_done_again_with_what_follows_it(workshop):
    workshop.follow()
    workshop.raise_version(1)
    workshop.follow()
    assert workshop.acted == ["b", "c"]


def test_going_back_to_an_older_version_finds_its_work_again(workshop):
    workshop.follow()
    older = workshop.pipeline
    workshop.raise_version(0)
    workshop.follow()
    workshop.pipeline = older
    workshop.follow()
    assert workshop.acted == []


def test_a_refusal_is_written_down_and_tried_again(workshop, engine):
    def refuse(record: Letters, tools: object) -> Letters:
        raise UnreadablePageError

    fine = workshop.pipeline
    workshop.pipeline = (fine[0], replace(fine[1], act=refuse), fine[2])
    with pytest.raises(UnreadablePageError):
        workshop.follow()
    assert steps(engine, "b")[0].message == str(UnreadablePageError())
    workshop.pipeline = fine
    assert workshop.follow() == Letters("abc")
    assert steps(engine, "b")[0].message is None


def test_a_page_that_needs_too_much_memory_fails_in_words(workshop, engine):
    def swell(record: Letters, tools: object) -> Letters:
        raise MemoryError

    workshop.pipeline = (replace(workshop.pipeline[0], act=swell),)
    with pytest.raises(Exception, match="quá nhiều bộ nhớ"):
        workshop.follow()


def _committed(engine) -> list[object]:
    commits = []
    event.listen(engine, "commit", commits.append)
    return commits


def test_steps_that_take_no_time_are_written_down_together(workshop, engine):
    commits = _committed(engine)
    workshop.follow()
    assert len(steps(engine, "a") + steps(engine, "b") + steps(engine, "c")) == 3
    assert len(commits) == 1


def test_a_long_step_is_written_down_before_the_next_begins(workshop, engine, monkeypatch):
    monkeypatch.setattr("ingest.pipeline.checkpoint._WORTH_KEEPING", -1)
    commits = _committed(engine)
    workshop.follow()
    assert len(commits) == 3


def test_what_breaks_a_stage_leaves_the_steps_before_it_written(workshop, engine):
    def burn(record: Letters, tools: object) -> Letters:
        raise OSError("lửa")

    fine = workshop.pipeline
    workshop.pipeline = (*fine[:2], replace(fine[2], act=burn))
    with pytest.raises(OSError, match="lửa"):
        workshop.follow()
    workshop.pipeline = fine
    workshop.follow()
    assert workshop.acted == ["c"]
