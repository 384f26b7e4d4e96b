"""Stage that checks the masters of a delivery and determines the type of each file."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.convert.file_type import detect_kind
from ingest.intake.delivered_transcripts import with_transcripts
from ingest.problems import DamagedMasterError, ProblemError
from ingest.record import Batch, Master
from ingest.stage import stage


@stage(version=5)
def receive(batch: Batch, tools: Toolbox) -> Batch:
    """Raise DamagedMasterError if a master has changed, and set the kind of each file."""
    for file in batch.files:
        if not tools.is_sound(file.digest):
            raise DamagedMasterError(file.name)
    return replace(batch, files=with_transcripts(with_kind(file, tools) for file in batch.files))


def with_kind(file: Master, tools: Toolbox) -> Master:
    """Return a file with its kind, or with the problem that prevents its use."""
    try:
        return replace(file, kind=detect_kind(tools.master(file.digest), file.name))
    except ProblemError as error:
        return replace(file, problem=str(error))
