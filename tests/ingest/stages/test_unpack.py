"""Tests of unpacking archives and portfolios."""

from email.message import EmailMessage

import pytest

from ingest.problems import BrokenFileError, NothingInArchiveError, NothingReadableError
from ingest.record import Batch, FileKind, Master
from ingest.stages.receive import receive
from ingest.stages.separate import separate
from ingest.stages.unpack import unpack
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import PdfPage
from tests.ingest.parcels import write_portfolio, write_zip

PDF = papers.pdf_of(PdfPage(lines=["mot"]))


@pytest.fixture
def unpacked(settings, tools):
    """Return a function that stores one file and unpacks it."""

    def hand_in(path) -> Batch:
        digest = ContentStore(settings.masters).put(path.read_bytes())
        batch = Batch(path.name, (Master(path.name, digest),))
        result = unpack(receive(batch, tools), tools)
        assert Batch.from_json(result.to_json()) == result
        return result

    return hand_in


def _names(batch):
    return [file.name for file in batch.files]


def _image(tmp_path):
    return papers.write_scan(tmp_path / "a.png").read_bytes()


def test_an_archive_of_images_is_one_thing_in_natural_order(unpacked, tools, tmp_path):
    image = _image(tmp_path)
    names = ("quyển/10.png", "quyển/2.png", "__MACOSX/quyển/._2.png", "quyển/Thumbs.db")
    batch = unpacked(write_zip(tmp_path / "a.zip", dict.fromkeys(names, image)))
    assert (batch.source, _names(batch)) == ("quyển", ["2.png", "10.png"])
    assert len(separate(batch, tools).pages) == 2


def test_a_refused_archive_leaves_no_derivatives(unpacked, settings, tools, tmp_path):
    half = b"\x89PNG\r\n\x1a\n" + bytes(5_000_000)
    path = write_zip(tmp_path / "a.zip", {"1.png": half, "2.png": half[:-1]})
    with pytest.raises(NothingReadableError), tools.discarding_if_refused():
        separate(unpacked(path), tools)
    assert list(ContentStore(settings.derivatives).digests()) == []


def test_existing_derivatives_stay_when_an_archive_is_refused(unpacked, settings, tools, tmp_path):
    half = b"\x89PNG\r\n\x1a\n half"
    tools.keep(half)
    with pytest.raises(NothingReadableError), tools.discarding_if_refused():
        separate(unpacked(write_zip(tmp_path / "a.zip", {"1.png": half})), tools)
    assert len(list(ContentStore(settings.derivatives).digests())) == 1


def test_a_damaged_archive_of_documents_leaves_no_masters(unpacked, settings, tmp_path):
    path = write_zip(tmp_path / "a.zip", {"a.pdf": PDF, "b.pdf": PDF + b"\n" * 9999})
    damaged = path.read_bytes()
    at = damaged.rindex(b"b.pdf", 0, damaged.index(b"PK\x01\x02")) + 40
    path.write_bytes(damaged[:at] + bytes(9) + damaged[at + 9 :])
    with pytest.raises(BrokenFileError):
        unpacked(path)
    assert len(list(ContentStore(settings.masters).digests())) == 1


def test_images_without_a_folder_are_called_after_the_archive(unpacked, tmp_path):
    batch = unpacked(write_zip(tmp_path / "Báo xuân.zip", {"1.png": _image(tmp_path)}))
    assert batch.source == "Báo xuân"


def test_an_archive_of_one_document_is_that_document(unpacked, tmp_path):
    batch = unpacked(write_zip(tmp_path / "a.zip", {"hộp/thư.pdf": PDF}))
    assert (batch.source, _names(batch)) == ("thư.pdf", ["thư.pdf"])
    assert batch.files[0].kind is FileKind.PDF


def test_each_document_of_an_archive_is_a_part(unpacked, tmp_path):
    files = {"b.pdf": PDF, "a.pdf": PDF + b"\n", "ảnh/1.png": _image(tmp_path)}
    batch = unpacked(write_zip(tmp_path / "a.zip", files))
    assert [part.source for part in batch.parts] == ["a.pdf", "b.pdf", "ảnh"]
    assert batch.files == ()


def test_the_files_of_a_part_are_masters(unpacked, settings, tmp_path):
    batch = unpacked(write_zip(tmp_path / "a.zip", {"a.pdf": PDF, "b.pdf": PDF + b"\n"}))
    assert ContentStore(settings.masters).is_sound(batch.parts[0].files[0].digest)


def test_a_nested_archive_is_refused_with_a_message(unpacked, tmp_path):
    inner = write_zip(tmp_path / "b.zip", {"a.pdf": PDF}).read_bytes()
    batch = unpacked(write_zip(tmp_path / "a.zip", {"b.zip": inner}))
    assert "nằm trong một tệp nén khác" in batch.files[0].problem


def test_an_empty_archive_is_refused_with_a_message(unpacked, tmp_path):
    with pytest.raises(
        NothingInArchiveError, match=r"không có ảnh hay tài liệu.*“a\.exe” là chương"
    ):
        unpacked(write_zip(tmp_path / "a.zip", {"a.exe": b"MZ"}))


def test_files_left_out_of_an_archive_are_named_with_the_reason(unpacked, tmp_path):
    odd = {f"{number}.iso": b"" for number in range(5)}
    batch = unpacked(write_zip(tmp_path / "a.zip", {"1.png": _image(tmp_path), **odd}))
    assert batch.files[0].remark.startswith("“0.iso” là ảnh đĩa")
    assert batch.files[0].remark.endswith("Còn 2 tệp khác không nhận.")
    two = {"a.pdf": PDF, "b.pdf": PDF + b"\n", "x.exe": b"MZ"}
    assert "chương trình" in unpacked(write_zip(tmp_path / "b.zip", two)).left_out


@pytest.mark.slow
def test_a_mail_is_its_text_and_its_attachments(unpacked, tmp_path):
    mail = EmailMessage()
    mail["Subject"] = "Danh sách nghệ nhân"
    mail.set_content("Kính gửi thư viện")
    mail.add_attachment(PDF, "application", "pdf", filename="danh sách.pdf")
    mail.add_attachment(b"MZ\x90\0", "application", "x-dos", filename="cài.exe")
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())
    batch = unpacked(tmp_path / "a.eml")
    assert _names(batch) == ["a.eml", "danh sách.pdf", "cài.exe"]
    assert [file.kind for file in batch.files[:2]] == [FileKind.PDF, FileKind.PDF]
    assert "chương trình máy tính" in batch.files[2].problem


@pytest.mark.slow
def test_mails_in_mails_are_opened_three_deep(unpacked, tmp_path):
    content = b"Subject: 0\n\nx"
    for number in range(1, 9):
        kind = b"Content-Type: message/rfc822\nContent-Disposition: attachment\n\n"
        content = b"Subject: %d\n%s%s" % (number, kind, content)
    (tmp_path / "a.eml").write_bytes(content)
    batch = unpacked(tmp_path / "a.eml")
    assert _names(batch) == ["a.eml", "7.eml", "6.eml", "5.eml"]
    assert "nằm quá sâu" in batch.files[-1].problem


def test_the_documents_of_a_portfolio_are_one_thing_in_natural_order(unpacked, tmp_path):
    documents = {"hồ sơ 10.pdf": PDF, "hồ sơ 2.png": _image(tmp_path)}
    batch = unpacked(write_portfolio(tmp_path / "a.pdf", documents))
    assert _names(batch) == ["hồ sơ 2.png", "hồ sơ 10.pdf"]


def test_a_portfolio_in_a_portfolio_gives_its_documents(unpacked, tmp_path):
    inner = write_portfolio(tmp_path / "b.pdf", {"3.pdf": PDF, "20.pdf": PDF}).read_bytes()
    batch = unpacked(write_portfolio(tmp_path / "a.pdf", {"1.pdf": PDF, "2.pdf": inner}))
    assert _names(batch) == ["1.pdf", "3.pdf", "20.pdf"]


def test_endlessly_nested_portfolios_are_refused_with_a_message(unpacked, tmp_path):
    inner = PDF
    for _ in range(5):
        inner = write_portfolio(tmp_path / "b.pdf", {"b.pdf": inner}).read_bytes()
    (tmp_path / "a.pdf").write_bytes(inner)
    assert "nằm trong một tệp nén khác" in unpacked(tmp_path / "a.pdf").files[0].problem


def test_a_pdf_with_something_attached_stays_a_pdf(unpacked, tmp_path):
    writer = papers.PdfWriter(clone_from=papers.PdfReader(papers.io.BytesIO(PDF)))
    writer.add_attachment("hoá đơn.xml", b"<a/>")
    writer.write(tmp_path / "a.pdf")
    assert _names(unpacked(tmp_path / "a.pdf")) == ["a.pdf"]
