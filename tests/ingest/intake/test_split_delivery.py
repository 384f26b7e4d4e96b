"""Tests of deliveries that hold several things."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from library.accessions.models import Accession, AccessionState, DescriptionSheet
from library.database import reading, work
from tests.ingest import papers
from tests.ingest.days import hand_in, register, work_through
from tests.ingest.papers import Sheet
from tests.ingest.parcels import write_zip
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = (
    papers.pdf_of(Sheet(lines=(*papers.PLAIN_TEXT, end))) for end in ("mot", "hai", "ba")
)
LIST = "tên tệp,nhan đề\nthư 3.pdf,Thư gửi tỉnh\n".encode()


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give the evening of a day on which archives came, one twice, and one was opened again."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"))
    engine = make_database(settings)
    folder = tmp_path_factory.mktemp("giao")
    box = write_zip(folder / "hộp 1.zip", {"thư 2.pdf": SECOND, "thư 1.pdf": FIRST})
    described = write_zip(folder / "hộp 2.zip", {"metadata.csv": LIST, "thư 3.pdf": THIRD})
    hand_in(settings, engine, box, described, box)
    work_through(settings, engine)
    with work(engine) as session:
        session.get_one(Accession, 2).state = AccessionState.WAITING
    work_through(settings, engine)
    yield engine
    engine.dispose()


@pytest.fixture
def lines(evening):
    """Give the lines of the register: source, state, message and item."""
    return [line[1:] for line in register(evening)]


def test_each_document_of_an_archive_becomes_an_item(lines):
    made = [(source, state) for source, state, _, item in lines if item]
    assert made == [(f"thư {number}.pdf", AccessionState.DONE) for number in (1, 2, 3)]


def test_the_archive_says_under_which_numbers_its_documents_went(evening):
    (
        (_, _, _, message, item),
        *_,
    ) = register(evening)
    numbers = [
        number for number, source, *_ in register(evening) if source in ("thư 1.pdf", "thư 2.pdf")
    ]
    assert message == f"Đã tách thành 2 tài liệu, số {numbers[0]} đến {numbers[1]} trong sổ nhập."
    assert item is None


def test_the_same_archive_again_is_a_duplicate(lines):
    assert lines[2][1] is AccessionState.DUPLICATE
    assert lines[2][2].startswith("Đã có tài liệu này: “hộp 1.zip”, lần nhập")


def test_an_archive_that_is_opened_again_enters_nothing_twice(lines):
    assert lines[1][2] == "Đã tách thành 1 tài liệu; tất cả đã có trong sổ nhập."
    assert len(lines) == 6


def test_a_list_in_an_archive_describes_what_lies_beside_it(evening):
    with reading(evening) as session:
        assert session.scalars(select(DescriptionSheet.name)).all() == ["metadata.csv"]
        described = select(Accession.place).where(Accession.sheet_id.is_not(None))
        assert session.scalars(described).all() == ["thư 3.pdf"]
