"""Tests that files are taken in only when complete, and all of them eventually."""

import pytest

from ingest.hotfolder.poll import MAX_WAIT_SECONDS
from tests.ingest import papers
from tests.ingest.days import register_rows
from tests.ingest.parcels import write_zip


def _paper(path, *lines):
    return papers.write_pdf(path, papers.PdfPage(lines=lines or papers.PLAIN_TEXT))


def _entered(inbox):
    return [row[1] for row in register_rows(inbox.engine)]


def test_a_new_file_waits(inbox):
    _paper(inbox.drop / "a.pdf")
    inbox.poll()
    inbox.poll(9)
    assert inbox.waits() == {"a.pdf": "Vừa đến, đợi nằm yên."}


def test_a_growing_file_restarts_the_wait(inbox):
    _paper(inbox.drop / "a.pdf")
    inbox.poll()
    with (inbox.drop / "a.pdf").open("ab") as file:
        file.write(b"%more")
    inbox.poll(10)
    assert _entered(inbox) == []
    inbox.poll(10)
    assert _entered(inbox) == ["a.pdf"]


@pytest.mark.parametrize("name", ["a.pdf.part", "a.pdf.crdownload", "~tải.tmp", "A.FILEPART"])
def test_partially_copied_files_are_skipped_by_name(inbox, name):
    (inbox.drop / name).write_bytes(b"%PDF-1.4 half")
    inbox.take()
    inbox.poll(2 * MAX_WAIT_SECONDS)
    assert "đang được chép" in inbox.waits()[name]
    assert (inbox.drop / name).exists()


@pytest.mark.parametrize("lock", ["~$báo cáo.docx", "~$o cáo.docx", ".~lock.báo cáo.docx#"])
def test_a_file_open_in_a_word_processor_waits(inbox, lock):
    write_zip(inbox.drop / "báo cáo.docx", {"a": b"a"})
    (inbox.drop / lock).write_bytes(b"lan")
    inbox.take()
    inbox.poll(2 * MAX_WAIT_SECONDS)
    assert "đang mở" in inbox.waits()["báo cáo.docx"]
    (inbox.drop / lock).unlink()
    inbox.poll()
    assert _entered(inbox) == ["báo cáo.docx"]


def test_an_incomplete_file_waits_longer_even_if_unchanged(inbox):
    content = _paper(inbox.root / "w.pdf").read_bytes()
    (inbox.root / "w.pdf").unlink()
    (inbox.drop / "a.pdf").write_bytes(content[: len(content) // 2])
    inbox.take()
    assert "chưa chép hết" in inbox.waits()["a.pdf"]
    (inbox.drop / "a.pdf").write_bytes(content)
    inbox.take()
    assert _entered(inbox) == ["a.pdf"]


def test_an_incomplete_file_is_taken_in_after_the_longest_wait(inbox):
    (inbox.drop / "a.pdf").write_bytes(b"%PDF-1.4 half")
    inbox.poll()
    inbox.poll(MAX_WAIT_SECONDS)
    assert _entered(inbox) == ["a.pdf"]


def test_a_file_open_for_writing_waits(inbox):
    with (inbox.drop / "a.txt").open("wb") as file:
        file.write(b"xin")
        file.flush()
        inbox.take()
        assert "đang được ghi" in inbox.waits()["a.txt"]
    inbox.poll()
    assert _entered(inbox) == ["a.txt"]
