"""A page that is to be read in another language is read again, and no other."""

import pytest
from sqlalchemy import select

from library.accessions.models import IngestStep
from library.catalogue.models import Item, PageState
from library.catalogue.queries import page_sheets
from library.database import reading, work
from library.triage.reread_languages import read_in
from tests.ingest import papers
from tests.ingest.days import hand_in, steps, work_through
from tests.ingest.papers import LETTER, Sheet, scan
from tests.makers import BY

pytestmark = pytest.mark.slow


def _read_again(settings, engine, tmp_path, languages: str) -> str:
    """Hand in two pages, have the second read again, and return the item's id."""
    document = papers.write_pdf(tmp_path / "hai trang.pdf", *[Sheet(scan(LETTER))] * 2)
    hand_in(settings, engine, document)
    work_through(settings, engine)
    with work(engine) as session:
        item_id = session.scalars(select(Item.id)).one()
        read_in(session, item_id, 2, languages, BY)
    work_through(settings, engine)
    return item_id


def _readings(engine) -> list[int | None]:
    return [step.page_number for step in steps(engine, "recognise") if _is_done(step)]


def _is_done(step: IngestStep) -> bool:
    return step.output is not None


def test_only_that_page_is_read_again(settings, engine, tmp_path):
    item_id = _read_again(settings, engine, tmp_path, "eng")
    assert _readings(engine) == [1, 2, 2]
    with reading(engine) as session:
        first, second = page_sheets(session, item_id, with_text=True)
    assert "ỦY BAN" in first.text and "ỦY BAN" not in second.text
    assert second.state is PageState.DONE
