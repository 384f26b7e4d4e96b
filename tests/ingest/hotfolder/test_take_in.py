"""Tests of the intake of settled files and their archiving."""

import os
import shutil
import unicodedata
from dataclasses import replace

import pytest
from sqlalchemy import select

from ingest.hotfolder.poll import MAX_WAIT_SECONDS, Poller, SettleTracker, poll_lock
from ingest.hotfolder.scan import bundles_in
from ingest.hotfolder.take_in import Mover
from library.accessions.models import Accession, AccessionState
from library.database import reading, work
from library.hotfolder.folder import GUIDE, HotfolderPaths
from library.planning import house_rules
from library.planning.house_rules import RuleDetails
from tests.ingest import papers
from tests.ingest.days import register_rows
from tests.ingest.hotfolder.conftest import COLLECTIONS
from tests.makers import BY, make_profile


def _paper(path, *lines):
    return papers.write_pdf(path, papers.PdfPage(lines=lines or papers.PLAIN_TEXT))


def _entered(inbox):
    return [row[1] for row in register_rows(inbox.engine)]


def test_a_settled_file_is_registered_and_archived(inbox):
    _paper(inbox.drop / "thông báo.pdf")
    inbox.take()
    assert _entered(inbox) == ["thông báo.pdf"]
    assert inbox.taken() == ["van-ban/thông báo.pdf"]
    assert inbox.waits() == {}


def test_a_file_goes_to_the_collection_of_its_folder(inbox):
    _paper(inbox.root / "bao-chi" / "số 1.pdf")
    inbox.take()
    with reading(inbox.engine) as session:
        row = session.scalars(select(Accession)).one()
    assert (row.collection, row.received_by, row.publish) == ("bao-chi", "thư mục nhận", False)


def test_a_rule_adds_a_folder_whose_files_go_to_its_collection(inbox):
    with work(inbox.engine) as session:
        rule = RuleDetails("Ủy ban", folder="ubnd", collection="bao-chi", languages="vie+fra")
        house_rules.make(session, rule, BY)
    inbox.take()
    _paper(inbox.root / "ubnd" / "số 1.pdf")
    inbox.take()
    with reading(inbox.engine) as session:
        row = session.scalars(select(Accession)).one()
    assert (row.collection, row.languages) == ("bao-chi", "vie+fra")
    assert inbox.taken() == ["ubnd/số 1.pdf"]


def test_a_folder_of_images_is_one_delivery_and_is_archived_as_a_folder(inbox):
    (inbox.drop / "quyển 1").mkdir()
    for number in (10, 2, 1):
        papers.write_scan(inbox.drop / "quyển 1" / f"{number}.png")
    (inbox.drop / "quyển 1" / "Thumbs.db").write_bytes(b"-")
    inbox.take()
    with reading(inbox.engine) as session:
        (row,) = session.scalars(select(Accession))
        assert [file.name for file in row.files] == ["1.png", "2.png", "10.png"]
    assert len(inbox.taken()) == 4
    assert list(inbox.drop.iterdir()) == []


def test_files_wait_together_with_the_list_that_describes_them(inbox):
    _paper(inbox.drop / "a.pdf")
    (inbox.drop / "metadata.csv").write_text("tệp;nhan đề\na.pdf;Thông báo\n", encoding="utf-8")
    inbox.poll()
    inbox.poll(5)
    _paper(inbox.drop / "b.pdf", *papers.PLAIN_TEXT[:2])
    inbox.poll(5)
    assert _entered(inbox) == []
    inbox.poll(10)
    with reading(inbox.engine) as session:
        places = {row.place: row.sheet_id for row in session.scalars(select(Accession))}
    assert places == {"a.pdf": 1, "b.pdf": 1}
    assert inbox.taken() == ["van-ban/a.pdf", "van-ban/b.pdf", "van-ban/metadata.csv"]


def test_a_list_waits_for_its_files_but_not_for_ever(inbox):
    (inbox.drop / "metadata.csv").write_text("tệp\na.pdf\n", encoding="utf-8")
    inbox.take()
    assert "đợi các tệp" in inbox.waits()["metadata.csv"]
    inbox.poll(3600)
    assert "không đi kèm tệp nào" in inbox.note("metadata.csv")


def test_an_empty_file_is_refused_with_a_note(inbox):
    (inbox.drop / "rỗng.pdf").touch()
    inbox.take()
    assert inbox.turned_away() == ["van-ban/rỗng.pdf", "van-ban/rỗng.pdf.txt"]
    assert "“rỗng.pdf” không có gì để nhập" in inbox.note("rỗng.pdf")


def test_only_unusable_files_of_a_folder_are_refused(inbox):
    (inbox.drop / "hộp").mkdir()
    _paper(inbox.drop / "hộp" / "a.pdf")
    (inbox.drop / "hộp" / "b.pdf").touch()
    (inbox.drop / "hộp" / "máy quét.log").write_bytes(b"-")
    inbox.take()
    assert _entered(inbox) == ["a.pdf"]
    assert inbox.taken() == ["van-ban/hộp/a.pdf"]
    assert "không thuộc loại tệp" in inbox.note("máy quét.log")
    assert "không có gì để nhập" in inbox.note("b.pdf")


def test_a_delivery_refused_by_the_pipeline_is_set_aside_with_the_reason(inbox):
    papers.write_encrypted_pdf(inbox.drop / "khóa.pdf")
    _paper(inbox.drop / "lành.pdf")
    inbox.take()
    with work(inbox.engine) as session:
        row = session.scalars(select(Accession).where(Accession.source == "khóa.pdf")).one()
        row.state, row.message = AccessionState.REFUSED, "Tệp có mật khẩu."
    inbox.poll()
    inbox.poll()
    assert inbox.taken() == ["van-ban/lành.pdf"]
    assert inbox.turned_away() == ["van-ban/khóa.pdf", "van-ban/khóa.pdf.txt"]
    assert "có mật khẩu" in inbox.note("khóa.pdf")
    assert f"Số trong sổ lần nhập: {register_rows(inbox.engine)[0][0]}" in inbox.note("khóa.pdf")


def test_a_link_out_of_the_folder_is_never_followed(inbox, tmp_path):
    (tmp_path / "mật.txt").write_text("không ai được đọc")
    (tmp_path / "kho").mkdir()
    _paper(tmp_path / "kho" / "kín.pdf")
    (inbox.drop / "lối tắt.txt").symlink_to(tmp_path / "mật.txt")
    (inbox.drop / "kho").symlink_to(tmp_path / "kho")
    (inbox.drop / "hộp").mkdir()
    (inbox.drop / "hộp" / "kho").symlink_to(tmp_path / "kho")
    (inbox.drop / "hộp" / "metadata.csv").symlink_to(tmp_path / "mật.txt")
    _paper(inbox.drop / "hộp" / "a.pdf")
    os.mkfifo(inbox.drop / "ống.pdf")
    inbox.take()
    inbox.poll(MAX_WAIT_SECONDS)
    assert _entered(inbox) == ["a.pdf"]
    assert "symlink" in inbox.note("ống.pdf")
    assert (tmp_path / "kho" / "kín.pdf").exists()
    assert list(inbox.drop.iterdir()) == []


def test_a_link_in_the_way_leads_nothing_out_of_the_folder(inbox, tmp_path):
    (tmp_path / "ngoài").mkdir()
    (inbox.root / "da-nhan").rmdir()
    (inbox.root / "da-nhan").symlink_to(tmp_path / "ngoài")
    _paper(inbox.drop / "a.pdf")
    inbox.take()
    assert list((tmp_path / "ngoài").iterdir()) == []
    assert (inbox.drop / "a.pdf").exists()
    assert "thư mục nhận" in inbox.problem()


def test_decomposed_mac_names_stay_on_disk_and_are_composed_in_the_register(inbox):
    name = unicodedata.normalize("NFD", "nghị quyết.pdf")
    _paper(inbox.drop / name)
    inbox.take()
    assert _entered(inbox) == ["nghị quyết.pdf"]
    assert inbox.taken() == [f"van-ban/{name}"]


def test_a_name_in_an_unknown_encoding_is_accepted(inbox):
    name = os.fsdecode(b"v\xa8n b\xb6n.pdf")
    _paper(inbox.drop / name)
    inbox.take()
    assert len(_entered(inbox)) == 1
    assert inbox.taken() == [f"van-ban/{name}"]


def test_the_same_name_twice_on_a_day_keeps_both(inbox):
    for lines in (papers.PLAIN_TEXT, papers.PLAIN_TEXT[:2]):
        _paper(inbox.drop / "a.pdf", *lines)
        inbox.take()
    assert _entered(inbox) == ["a.pdf", "a.pdf"]
    assert len(inbox.taken()) == 2


def test_files_wait_in_the_folder_while_the_disk_is_full(inbox):
    _paper(inbox.drop / "a.pdf")
    inbox.poller.settings = replace(inbox.settings, free_mb=10**9)
    inbox.take()
    assert "Đĩa gần đầy" in inbox.waits()["a.pdf"]
    assert (inbox.drop / "a.pdf").exists()
    inbox.poller.settings = inbox.settings
    inbox.poll()
    assert _entered(inbox) == ["a.pdf"]


def test_a_full_disk_and_its_end_are_each_reported_once(inbox):
    _paper(inbox.drop / "a.pdf")
    for megabytes in (10**9, 10**9 + 1):
        inbox.poller.settings = replace(inbox.settings, free_mb=megabytes)
        inbox.take()
    inbox.poller.settings = inbox.settings
    inbox.poll()
    inbox.poll()
    full, goes_on = inbox.messages
    assert "thư mục nhận nằm nguyên chỗ cũ mà đợi, có chỗ thì tự được nhận tiếp" in full
    assert goes_on == "Thư mục nhận lại nhận tài liệu như thường."


def test_nothing_is_reported_without_an_obstacle(inbox):
    _paper(inbox.drop / "a.pdf")
    (inbox.drop / "b.pdf.part").touch()
    inbox.take()
    assert inbox.messages == []


def test_an_unprepared_folder_is_reported(inbox):
    shutil.rmtree(inbox.root)
    inbox.take()
    (message,) = inbox.messages
    assert message.endswith("nếu là thư mục mới, hãy chạy: diachi init")


def test_entries_outside_the_collection_folders_are_reported_and_stay(inbox):
    _paper(inbox.root / "lạc.pdf")
    inbox.take()
    assert "Nằm ngoài các thư mục sưu tập" in inbox.waits()["lạc.pdf"]
    assert (inbox.root / "lạc.pdf").exists()


def test_a_removed_file_is_forgotten(inbox):
    _paper(inbox.drop / "a.pdf")
    inbox.poll()
    (inbox.drop / "a.pdf").unlink()
    inbox.poll()
    assert inbox.waits() == {}


def test_an_empty_folder_is_ignored(inbox):
    (inbox.drop / "máy quét").mkdir()
    inbox.take()
    assert (inbox.drop / "máy quét").is_dir()


def test_a_missing_share_is_reported_and_not_created(inbox):
    shutil.rmtree(inbox.root)
    inbox.root.mkdir()
    inbox.take()
    assert "Không thấy thư mục nhận" in inbox.problem()
    assert list(inbox.root.iterdir()) == []


def test_the_guide_names_the_folders(inbox):
    assert "van-ban: Văn bản" in (inbox.root / GUIDE).read_text(encoding="utf-8-sig")


def test_two_concurrent_pollers_take_everything_once(inbox):
    other = Poller(inbox.settings, inbox.engine, SettleTracker(10))
    for number in range(5):
        _paper(inbox.drop / f"{number}.pdf", str(number))
    for now in (0, 10):
        inbox.poller.poll(now)
        other.poll(now)
    assert len(_entered(inbox)) == 5


@pytest.mark.postgresql("machines share a server")
def test_one_of_several_machines_looks_into_the_folder_at_a_time(inbox, tmp_path):
    (tmp_path / "máy khác").mkdir()
    settings = replace(inbox.settings, home=tmp_path / "máy khác")
    other = poll_lock(settings, inbox.engine)
    assert other.take()
    _paper(inbox.drop / "a.pdf")
    inbox.take()
    assert _entered(inbox) == []
    other.release()
    inbox.take()
    assert _entered(inbox) == ["a.pdf"]


def test_a_bundle_changed_at_the_last_moment_is_moved_back(inbox):
    paper = _paper(inbox.drop / "a.pdf")
    (thing,) = bundles_in(inbox.root, COLLECTIONS)
    with paper.open("ab") as scanner:
        scanner.write(b"%more")
    profiles = {"van-ban": make_profile()}
    porter = Mover(inbox.settings, inbox.engine, HotfolderPaths(inbox.root), profiles)
    porter.finish(porter.begin(thing))
    assert _entered(inbox) == []
    assert paper.read_bytes().endswith(b"%more")
    inbox.take()
    assert _entered(inbox) == ["a.pdf"]
