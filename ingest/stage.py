"""Pipeline stage: a pure function with a name and a version."""

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
    function: Callable[[Record, Toolbox], Record]

    def __call__(self, record: Record, tools: Toolbox) -> Record:
        return self.function(record, tools)


def stage(*, version: int) -> Callable[[Callable[[Record, Toolbox], Record]], Stage[Record]]:
    """Return a decorator that makes a function a stage with the function's name."""

    def make(function: Callable[[Record, Toolbox], Record]) -> Stage[Record]:
        return Stage(function.__name__, version, function)

    return make
