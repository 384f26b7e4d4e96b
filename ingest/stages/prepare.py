"""Stage that chooses the preprocessing of a page."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.record import PageRecord, Treatment
from ingest.stage import stage


@stage(version=8)
def prepare(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Set the treatment of the page and its size for readers."""
    return with_treatment(page, tools, turn=page.turn)


def with_treatment(page: PageRecord, tools: Toolbox, *, turn: int) -> PageRecord:
    """Return the page with the treatment it needs after `turn` quarter turns, and its new size."""
    page = replace(page, treatment=_treatment(page, tools, turn))
    height, width = tools.shown(page).shape[:2]
    return replace(page, width=width, height=height)


def _treatment(page: PageRecord, tools: Toolbox, turn: int) -> Treatment:
    if page.has_text:
        return Treatment()
    if page.blank:
        return Treatment(turn=turn)
    return preprocess.plan_treatment(tools.scan(page), page.dpi, turn)
