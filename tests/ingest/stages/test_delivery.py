"""Tests of the delivery stages."""

from pathlib import Path

import pytest

from ingest.problems import DamagedMasterError, NothingReadableError
from ingest.record import Batch, FileKind, Master
from ingest.stages.describe import describe
from ingest.stages.receive import receive
from ingest.stages.separate import separate
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import PdfPage, scan


def _batch(settings: Settings, source: str, *paths: Path) -> Batch:
    store = ContentStore(settings.masters)
    return Batch(source, tuple(Master(path.name, store.put(path.read_bytes())) for path in paths))


@pytest.mark.parametrize(
    ("source", "files", "title"),
    [
        pytest.param("Công_văn số 5.pdf", ["Công_văn số 5.pdf"], "Công văn số 5", id="a file"),
        pytest.param("Tập 1.2", ["1.jpg", "2.jpg"], "Tập 1.2", id="a folder has no suffix"),
        pytest.param("Tập 1.2", ["1.jpg"], "Tập 1.2", id="a folder of one file"),
        pytest.param("___.pdf", ["___.pdf"], "___.pdf", id="a name that says nothing"),
    ],
)
def test_the_title_is_taken_from_the_name(source, files, title, tools):
    batch = Batch(source, tuple(Master(name, "digest") for name in files))
    assert describe(batch, tools).title == title


def test_a_file_is_what_its_content_says(settings, tools, tmp_path):
    pdf = papers.write_pdf(tmp_path / "ảnh.png", PdfPage(scan()))
    image = papers.write_scan(tmp_path / "văn bản.pdf", format="PNG")
    kinds = [file.kind for file in receive(_batch(settings, "a", pdf, image), tools).files]
    assert kinds == [FileKind.PDF, FileKind.IMAGE]


def test_a_damaged_master_is_refused(settings, tools, tmp_path):
    batch = _batch(settings, "a", papers.write_scan(tmp_path / "a.png"))
    path = ContentStore(settings.masters).path(batch.files[0].digest)
    path.chmod(0o644)
    path.write_bytes(b"decayed")
    with pytest.raises(DamagedMasterError, match=r"a\.png"):
        receive(batch, tools)


def test_every_page_of_every_file_has_a_place(settings, tools, tmp_path):
    pdf = papers.write_pdf(tmp_path / "a.pdf", PdfPage(), PdfPage())
    tiff = papers.write_scan(tmp_path / "b.tif", save_all=True, append_images=[scan()] * 2)
    batch = separate(receive(_batch(settings, "a", pdf, tiff), tools), tools)
    assert [place.index for place in batch.pages] == [0, 1, 0, 1, 2]


def test_a_file_that_does_not_open_keeps_its_place_among_the_others(settings, tools, tmp_path):
    (tmp_path / "b.png").write_bytes(b"no image")
    (tmp_path / "c.png").touch()
    good = papers.write_scan(tmp_path / "a.png")
    batch = _batch(settings, "a", good, tmp_path / "b.png", tmp_path / "c.png")
    problems = [place.problem for place in separate(receive(batch, tools), tools).pages]
    assert problems[0] is None
    assert problems[1].startswith("“b.png” không thuộc loại tệp")
    assert problems[2].startswith("Tệp “c.png” rỗng")


@pytest.mark.parametrize("format_", ["GIF", "PNG", "WEBP"])
def test_an_animation_gets_a_remark_that_only_one_frame_is_read(settings, tools, tmp_path, format_):
    frames = [scan().resize((200, 200)).rotate(turn) for turn in (0, 90, 180)]
    path = tmp_path / f"a.{format_.lower()}"
    frames[0].save(path, format_, save_all=True, append_images=frames[1:])
    (place,) = separate(receive(_batch(settings, "a", path), tools), tools).pages
    assert "Ảnh động gồm 3 khung hình" in place.remark


def test_a_still_image_has_no_remark(settings, tools, tmp_path):
    path = papers.write_scan(tmp_path / "a.webp")
    (place,) = separate(receive(_batch(settings, "a", path), tools), tools).pages
    assert place.remark is None


def test_a_delivery_of_which_nothing_opens_is_refused(settings, tools, tmp_path):
    (tmp_path / "b.png").write_bytes(b"no image")
    with pytest.raises(NothingReadableError, match=r"b\.png"):
        separate(receive(_batch(settings, "a", tmp_path / "b.png"), tools), tools)
