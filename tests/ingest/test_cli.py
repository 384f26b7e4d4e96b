"""Tests of the `diachi ingest` commands."""

import json
import signal
from contextlib import suppress
from dataclasses import replace
from subprocess import TimeoutExpired

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from ingest.cli import ingest
from library.accessions.models import Accession, AccessionState, Priority
from library.catalogue.models import Page, PageState
from library.database import reading, work
from library.hotfolder.folder import prepare
from library.jobs import pauses
from library.settings import Settings
from tests.ingest import papers
from tests.ingest.days import published_titles, register_rows, run_pipeline, start_command, submit
from tests.makers import make_accession, make_environment, make_item, make_page, make_settings


@pytest.fixture
def diachi(settings: Settings, engine):
    """Return a function that calls `diachi ingest` in a prepared installation."""
    environment = make_environment(settings.home)

    def call(*args: object) -> Result:
        return CliRunner(env=environment).invoke(ingest, [str(argument) for argument in args])

    return call


def _lines(result: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_add_gives_a_receipt_for_each_delivery(diachi, tmp_path):
    scan = papers.write_scan(tmp_path / "a.png")
    result = diachi("add", scan, "--collection", "van-ban", "--json")
    assert result.exit_code == 0
    assert [line["status"] for line in _lines(result)] == ["waiting"]
    assert _lines(result)[0]["source"] == "a.png"


def test_add_accepts_good_files_and_reports_refused_ones(diachi, tmp_path):
    (tmp_path / "rỗng.pdf").touch()
    papers.write_scan(tmp_path / "a.png")
    result = diachi(
        "add",
        tmp_path / "rỗng.pdf",
        tmp_path / "không có",
        tmp_path / "a.png",
        "--collection",
        "van-ban",
        "--json",
    )
    assert result.exit_code == 1
    assert [line["status"] for line in _lines(result)] == ["refused", "refused", "waiting"]
    assert "không có gì để nhập" in _lines(result)[0]["message"]


def test_add_lists_the_files_skipped_in_a_folder(diachi, tmp_path):
    folder = tmp_path / "hộp 1"
    folder.mkdir()
    papers.write_scan(folder / "a.png")
    (folder / "ghi chú.bak").write_text("x")
    (folder / "Thumbs.db").write_text("x")
    result = diachi("add", folder, "--collection", "van-ban", "--json")
    assert result.exit_code == 0
    assert result.stderr.startswith(
        "Bỏ qua 1 tệp thuộc loại không nhận:\n“ghi chú.bak” không thuộc"
    )


def test_add_refuses_a_program_by_name_in_a_folder_and_alone(diachi, tmp_path):
    folder = tmp_path / "hộp 1"
    folder.mkdir()
    papers.write_scan(folder / "a.png")
    (folder / "cài.exe").write_bytes(b"MZ\x90\0")
    sentence = "“cài.exe” là chương trình máy tính, hệ thống không đọc được."
    assert sentence in diachi("add", folder, "--collection", "van-ban").stderr
    result = diachi("add", folder / "cài.exe", "--collection", "van-ban", "--json")
    assert result.exit_code == 1
    assert sentence in _lines(result)[0]["message"]


def test_add_requires_an_existing_collection(diachi, tmp_path):
    result = diachi("add", papers.write_scan(tmp_path / "a.png"), "--collection", "không-có")
    assert result.exit_code == 1
    assert "Không có sưu tập “không-có”" in result.stderr


def test_add_without_a_path_is_wrong_usage(diachi):
    assert diachi("add", "--collection", "van-ban").exit_code == 2


def test_nothing_is_taken_when_the_disk_is_nearly_full(diachi, monkeypatch, tmp_path, engine):
    monkeypatch.setenv("DIACHI_FREE_MB", "999999999")
    result = diachi("add", papers.write_scan(tmp_path / "a.png"), "--collection", "van-ban")
    assert result.exit_code == 1
    assert "Đĩa gần đầy" in result.stdout
    assert register_rows(engine) == []


def test_run_with_nothing_to_do_is_done(diachi):
    assert diachi("run", "--json").exit_code == 0


@pytest.mark.slow
def test_run_stops_with_a_message_when_the_disk_is_nearly_full(settings, engine, tmp_path):
    submit(settings, engine, papers.write_scan(tmp_path / "a.png"))
    with pytest.raises(Exception, match="Đĩa gần đầy"):
        run_pipeline(replace(settings, free_mb=999_999_999), engine)
    assert run_pipeline(settings, engine)["a.png"].status == "done"


@pytest.mark.slow
def test_run_fails_when_something_was_refused(diachi, tmp_path):
    (tmp_path / "a.png").write_bytes(b"no image")
    diachi("add", tmp_path / "a.png", "--collection", "van-ban")
    result = diachi("run", "--json")
    assert result.exit_code == 1
    assert list(_lines(result)[0]) == [
        "item",
        "source",
        "status",
        "pages",
        "extent",
        "failed_pages",
        "message",
    ]


@pytest.mark.slow
def test_retry_makes_the_failed_pages_and_no_others(diachi, settings, engine, tmp_path):
    submit(settings, engine, papers.write_scan(tmp_path / "a.png"))
    run_pipeline(settings, engine)
    with work(engine) as session:
        page = session.get_one(Page, 1)
        page.state, page.message = PageState.FAILED, "Máy hỏng."
        session.get_one(Accession, 1).state = AccessionState.PARTIAL
    assert diachi("retry", register_rows(engine)[0][0]).exit_code == 0
    assert run_pipeline(settings, engine)["a.png"].failed_pages == 0


def test_retry_of_one_page_leaves_the_others_as_they_are(diachi, engine):
    with work(engine) as session:
        item = make_item(session)
        pages = [make_page(session, item, state=PageState.FAILED) for _ in range(2)]
        number = make_accession(session, item_id=item.id, state=AccessionState.PARTIAL).number
    assert diachi("retry", number, "--page", 3).exit_code == 0
    with work(engine) as session:
        states = [session.get_one(Page, page.id).state.value for page in pages]
    assert states == ["failed", "waiting"]


def test_run_reports_that_the_pipeline_is_paused(diachi, engine):
    with work(engine) as session:
        pauses.pause(session, "hoa")
    result = diachi("run")
    assert (result.exit_code, "đang tạm dừng" in result.stderr) == (1, True)


def test_a_night_batch_has_the_lowest_priority(diachi, engine, tmp_path):
    scan = papers.write_scan(tmp_path / "a.png")
    diachi("add", scan, "--collection", "van-ban", "--night")
    with work(engine) as session:
        assert session.get_one(Accession, 1).priority == Priority.NIGHT


@pytest.mark.slow
def test_a_refused_file_may_be_submitted_again_under_another_name(settings, engine, tmp_path):
    content = papers.pdf_of()
    (tmp_path / "cũ.pdf").write_bytes(content)
    (tmp_path / "mới.pdf").write_bytes(content)
    submit(settings, engine, tmp_path / "cũ.pdf", tmp_path / "mới.pdf")
    outcomes = run_pipeline(settings, engine)
    assert "“mới.pdf” không có trang nào" in outcomes["mới.pdf"].message


def test_retry_of_an_unknown_delivery_is_an_error(diachi):
    result = diachi("retry", "2026-09999")
    assert (result.exit_code, "2026-09999" in result.stderr) == (1, True)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("signal_number", "code"),
    [
        pytest.param(signal.SIGINT, 130, id="Ctrl+C"),
        pytest.param(signal.SIGTERM, 0, id="systemd"),
    ],
)
def test_watch_processes_deliveries_and_stops_on_a_signal(
    settings, engine, tmp_path, signal_number, code
):
    watcher = start_command(settings, "watch")
    submit(settings, engine, papers.write_scan(tmp_path / "a.png"), publish=True)
    _wait_until(lambda: published_titles(engine) == {"a"}, watcher)
    watcher.send_signal(signal_number)
    watcher.communicate(timeout=60)
    assert watcher.returncode == code


@pytest.mark.slow
def test_watch_takes_in_files_from_the_hot_folder(settings, engine, tmp_path):
    root = tmp_path / "nhận"
    prepare(root, {"van-ban": "Văn bản"})
    papers.write_pdf(root / "van-ban" / "a.pdf", papers.PdfPage(lines=papers.PLAIN_TEXT))
    watcher = start_command(settings, "watch", DIACHI_WATCH=str(root), DIACHI_WATCH_SECONDS="1")
    _wait_until(lambda: [row[2] for row in register_rows(engine)] == ["done"], watcher)
    _wait_until(lambda: list(root.glob("da-nhan/*/van-ban/a.pdf")), watcher)
    watcher.send_signal(signal.SIGINT)
    watcher.communicate(timeout=60)


@pytest.mark.slow
def test_watch_without_an_installation_prints_only_the_remedy(tmp_path):
    process = start_command(
        make_settings(tmp_path / "mới"), "watch", DIACHI_WATCH=str(tmp_path / "nhận")
    )
    message = "Cơ sở dữ liệu chưa sẵn sàng. Hãy chạy: diachi init\n"
    assert process.communicate(timeout=60) == ("", message)
    assert process.returncode == 1


@pytest.mark.slow
def test_collect_takes_settled_files_and_lists_waiting_ones(settings, engine, tmp_path):
    root = tmp_path / "nhận"
    prepare(root, {"van-ban": "Văn bản"})
    papers.write_pdf(root / "van-ban" / "a.pdf", papers.PdfPage(lines=papers.PLAIN_TEXT))
    (root / "van-ban" / "b.pdf.part").touch()
    process = start_command(settings, "collect", DIACHI_WATCH=str(root), DIACHI_WATCH_SECONDS="1")
    assert "“b.pdf.part” đang được chép đến." in process.communicate(timeout=60)[0]
    assert [row[1] for row in register_rows(engine)] == ["a.pdf"]


def test_collect_without_a_hot_folder_prints_the_remedy(diachi):
    result = diachi("collect")
    assert (result.exit_code, "DIACHI_WATCH" in result.stderr) == (1, True)


def _wait_until(fact, process) -> None:
    """Wait until a condition is true; fail if the process ends first."""
    while not fact():
        with suppress(TimeoutExpired):
            process.wait(timeout=0.05)
            pytest.fail("the process ended")


def test_a_delivery_may_be_read_in_another_language(diachi, engine, tmp_path):
    paper = papers.write_scan(tmp_path / "a.png")
    diachi("add", paper, "--collection", "van-ban", "--language", "fra")
    with reading(engine) as session:
        assert session.scalar(select(Accession.languages)) == "fra"


def test_an_unknown_language_is_an_error(diachi, tmp_path):
    paper = papers.write_scan(tmp_path / "a.png")
    result = diachi("add", paper, "--collection", "van-ban", "--language", "tlh")
    assert result.exit_code != 0
    assert "“tlh”" in result.output
