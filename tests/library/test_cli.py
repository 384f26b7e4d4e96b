"""Command line: exit codes, pure JSON, no duplicates after a kill."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from library.catalogue.queries import published_ids
from library.cli import main
from library.database import reading, work
from tests.makers import make_environment, make_item, make_page


@pytest.fixture
def diachi(settings, engine):
    """Return a function that runs the command line in an installation."""

    def run(*typed: object) -> Result:
        return CliRunner(env=make_environment(settings.home)).invoke(
            main, [str(word) for word in typed]
        )

    return run


def _records(path: Path, records: Iterable[dict[str, str] | str]) -> Path:
    lines = (r if isinstance(r, str) else json.dumps(r, ensure_ascii=False) for r in records)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _record(number: int) -> dict[str, str]:
    return {"id": f"so-{number}", "title": f"Văn bản số {number}", "text": "Lạng Sơn " * 50}


def _facts(answer: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in answer.stdout.splitlines()]


@pytest.mark.slow
def test_an_installation_is_set_up_and_set_up_again(settings):
    answers = [
        CliRunner(env=make_environment(settings.home)).invoke(main, ["init"]) for _ in range(2)
    ]
    assert [answer.exit_code for answer in answers] == [0, 0]


def test_an_invalid_setting_is_reported(diachi, monkeypatch):
    monkeypatch.setenv("DIACHI_PORT", "x")
    answer = diachi("init")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "DIACHI_PORT" in answer.stderr


def test_a_missing_installation_names_the_command_to_run(tmp_path):
    answer = CliRunner(env=make_environment(tmp_path)).invoke(main, ["text", "abc"])
    assert (answer.exit_code, "diachi init" in answer.stderr) == (1, True)


@pytest.mark.parametrize("words", [[], ["text"], ["ingest", "add"], ["staff", "add"]])
def test_help_is_in_vietnamese(diachi, words):
    answer = diachi(*words, "--help").stdout
    assert answer.startswith("Cách dùng: ")
    assert not {"Options:", "Commands:", "Show this message and exit."} & set(answer.split("\n"))


def test_a_passphrase_typed_otherwise_the_second_time_is_asked_again_in_vietnamese(tmp_path):
    runner = CliRunner(env=make_environment(tmp_path))
    answer = runner.invoke(main, ["agent", "key", "khoa.pem"], input="một\nhai\n")
    assert "Hai lần gõ khác nhau. Hãy gõ lại." in answer.output


@pytest.mark.parametrize("words", [[], ["backup"], ["ingest"]])
def test_no_sentence_in_a_list_of_commands_is_cut(diachi, words):
    _, _, commands = diachi(*words, "--help").stdout.partition("Các lệnh:")
    assert commands.strip()
    assert "..." not in commands


def test_wrong_usage_exits_with_two(diachi):
    assert diachi("text", "abc", "--page", "0").exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["hát"], "Không có lệnh 'hát'.", id="no such command"),
        pytest.param(["text"], "Thiếu 'ITEM'.", id="nothing named"),
        pytest.param(["staff", "add", "an"], "Thiếu tùy chọn '--role'.", id="no option"),
        pytest.param(["text", "x", "--page", "0"], "0 không nằm trong khoảng", id="out of range"),
        pytest.param(["text", "x", "y"], "Thừa tham số: y", id="a word too many"),
        pytest.param(["doctor", "--nhanh"], "Không có tùy chọn '--nhanh'", id="no such option"),
    ],
)
def test_usage_errors_are_in_vietnamese(diachi, words, message):
    assert message in diachi(*words).stderr


def test_a_text_has_a_form_feed_between_pages(diachi, engine):
    with work(engine) as session:
        item = make_item(session, texts=("một", "hai"))
    assert diachi("text", item.id).stdout == "một\fhai\n"


def test_a_page_that_was_not_read_keeps_its_place_in_the_text(diachi, engine):
    with work(engine) as session:
        item = make_item(session, texts=("một",))
        make_page(session, item)
        make_page(session, item, "ba")
    assert diachi("text", item.id).stdout == "một\f\fba\n"


def test_one_page_of_a_text_can_be_printed(diachi, engine):
    with work(engine) as session:
        item = make_item(session, texts=("một", "hai"))
    assert diachi("text", item.id, "--page", 2).stdout == "hai\n"


def test_a_page_past_the_end_is_refused_in_words(diachi, engine):
    with work(engine) as session:
        item = make_item(session)
    answer = diachi("text", item.id, "--page", 9)
    assert (answer.exit_code, answer.stderr) == (1, "Tài liệu này không có trang 9.\n")


def test_an_import_prints_only_json_lines(diachi, tmp_path):
    file = _records(tmp_path / "a.jsonl", [_record(1), _record(2)])
    answer = diachi("catalogue", "import", file, "--collection", "van-ban", "--json")
    assert [(fact["source"], fact["status"]) for fact in _facts(answer)] == [
        ("so-1", "done"),
        ("so-2", "done"),
    ]


def test_a_bad_line_does_not_stop_an_import(diachi, tmp_path):
    file = _records(tmp_path / "a.jsonl", [_record(1), "{", _record(2)])
    answer = diachi("catalogue", "import", file, "--collection", "van-ban", "--json")
    assert [fact["status"] for fact in _facts(answer)] == ["done", "refused", "done"]
    assert answer.exit_code == 1


def test_importing_again_gives_only_duplicates(diachi, tmp_path):
    file = _records(tmp_path / "a.jsonl", [_record(1)])
    diachi("catalogue", "import", file, "--collection", "van-ban")
    answer = diachi("catalogue", "import", file, "--collection", "van-ban", "--json")
    assert (answer.exit_code, _facts(answer)[0]["status"]) == (0, "duplicate")


def test_an_unknown_collection_error_lists_the_collections(diachi, tmp_path):
    file = _records(tmp_path / "a.jsonl", [_record(1)])
    answer = diachi("catalogue", "import", file, "--collection", "sách")
    assert (answer.exit_code, "van-ban" in answer.stderr) == (1, True)


@pytest.mark.slow
def test_an_import_killed_halfway_goes_on_where_it_stopped(diachi, settings, engine, tmp_path):
    file = _records(tmp_path / "a.jsonl", (_record(number) for number in range(60)))
    typed = ["catalogue", "import", str(file), "--collection", "van-ban", "--publish", "--json"]
    _kill_after(20, typed, settings)
    answer = diachi(*typed)
    statuses = [fact["status"] for fact in _facts(answer)]
    assert statuses.count("duplicate") >= 20
    assert statuses.count("duplicate") + statuses.count("done") == 60
    with reading(engine) as session:
        assert len(published_ids(session)) == 60


def _kill_after(lines: int, typed: list[str], settings) -> None:
    command = [sys.executable, "-c", "from library.cli import main; main()", *typed]
    environment = {**os.environ, **make_environment(settings.home)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.slow
def test_the_doctor_fails_when_something_is_wrong(diachi, monkeypatch):
    monkeypatch.setenv("DIACHI_FREE_MB", "1000000000")
    answer = diachi("doctor", "--json")
    checks = {fact["name"]: fact["ok"] for fact in _facts(answer)}
    assert (answer.exit_code, checks["đĩa"], checks["cơ sở dữ liệu"]) == (1, False, True)
