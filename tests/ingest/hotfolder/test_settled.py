"""Nothing in the watched folder is taken before it is whole, and everything is in the end."""

import pytest

from ingest.hotfolder.settled import PATIENCE
from tests.ingest import papers
from tests.ingest.days import register
from tests.ingest.parcels import write_zip


def _paper(path, *lines):
    return papers.write_pdf(path, papers.Sheet(lines=lines or papers.PLAIN_TEXT))


def _entered(inbox):
    return [row[1] for row in register(inbox.engine)]


def test_what_just_came_waits(inbox):
    _paper(inbox.drop / "a.pdf")
    inbox.look()
    inbox.look(9)
    assert inbox.waits() == {"a.pdf": "Vừa đến, đợi nằm yên."}


def test_what_still_grows_waits_from_anew(inbox):
    _paper(inbox.drop / "a.pdf")
    inbox.look()
    with (inbox.drop / "a.pdf").open("ab") as file:
        file.write(b"%more")
    inbox.look(10)
    assert _entered(inbox) == []
    inbox.look(10)
    assert _entered(inbox) == ["a.pdf"]


@pytest.mark.parametrize("name", ["a.pdf.part", "a.pdf.crdownload", "~tải.tmp", "A.FILEPART"])
def test_names_of_half_copied_files_are_left(inbox, name):
    (inbox.drop / name).write_bytes(b"%PDF-1.4 half")
    inbox.take()
    inbox.look(2 * PATIENCE)
    assert "đang được chép" in inbox.waits()[name]
    assert (inbox.drop / name).exists()


@pytest.mark.parametrize("lock", ["~$báo cáo.docx", "~$o cáo.docx", ".~lock.báo cáo.docx#"])
def test_what_is_open_in_a_word_processor_waits(inbox, lock):
    write_zip(inbox.drop / "báo cáo.docx", {"a": b"a"})
    (inbox.drop / lock).write_bytes(b"lan")
    inbox.take()
    inbox.look(2 * PATIENCE)
    assert "đang mở" in inbox.waits()["báo cáo.docx"]
    (inbox.drop / lock).unlink()
    inbox.look()
    assert _entered(inbox) == ["báo cáo.docx"]


def test_half_a_file_waits_longer_though_it_lies_still(inbox):
    whole = _paper(inbox.root / "w.pdf").read_bytes()
    (inbox.root / "w.pdf").unlink()
    (inbox.drop / "a.pdf").write_bytes(whole[: len(whole) // 2])
    inbox.take()
    assert "chưa chép hết" in inbox.waits()["a.pdf"]
    (inbox.drop / "a.pdf").write_bytes(whole)
    inbox.take()
    assert _entered(inbox) == ["a.pdf"]


def test_half_a_file_that_nobody_finishes_is_taken_in_the_end(inbox):
    (inbox.drop / "a.pdf").write_bytes(b"%PDF-1.4 half")
    inbox.look()
    inbox.look(PATIENCE)
    assert _entered(inbox) == ["a.pdf"]


def test_a_file_that_somebody_writes_to_waits(inbox):
    with (inbox.drop / "a.txt").open("wb") as file:
        file.write(b"xin")
        file.flush()
        inbox.take()
        assert "đang được ghi" in inbox.waits()["a.txt"]
    inbox.look()
    assert _entered(inbox) == ["a.txt"]
