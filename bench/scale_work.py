"""Deliveries of scans, and the pipeline machines that read them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import ImageDraw
from sqlalchemy import Engine, func, select

from bench.scale_installations import Installation, kill, wait
from library.accessions import ledger
from library.accessions.models import SETTLED, Accession, IngestStep
from library.database import disposed_of, reading
from search_index.index import sync
from tests.ingest import papers

_INDEX_SECONDS = 600.0


def write_delivery(folder: Path, pages: int, name: str = "bộ tài liệu") -> Path:
    """Write a PDF of scans that differ in their last line."""
    sheets = []
    for number in range(pages):
        image = papers.scan(papers.PLAN if number % 2 else papers.LETTER)
        draw = ImageDraw.Draw(image)
        draw.text((40, image.height - 40), f"{number + 1}", fill=0, font_size=28)
        sheets.append(papers.PdfPage(image))
    return papers.write_pdf(folder / f"{name}.pdf", *sheets)


def add(installation: Installation, delivery: Path) -> None:
    """Enter a delivery in the register, to be published."""
    installation.run("ingest", "add", "--collection", "van-ban", "--publish", str(delivery))


@contextmanager
def at_work(installation: Installation, *machines: str) -> Iterator[None]:
    """Run the pipeline service on these machines until the block ends."""
    processes = [installation.start_pipeline(name) for name in machines]
    try:
        yield
    finally:
        for process in processes:
            kill(process)


def machine_count(installation: Installation) -> int:
    """Return the number of machines that share the work of the pipeline."""
    with disposed_of(installation.database()) as engine, engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM pipeline_machine").scalar()


def settled(engine: Engine) -> bool:
    """Return True if every delivery is settled."""
    with reading(engine) as session:
        waiting = session.query(Accession).where(Accession.state.not_in(SETTLED)).count()
        return waiting == 0 and session.query(Accession).count() > 0


def pages_made(engine: Engine) -> int:
    """Return the number of pages that were delivered to the catalogue."""
    with reading(engine) as session:
        query = select(func.count()).where(IngestStep.stage == ledger.DELIVER)
        return session.scalar(query)


def wait_until_settled(engine: Engine) -> None:
    """Wait until every delivery is settled."""
    wait(lambda: settled(engine), state=lambda: f"{pages_made(engine)} pages made")


def wait_until_indexed(engine: Engine) -> None:
    """Wait until no change is waiting for the index."""
    wait(lambda: not sync.anything_due(engine), _INDEX_SECONDS)
