"""Gives a delivery its first description."""

from dataclasses import replace
from pathlib import PurePath

from ingest.context import Toolbox
from ingest.record import Batch
from ingest.stage import stage


@stage(version=1)
def describe(batch: Batch, tools: Toolbox) -> Batch:
    """Take the title from the name under which it was handed in, until a person knows better."""
    is_file = len(batch.files) == 1 and batch.files[0].name == batch.source
    name = PurePath(batch.source).stem if is_file else batch.source
    return replace(batch, title=" ".join(name.replace("_", " ").split()) or batch.source)
