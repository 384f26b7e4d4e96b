"""A page is looked at before it is worked on, and a delivery that lies wrong is noticed."""

from dataclasses import replace

import pytest

from ingest.problems import PageProblemError
from ingest.record import Batch, FileKind, FirstLook, Master, PagePlace
from ingest.stages.orient import orient
from ingest.stages.survey import survey
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import LETTER, PLAN, Sheet, scan


@pytest.fixture
def look(settings, tmp_path):
    """Give a function that lays a file in the strong-room and returns its first look."""

    def laid(path, kind=FileKind.IMAGE):
        digest = ContentStore(settings.masters).put(path.read_bytes())
        return FirstLook(PagePlace(digest, kind, 0))

    return laid


@pytest.fixture
def batch(settings, tmp_path):
    """Give a function that makes a delivery of a PDF of scans, each turned as told."""

    def made(*turns):
        sheets = [
            Sheet(scan((PLAN, LETTER)[place % 2]).rotate(90 * turn, expand=True))
            for place, turn in enumerate(turns)
        ]
        path = papers.write_pdf(tmp_path / "lô.pdf", *sheets)
        digest = ContentStore(settings.masters).put(path.read_bytes())
        pages = tuple(PagePlace(digest, FileKind.PDF, index) for index in range(len(turns)))
        return Batch("lô.pdf", (Master("lô.pdf", digest, FileKind.PDF),), pages)

    return made


def test_a_look_at_a_scan_keeps_a_small_image(look, tools, settings, tmp_path):
    seen = survey(look(papers.write_scan(tmp_path / "a.jpg")), tools)
    assert (seen.blank, seen.width) == (False, 160)
    assert ContentStore(settings.derivatives).read(seen.thumbnail)[8:12] == b"WEBP"


def test_a_page_looks_the_same_as_image_and_as_pdf(look, tools, tmp_path):
    image = survey(look(papers.write_scan(tmp_path / "a.png")), tools)
    document = papers.write_pdf(tmp_path / "a.pdf", Sheet(scan()))
    drawn = survey(look(document, FileKind.PDF), tools)
    differing = int(image.signature, 16) ^ int(drawn.signature, 16)
    assert differing.bit_count() < 100


def test_a_page_without_ink_is_blank(look, tools, tmp_path):
    papers.blank().save(tmp_path / "trắng.png")
    assert survey(look(tmp_path / "trắng.png"), tools).blank


def test_a_page_that_could_not_be_separated_is_not_looked_at(look, tools, tmp_path):
    seen = look(papers.write_scan(tmp_path / "a.jpg"))
    with pytest.raises(PageProblemError):
        survey(replace(seen, place=replace(seen.place, problem="Tệp hỏng.")), tools)


def test_a_look_is_remembered_as_it_was(look, tools, tmp_path):
    seen = survey(look(papers.write_scan(tmp_path / "a.jpg")), tools)
    assert FirstLook.from_json(seen.to_json()) == seen


@pytest.mark.parametrize("turn", [1, 2])
def test_a_delivery_that_lies_wrong_is_turned(batch, tools, turn):
    assert orient(batch(*[turn] * 8), tools).turn == turn


def test_a_delivery_that_lies_right_stays(batch, tools):
    assert orient(batch(*[0] * 8), tools).turn == 0


def test_one_page_on_its_head_turns_no_others(batch, tools):
    assert orient(batch(2, *[0] * 7), tools).turn == 0


def test_a_small_delivery_is_left_to_its_pages(batch, tools):
    assert orient(batch(2, 2), tools).turn == 0
