"""Takes a delivery over from the strong-room and judges each file by its content."""

from dataclasses import replace

from ingest.problems import DamagedMasterError, EmptyFileError
from ingest.record import Batch, FileKind, Master
from ingest.stage import stage
from ingest.toolbox import Toolbox

_PDF_MARK = b"%PDF-"
_MARK_WITHIN = 1024
"""Readers of PDF accept the mark anywhere in the first kilobyte."""


@stage(version=1)
def receive(batch: Batch, tools: Toolbox) -> Batch:
    """Check that every master still is what was handed in, and say what kind of file it is."""
    return replace(batch, files=tuple(_judged(file, tools) for file in batch.files))


def _judged(file: Master, tools: Toolbox) -> Master:
    if not tools.is_sound(file.digest):
        raise DamagedMasterError(file.name)
    with tools.master(file.digest).open("rb") as content:
        beginning = content.read(_MARK_WITHIN)
    if not beginning:
        return replace(file, problem=str(EmptyFileError(file.name)))
    return replace(file, kind=FileKind.PDF if _PDF_MARK in beginning else FileKind.IMAGE)
