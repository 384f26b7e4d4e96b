"""Stage names and versions are stored in the ledger; a renamed stage would run on every page."""

from ingest.stages import (
    DELIVERY_PIPELINE,
    OVERLAY_PIPELINE,
    PAGE_PIPELINE,
    RECORDING_PIPELINE,
    SURVEY_PIPELINE,
)

_STORED = (
    *("receive 5", "unpack 9", "arrange 1", "separate 5", "unfold 2", "orient 5", "describe 1"),
    "mend 1",
    "survey 7",
    *("examine 7", "prepare 8", "recognise 34", "amend 1", "tidy 9", "derive 12", "tile 3"),
    "imprint 7",
    *("propose 7", "find_articles 1"),
    *("transcode 3", "illustrate 1"),
)
"""Change a number here when a stage makes something else of the same input; never a name."""


def test_stages_have_the_names_and_versions_that_ledgers_hold():
    stages = (*DELIVERY_PIPELINE, *OVERLAY_PIPELINE, *SURVEY_PIPELINE, *PAGE_PIPELINE)
    stages = (*stages, *RECORDING_PIPELINE)
    assert tuple(f"{stage.name} {stage.version}" for stage in stages) == _STORED
