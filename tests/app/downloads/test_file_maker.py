"""Large downloads: assembly, cache, eviction, and the bounded queue."""

import os

import numpy
import pikepdf
import pytest

from app.downloads import file_maker
from app.downloads.file_maker import DownloadsBusyError, FileInProductionError, FileMaker
from app.downloads.file_order import FileOrder, PdfMetadata, pdf_order
from ingest.tools.image_files import to_jpeg
from ingest.tools.page_pdf import PdfPageImage, make_page_pdf
from library.catalogue.pages.downloads import PagePdf
from library.errors import FileNotKeptError
from library.storage.derivative_store import DerivativeStore
from library.storage.problems import PagesLostError

_METADATA = PdfMetadata("Sách", "Thư viện", "vi")
_CLIENT = "192.0.2.1"
_WRITE_WHEN_ALLOWED = """
import json, sys
job = json.load(sys.stdin)
with open(job["gate"]) as gate:  # a named pipe: opened when the test opens its other end
    gate.read()
open(job["target"], "w").write(job["text"])
"""


@pytest.fixture
def store(tmp_path):
    """Return a store of page PDFs."""
    return DerivativeStore(tmp_path / "leaves", {}.__setitem__)


@pytest.fixture
def order_pdf(store):
    """Return a function that orders a PDF of a number of pages."""

    def order(count, metadata=_METADATA, lost=False):
        shown = numpy.full((20, 10), 200, numpy.uint8)
        picture = PdfPageImage(10, 20, to_jpeg(shown, quality=50), is_grey=True)
        written = make_page_pdf(picture, (), (10, 20), 100)
        digest = store.put(written)
        if lost:
            store.discard(digest)
        pages = [PagePdf(number, digest, len(written)) for number in range(1, count + 1)]
        return pdf_order(pages, metadata, store)

    return order


@pytest.fixture
def make_maker(tmp_path):
    """Return a function that creates a maker with a size limit in bytes."""
    makers = []

    def make(most=1_000_000, **options):
        makers.append(FileMaker(tmp_path / "books", most, **options))
        return makers[-1]

    yield make
    for maker in makers:
        maker.close()


@pytest.fixture
def gate(tmp_path):
    """Return the path of a named pipe; programs that read it wait until `open_gate`."""
    path = tmp_path / "gate"
    os.mkfifo(path)
    return path


def _slow_order(gate, text):
    job = {"text": text, "gate": str(gate)}
    return FileOrder(("-c", _WRITE_WHEN_ALLOWED), 1, job, lambda: job, "txt", len(text))


def test_a_thick_book_has_every_page_and_one_font(order_pdf, make_maker):
    pdf = make_maker().get(order_pdf(230), _CLIENT)
    assert list(pdf.parent.iterdir()) == [pdf]  # no unfinished file remains
    with pikepdf.open(pdf) as document:
        assert [page.label for page in document.pages] == [str(n) for n in range(1, 231)]
        assert (
            len({page.Resources.Font.F.DescendantFonts[0].objgen for page in document.pages}) == 1
        )


def test_unfinished_folders_are_removed_after_a_day(order_pdf, make_maker, tmp_path):
    old, fresh = tmp_path / "books" / "half-old", tmp_path / "books" / "half-fresh"
    for half in (old, fresh):
        half.mkdir(parents=True)
    os.utime(old, (1, 1))
    make_maker().get(order_pdf(1), _CLIENT)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_another_title_is_another_pdf(order_pdf, make_maker):
    maker = make_maker()
    titles = (PdfMetadata(name, "Thư viện", "vi") for name in ("A", "B"))
    assert len({maker.get(order_pdf(1, title), _CLIENT) for title in titles}) == 2


def test_the_least_recently_used_file_is_evicted(order_pdf, make_maker):
    first, second = (make_maker().get(order_pdf(n), _CLIENT) for n in (1, 2))
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    small = make_maker(first.stat().st_size + second.stat().st_size)
    small.get(order_pdf(1), _CLIENT)  # asked for again, so the other one is older now
    small.get(order_pdf(1, PdfMetadata("Sách khác", "Thư viện", "vi")), _CLIENT)
    assert first.exists()
    assert not second.exists()


def test_a_file_larger_than_the_cache_is_made_anyway(order_pdf, make_maker):
    assert make_maker(10).get(order_pdf(3), _CLIENT).exists()


def test_a_request_does_not_wait_long_and_the_file_is_made_meanwhile(make_maker, gate):
    maker, order = make_maker(patience=0), _slow_order(gate, "chữ")
    with pytest.raises(FileInProductionError):
        maker.get(order, _CLIENT)
    gate.write_text("")
    path = _get_when_made(maker, order)
    assert path.read_text() == "chữ"


def test_one_address_cannot_fill_the_queue(make_maker, gate):
    maker = make_maker(patience=0)
    for number in range(file_maker.MAX_WAITING_PER_CLIENT):
        with pytest.raises(FileInProductionError):
            maker.get(_slow_order(gate, f"chữ {number}"), _CLIENT)
    with pytest.raises(DownloadsBusyError):
        maker.get(_slow_order(gate, "một tệp nữa"), _CLIENT)
    with pytest.raises(FileInProductionError):
        maker.get(_slow_order(gate, "tệp của người khác"), "192.0.2.2")


def test_the_queue_is_bounded_and_readers_of_one_file_share_one_production(make_maker, gate):
    maker = make_maker(patience=0)
    for text in ("chữ 0", "chữ {}"):
        for number in range(file_maker.MAX_WAITING):
            with pytest.raises(FileInProductionError):
                maker.get(_slow_order(gate, text.format(number)), f"192.0.2.{number}")
    with pytest.raises(DownloadsBusyError):
        maker.get(_slow_order(gate, "một tệp nữa"), _CLIENT)


def test_a_small_file_does_not_wait_for_large_ones(make_maker, gate, tmp_path):
    maker = make_maker(patience=0)
    orders = [_slow_order(gate, "dài " * length) for length in (1, 900, 800, 2)]
    for order in orders:
        with pytest.raises(FileInProductionError):
            maker.get(order, _CLIENT)
    for order in (orders[0], orders[3]):
        gate.write_text("")
        _get_when_made(maker, order)
    assert not (tmp_path / "books" / orders[1].name).exists()
    assert not (tmp_path / "books" / orders[2].name).exists()


def test_a_missing_page_is_an_error_and_the_next_file_is_made(order_pdf, make_maker, store):
    maker, order = make_maker(), order_pdf(1)
    (digest,) = store.digests()
    store.discard(digest)
    with pytest.raises(FileNotKeptError):
        maker.get(order, _CLIENT)
    assert maker.get(order_pdf(1), _CLIENT).exists()


def test_a_failed_program_is_an_error_and_the_next_file_is_made(order_pdf, make_maker):
    maker = make_maker()
    with pytest.raises(Exception, match="exit status 3"):
        maker.get(FileOrder(("-c", "raise SystemExit(3)"), 1, {}, dict, "txt", 1), _CLIENT)
    assert maker.get(order_pdf(1), _CLIENT).exists()


def _get_when_made(maker, order):
    """Return the file, asking again as the waiting page does."""
    maker.patience = 30
    return maker.get(order, _CLIENT)


def test_lost_pages_are_named_instead_of_left_out(order_pdf, make_maker):
    with pytest.raises(PagesLostError, match="trang 1, 2"):
        make_maker().get(order_pdf(2, lost=True), _CLIENT)
