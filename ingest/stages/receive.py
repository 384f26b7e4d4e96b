"""Takes a delivery over from the strong-room and judges each file by its content."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.convert.file_type import kind_of
from ingest.problems import DamagedMasterError, ProblemError
from ingest.record import Batch, Master
from ingest.stage import stage


@stage(version=4)
def receive(batch: Batch, tools: Toolbox) -> Batch:
    """Check that every master still is what was handed in, and say what kind of file it is."""
    for file in batch.files:
        if not tools.is_sound(file.digest):
            raise DamagedMasterError(file.name)
    return replace(batch, files=tuple(judged(file, tools) for file in batch.files))


def judged(file: Master, tools: Toolbox) -> Master:
    """Return a file with its kind, or with the reason why it is of none."""
    try:
        return replace(file, kind=kind_of(tools.master(file.digest), file.name))
    except ProblemError as error:
        return replace(file, problem=str(error))
