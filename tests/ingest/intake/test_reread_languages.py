"""Tests that only a page with a changed language is recognised again."""

import pytest
from sqlalchemy import select

from library.accessions.models import IngestStep
from library.catalogue.models import Item, PageState
from library.catalogue.queries import item_pages
from library.database import reading, work
from library.triage.instructions import reread_in
from tests.ingest import papers
from tests.ingest.days import ledger_steps, run_pipeline, submit
from tests.ingest.papers import LETTER, PdfPage, scan
from tests.makers import BY

pytestmark = pytest.mark.slow


def _read_again(settings, engine, tmp_path, languages: str) -> str:
    """Submit two pages, have the second recognised again, and return the item's id."""
    document = papers.write_pdf(tmp_path / "hai trang.pdf", *[PdfPage(scan(LETTER))] * 2)
    submit(settings, engine, document)
    run_pipeline(settings, engine)
    with work(engine) as session:
        item_id = session.scalars(select(Item.id)).one()
        reread_in(session, item_id, 2, languages, BY)
    run_pipeline(settings, engine)
    return item_id


def _readings(engine) -> list[int | None]:
    return [step.page_number for step in ledger_steps(engine, "recognise") if _is_done(step)]


def _is_done(step: IngestStep) -> bool:
    return step.output is not None


def test_only_that_page_is_read_again(settings, engine, tmp_path):
    item_id = _read_again(settings, engine, tmp_path, "eng")
    assert _readings(engine) == [1, 2, 2]
    with reading(engine) as session:
        first, second = item_pages(session, item_id, with_text=True)
    assert "ỦY BAN" in first.text and "ỦY BAN" not in second.text
    assert second.state is PageState.DONE
