"""Finds out what a page needs before it can be read."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.record import PageRecord, Treatment
from ingest.stage import stage


@stage(version=7)
def prepare(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Choose the treatment, and note the size of the page as it will be shown."""
    return treated(page, tools, turn=page.turn)


def treated(page: PageRecord, tools: Toolbox, *, turn: int) -> PageRecord:
    """Return the page with the treatment it needs once it has been turned."""
    page = replace(page, treatment=_needs(page, tools, turn))
    height, width = tools.shown(page).shape[:2]
    return replace(page, width=width, height=height)


def _needs(page: PageRecord, tools: Toolbox, turn: int) -> Treatment:
    if page.has_text:
        return Treatment()
    if page.blank:
        return Treatment(turn=turn)
    return preprocess.needs(tools.scan(page), page.dpi, turn)
