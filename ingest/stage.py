"""Says what a stage is: a pure function with a name and a version."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ingest.context import Toolbox

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Stage(Generic[Record]):
    """One step of a pipeline. Raise `version` when the same input should come out differently."""

    name: str
    version: int
    act: Callable[[Record, Toolbox], Record]

    def __call__(self, record: Record, tools: Toolbox) -> Record:
        return self.act(record, tools)


def stage(*, version: int) -> Callable[[Callable[[Record, Toolbox], Record]], Stage[Record]]:
    """Make a stage of the function under it, named like the function."""

    def make(act: Callable[[Record, Toolbox], Record]) -> Stage[Record]:
        return Stage(act.__name__, version, act)

    return make
