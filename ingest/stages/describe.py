"""Stage that gives a delivery its initial title."""

from dataclasses import replace
from pathlib import PurePath

from ingest.context import Toolbox
from ingest.record import Batch
from ingest.stage import stage


@stage(version=1)
def describe(batch: Batch, tools: Toolbox) -> Batch:
    """Set the title from the submitted file or folder name; staff may change it later."""
    is_file = len(batch.files) == 1 and batch.files[0].name == batch.source
    name = PurePath(batch.source).stem if is_file else batch.source
    return replace(batch, title=" ".join(name.replace("_", " ").split()) or batch.source)
