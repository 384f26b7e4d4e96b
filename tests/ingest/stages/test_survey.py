"""Tests of the page survey and of the orientation of deliveries."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.problems import PageProblemError
from ingest.record import Batch, FileKind, FirstLook, Master, PagePlace
from ingest.stages.orient import orient
from ingest.stages.survey import survey
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import LETTER, PLAN, PdfPage, scan


@pytest.fixture
def look(settings, tmp_path):
    """Return a function that stores a file as a master and returns an empty survey of it."""

    def store_file(path, kind=FileKind.IMAGE):
        digest = ContentStore(settings.masters).put(path.read_bytes())
        return FirstLook(PagePlace(digest, kind, 0))

    return store_file


@pytest.fixture
def batch(settings, tmp_path):
    """Return a function that makes a delivery of a PDF of scans with the given turns."""

    def make_batch(*turns):
        sheets = [
            PdfPage(scan((PLAN, LETTER)[place % 2]).rotate(90 * turn, expand=True))
            for place, turn in enumerate(turns)
        ]
        path = papers.write_pdf(tmp_path / "lô.pdf", *sheets)
        digest = ContentStore(settings.masters).put(path.read_bytes())
        pages = tuple(PagePlace(digest, FileKind.PDF, index) for index in range(len(turns)))
        return Batch("lô.pdf", (Master("lô.pdf", digest, FileKind.PDF),), pages)

    return make_batch


def test_a_survey_of_a_scan_stores_a_thumbnail(look, tools, settings, tmp_path):
    seen = survey(look(papers.write_scan(tmp_path / "a.jpg")), tools)
    assert (seen.blank, seen.width) == (False, 160)
    assert ContentStore(settings.derivatives).read(seen.thumbnail)[8:12] == b"WEBP"


def test_a_page_looks_the_same_as_image_and_as_pdf(look, tools, tmp_path):
    image = survey(look(papers.write_scan(tmp_path / "a.png")), tools)
    document = papers.write_pdf(tmp_path / "a.pdf", PdfPage(scan()))
    drawn = survey(look(document, FileKind.PDF), tools)
    differing = int(image.signature, 16) ^ int(drawn.signature, 16)
    assert differing.bit_count() < 100


@pytest.mark.slow
def test_a_page_without_ink_is_blank(look, tools, tmp_path):
    papers.blank().save(tmp_path / "trắng.png")
    assert survey(look(tmp_path / "trắng.png"), tools).blank


def test_a_page_with_a_problem_is_not_surveyed(look, tools, tmp_path):
    seen = look(papers.write_scan(tmp_path / "a.jpg"))
    with pytest.raises(PageProblemError):
        survey(replace(seen, place=replace(seen.place, problem="Tệp hỏng.")), tools)


def test_a_survey_survives_the_json_round_trip(look, tools, tmp_path):
    seen = survey(look(papers.write_scan(tmp_path / "a.jpg")), tools)
    assert FirstLook.from_json(seen.to_json()) == seen


@pytest.mark.slow
@pytest.mark.parametrize(("turn", "pages"), [(1, 8), (2, 8), (2, 4)])
def test_a_wrongly_oriented_delivery_is_turned(batch, tools, turn, pages):
    assert orient(batch(*[turn] * pages), tools).turn == turn


def test_an_upright_delivery_stays_unchanged(batch, tools):
    assert orient(batch(*[0] * 8), tools).turn == 0


def test_one_upside_down_page_turns_no_others(batch, tools):
    assert orient(batch(2, *[0] * 7), tools).turn == 0


@pytest.mark.slow
def test_upside_down_back_sides_do_not_turn_the_fronts(batch, tools):
    assert orient(batch(*[0, 2] * 10), tools).turn == 0


def test_a_small_delivery_is_not_turned_as_a_whole(batch, tools):
    assert orient(batch(2, 2), tools).turn == 0


_FACE = ImageFont.truetype("DejaVuSerif.ttf", 24)


def _page_image(*labels):
    """Return a printed page at 150 dpi with extra labels (x, y, text)."""
    page = Image.new("L", (1240, 1754), 255)
    ink = ImageDraw.Draw(page)
    for line in range(40):
        ink.text((170, 210 + 33 * line), "Chợ Kỳ Lừa họp vào những ngày phiên", font=_FACE)
    for x, y, text in labels:
        ink.text((x, y), text, font=_FACE)
    return page


@pytest.mark.parametrize(
    ("labels", "folio"),
    [
        pytest.param([(610, 1640, "7")], 7, id="one digit at the foot"),
        pytest.param([(590, 1640, "- 12 -")], 12, id="between dashes"),
        pytest.param([(1020, 90, "241")], 241, id="in the corner"),
        pytest.param([(170, 90, "38"), (450, 90, "Lịch sử Lạng Sơn")], 38, id="beside a title"),
        pytest.param([(450, 90, "Lịch sử Lạng Sơn")], None, id="a title alone"),
        pytest.param([(170, 1640, "Số 7 phố Bắc Sơn")], None, id="in a sentence"),
        pytest.param([(590, 1640, "- - -")], None, id="dashes alone"),
        pytest.param([], None, id="no number"),
    ],
)
def test_a_separate_page_number_is_read_in_the_survey(look, tools, tmp_path, labels, folio):
    _page_image(*labels).save(tmp_path / "a.png")
    assert survey(look(tmp_path / "a.png"), tools).folio == folio


def test_the_number_of_an_upside_down_page_is_read_too(look, tools, tmp_path):
    _page_image((610, 1640, "7")).rotate(180).save(tmp_path / "a.png")
    assert survey(replace(look(tmp_path / "a.png"), turn=2), tools).folio == 7


@pytest.mark.slow
@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_page_oriented_unlike_its_delivery_is_detected(look, tools, tmp_path, turn):
    scan().rotate(90 * turn, expand=True).save(tmp_path / "a.png", dpi=(200, 200))
    assert survey(look(tmp_path / "a.png"), tools).turn == turn


def test_an_upright_page_in_an_upside_down_delivery_is_detected(look, tools, tmp_path):
    seen = look(papers.write_scan(tmp_path / "a.png"))
    assert survey(replace(seen, turn=2), tools).turn == 0


def test_a_turn_set_by_staff_is_not_changed(look, tools, tmp_path):
    seen = look(papers.write_scan(tmp_path / "a.png"))
    assert survey(replace(seen, turn=2, told=True), tools).turn == 2


def test_a_map_has_no_page_number(look, tools, tmp_path):
    papers.noise(600, 2400).save(tmp_path / "a.png")
    assert survey(look(tmp_path / "a.png"), tools).folio is None
