"""Two pipelines on one database take in the same delivery at once: nothing is lost or doubled."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from library.accessions.models import Accession, AccessionState
from library.catalogue.models import Item, Page, PageState
from library.database import reading
from tests.ingest import papers
from tests.ingest.days import ledger_steps, run_pipeline, submit
from tests.threads import at_once

pytestmark = pytest.mark.slow


@pytest.fixture
def machines(settings, tmp_path):
    """Return the settings of two machines with a common database and common stores."""
    home = tmp_path / "máy hai"
    home.mkdir()
    for folder in (settings.masters, settings.derivatives):
        (home / folder.name).symlink_to(folder, target_is_directory=True)
    both = [replace(settings, workers=1), replace(settings, workers=1, home=home)]
    both[1].temporary.mkdir()
    return both


def test_the_same_delivery_at_once(machines, engine, tmp_path):
    pages = [papers.PdfPage(papers.scan(name)) for name in (papers.PLAN, papers.LETTER)]
    book = papers.write_pdf(tmp_path / "sách.pdf", *pages)
    at_once(*[lambda machine=machine: submit(machine, engine, book) for machine in machines])
    at_once(*[lambda machine=machine: run_pipeline(machine, engine) for machine in machines])
    with reading(engine) as session:
        accessions = list(session.scalars(select(Accession).order_by(Accession.id)))
        (item,) = session.scalars(select(Item))
        pages = list(session.scalars(select(Page).order_by(Page.number)))
    states = [accession.state for accession in accessions]
    assert states == [AccessionState.DONE, AccessionState.DUPLICATE]
    assert {accession.item_id for accession in accessions} == {item.id}
    assert [page.state for page in pages] == [PageState.DONE] * item.page_count
    assert len({accession.number for accession in accessions}) == 2
    steps = ledger_steps(engine)
    assert len({step.key for step in steps}) == len(steps)
    assert all(step.output is not None for step in steps)
