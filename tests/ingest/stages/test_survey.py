"""A page is looked at before it is worked on, and a delivery that lies wrong is noticed."""

from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, ImageFont

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


@pytest.mark.parametrize(("turn", "pages"), [(1, 8), (2, 8), (2, 4)])
def test_a_delivery_that_lies_wrong_is_turned(batch, tools, turn, pages):
    assert orient(batch(*[turn] * pages), tools).turn == turn


def test_a_delivery_that_lies_right_stays(batch, tools):
    assert orient(batch(*[0] * 8), tools).turn == 0


def test_one_page_on_its_head_turns_no_others(batch, tools):
    assert orient(batch(2, *[0] * 7), tools).turn == 0


def test_backs_of_leaves_on_their_heads_do_not_turn_the_fronts(batch, tools):
    assert orient(batch(*[0, 2] * 10), tools).turn == 0


def test_a_small_delivery_is_left_to_its_pages(batch, tools):
    assert orient(batch(2, 2), tools).turn == 0


_FACE = ImageFont.truetype("DejaVuSerif.ttf", 24)


def _leaf(*told):
    """Return a page of print at 150 dpi with these words (left, top, text) around it."""
    page = Image.new("L", (1240, 1754), 255)
    ink = ImageDraw.Draw(page)
    for line in range(40):
        ink.text((170, 210 + 33 * line), "Chợ Kỳ Lừa họp vào những ngày phiên", font=_FACE)
    for left, top, text in told:
        ink.text((left, top), text, font=_FACE)
    return page


@pytest.mark.parametrize(
    ("told", "folio"),
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
def test_a_number_by_itself_is_read_at_a_glance(look, tools, tmp_path, told, folio):
    _leaf(*told).save(tmp_path / "a.png")
    assert survey(look(tmp_path / "a.png"), tools).folio == folio


def test_the_number_of_a_page_on_its_head_is_read_too(look, tools, tmp_path):
    _leaf((610, 1640, "7")).rotate(180).save(tmp_path / "a.png")
    assert survey(replace(look(tmp_path / "a.png"), turn=2), tools).folio == 7


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_page_that_lies_otherwise_than_its_lot_is_noticed(look, tools, tmp_path, turn):
    scan().rotate(90 * turn, expand=True).save(tmp_path / "a.png", dpi=(200, 200))
    assert survey(look(tmp_path / "a.png"), tools).turn == turn


def test_a_page_that_is_upright_in_a_lot_on_its_head_is_noticed(look, tools, tmp_path):
    seen = look(papers.write_scan(tmp_path / "a.png"))
    assert survey(replace(seen, turn=2), tools).turn == 0


def test_what_staff_said_of_a_page_is_not_doubted(look, tools, tmp_path):
    seen = look(papers.write_scan(tmp_path / "a.png"))
    assert survey(replace(seen, turn=2, told=True), tools).turn == 2


def test_a_map_has_no_page_number(look, tools, tmp_path):
    papers.noise(600, 2400).save(tmp_path / "a.png")
    assert survey(look(tmp_path / "a.png"), tools).folio is None
