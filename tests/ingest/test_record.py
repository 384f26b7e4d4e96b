"""Tests of the pipeline records."""

from ingest.record import Batch, FileKind, Master, PageImage, PagePlace, PageRecord, Treatment


def test_a_batch_survives_the_json_round_trip():
    file = Master("trang 1.png", "d1", FileKind.IMAGE)
    batch = Batch("Ảnh", (file,), (PagePlace("d1", FileKind.IMAGE, 0),), "Ảnh")
    assert Batch.from_json(batch.to_json()) == batch


def test_a_page_survives_the_json_round_trip():
    place = PagePlace("d1", None, 3, "Tệp hỏng.")
    image = PageImage("reading", "d2", "image/webp", 800, 1100, 60_000)
    page = PageRecord(4, place, ("vie", "eng"), 300, treatment=Treatment(1, -2.5), images=(image,))
    assert PageRecord.from_json(page.to_json()) == page


def test_a_file_kind_survives_the_json_round_trip():
    place = PagePlace("d1", FileKind.PDF, 0)
    page = PageRecord.from_json(PageRecord(1, place, ("vie",)).to_json())
    assert page.place.kind is FileKind.PDF
