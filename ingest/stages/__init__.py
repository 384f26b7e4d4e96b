"""Pipelines: the stages of a delivery and of its pages, in processing order."""

from ingest.record import PagePlace, PageRecord
from ingest.stage import Stage
from ingest.stages.amend import amend
from ingest.stages.arrange import arrange
from ingest.stages.derive import derive
from ingest.stages.describe import describe
from ingest.stages.examine import examine
from ingest.stages.find_articles import find_articles
from ingest.stages.illustrate import illustrate
from ingest.stages.imprint import imprint
from ingest.stages.mend import mend
from ingest.stages.orient import orient
from ingest.stages.prepare import prepare
from ingest.stages.propose import propose
from ingest.stages.receive import receive
from ingest.stages.recognise import recognise
from ingest.stages.separate import separate
from ingest.stages.survey import survey
from ingest.stages.tidy import tidy
from ingest.stages.tile import tile
from ingest.stages.transcode import transcode
from ingest.stages.unfold import unfold
from ingest.stages.unpack import unpack

DELIVERY_PIPELINE = (receive, unpack, arrange, separate, unfold, orient, describe)
OVERLAY_PIPELINE = (mend,)
SURVEY_PIPELINE = (survey,)
PAGE_PIPELINE = (
    *(examine, prepare, recognise, amend, tidy, derive, tile, imprint, propose),
    find_articles,
)
RECORDING_PIPELINE = (transcode, illustrate)
"""Stages of a page that is a stretch of a recording."""


def pipeline_of(place: PagePlace) -> tuple[Stage[PageRecord], ...]:
    """Return the stages of a page."""
    return RECORDING_PIPELINE if place.is_recording else PAGE_PIPELINE
