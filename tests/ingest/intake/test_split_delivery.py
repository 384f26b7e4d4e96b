"""Tests of deliveries that contain several documents."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from library.accessions.models import Accession, AccessionState, DescriptionList
from library.database import reading, work
from tests.ingest import papers
from tests.ingest.days import register_rows, run_pipeline, submit
from tests.ingest.papers import PdfPage
from tests.ingest.parcels import write_zip
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = (
    papers.pdf_of(PdfPage(lines=(*papers.PLAIN_TEXT, end))) for end in ("mot", "hai", "ba")
)
LIST = "tên tệp,nhan đề\nthư 3.pdf,Thư gửi tỉnh\n".encode()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an installation that processed archives, one of them twice, and reopened one."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    folder = tmp_path_factory.mktemp("giao")
    archive = write_zip(folder / "hộp 1.zip", {"thư 2.pdf": SECOND, "thư 1.pdf": FIRST})
    described = write_zip(folder / "hộp 2.zip", {"metadata.csv": LIST, "thư 3.pdf": THIRD})
    submit(settings, engine, archive, described, archive)
    run_pipeline(settings, engine)
    with work(engine) as session:
        session.get_one(Accession, 2).state = AccessionState.WAITING
    run_pipeline(settings, engine)
    yield engine
    engine.dispose()


@pytest.fixture
def lines(evening):
    """Return the lines of the register: source, state, message and item."""
    return [line[1:] for line in register_rows(evening)]


def test_each_document_of_an_archive_becomes_an_item(lines):
    items = [(source, state) for source, state, _, item in lines if item]
    assert items == [(f"thư {number}.pdf", AccessionState.DONE) for number in (1, 2, 3)]


def test_the_archive_message_gives_the_numbers_of_its_documents(evening):
    (
        (_, _, _, message, item),
        *_,
    ) = register_rows(evening)
    numbers = [
        number
        for number, source, *_ in register_rows(evening)
        if source in ("thư 1.pdf", "thư 2.pdf")
    ]
    assert message == f"Đã tách thành 2 tài liệu, số {numbers[0]} đến {numbers[1]} trong sổ nhập."
    assert item is None


def test_the_same_archive_again_is_a_duplicate(lines):
    assert lines[2][1] is AccessionState.DUPLICATE
    assert lines[2][2].startswith("Đã có tài liệu này: “hộp 1.zip”, lần nhập")


def test_reopening_an_archive_registers_nothing_twice(lines):
    assert lines[1][2] == "Đã tách thành 1 tài liệu; tất cả đã có trong sổ nhập."
    assert len(lines) == 6


def test_a_list_in_an_archive_describes_the_documents_next_to_it(evening):
    with reading(evening) as session:
        assert session.scalars(select(DescriptionList.name)).all() == ["metadata.csv"]
        described = select(Accession.place).where(Accession.sheet_id.is_not(None))
        assert session.scalars(described).all() == ["thư 3.pdf"]
