"""Vietnamese names of the pipeline stages."""

from ingest.stages import (
    DELIVERY_PIPELINE,
    OVERLAY_PIPELINE,
    PAGE_PIPELINE,
    RECORDING_PIPELINE,
    SURVEY_PIPELINE,
)
from library.accessions.ledger import DELIVER, GIVEN_UP


def test_every_stage_has_a_vietnamese_name(app):
    named = app.jinja_env.get_template("components/stage_names.html").module.STAGES
    stages = (*DELIVERY_PIPELINE, *OVERLAY_PIPELINE, *SURVEY_PIPELINE, *PAGE_PIPELINE)
    stages = (*stages, *RECORDING_PIPELINE)
    assert {stage.name for stage in stages} | {DELIVER, GIVEN_UP} == named.keys()
