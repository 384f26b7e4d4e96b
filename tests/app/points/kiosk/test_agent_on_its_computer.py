"""Agent on its computer: console, log, input of each session, tasks of Windows, the check."""

import socket
import time
import xml.etree.ElementTree as ET
from pathlib import PureWindowsPath

import pytest

from app.points.kiosk.agent import agent_files, input_seen
from app.points.kiosk.agent.agent_files import Log
from app.points.kiosk.agent.input_seen import InputListener, send_report
from app.points.kiosk.agent.windows_tasks import service_xml, watch_xml
from tests.app.points.kiosk.installed_agent import run_agent

_HOME = PureWindowsPath(r"C:\Program Files\Máy & Thư viện")
_TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1258", "utf-8"])
@pytest.mark.parametrize("words", [("--help",), ("/?",), (), ("bay",), ("kiem-tra",)], ids=str)
def test_the_console_may_have_any_code_page(tmp_path, encoding, words):
    result = run_agent(tmp_path, *words, encoding=encoding)
    assert "Traceback" not in result.stderr
    assert result.stdout + result.stderr


def test_letters_that_a_console_lacks_lose_their_marks(tmp_path):
    assert "Tro ly may cong cong cua Dia Chi" in run_agent(tmp_path, encoding="ascii").stdout
    assert "Trợ lý máy công cộng của Địa Chí" in run_agent(tmp_path).stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("bay",), "Không có lệnh “bay”"),
        (("cai-dat", "--la"), "Không hiểu “--la”"),
        (("cai-dat", "abc", "--khong-tu-chay"), "Chưa biết địa chỉ thư viện"),
        (("chay",), "Máy chưa đăng ký"),
        (
            ("cai-dat", "a", "--khong-tu-chay", "--thu-vien", "http://127.0.0.1:9"),
            "Không nối được tới thư viện",
        ),
    ],
)
def test_every_failure_is_one_sentence_with_the_next_step(tmp_path, words, sentence):
    result = run_agent(tmp_path, *words)
    assert result.returncode in (1, 2)
    assert sentence in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_the_check_names_each_part_that_is_missing(tmp_path):
    result = run_agent(tmp_path, "kiem-tra")
    assert result.returncode == 1
    assert "[CHƯA ĐƯỢC] Đọc được thẻ của máy" in result.stdout


def test_the_log_stays_small_and_repeats_no_line(tmp_path, monkeypatch):
    monkeypatch.setattr(agent_files, "MAX_LOG_BYTES", 1000)
    log = Log(tmp_path)
    for number in range(500):
        log.write(f"dòng {number // 2}")
    sizes = [file.stat().st_size for file in tmp_path.iterdir()]
    assert len(sizes) == 2
    assert max(sizes) < 1100


def test_input_of_the_latest_session_counts(listener):
    for milliseconds in (90_000, 2_000):
        send_report(milliseconds, listener.port)
    listener.wait(0.2)
    assert listener.idle_seconds() == pytest.approx(2, abs=1)


@pytest.mark.parametrize("content", [b"", b"x", b"-1", b"1e9", b"\xff"])
def test_foreign_messages_to_the_port_are_ignored(listener, content):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(content, ("127.0.0.1", listener.port))
    listener.wait(0.1)
    assert listener.reports == {}


def test_input_is_unseen_when_somebody_is_signed_in_and_nobody_reports(
    listener, tmp_path, monkeypatch
):
    monkeypatch.setattr(input_seen, "_SESSIONS", tmp_path)
    assert listener.idle_seconds() == float("inf")
    (tmp_path / "c1").write_text("# private\nUID=1000\nCLASS=user\nTYPE=x11\n")
    assert listener.idle_seconds() is None


def test_a_taken_port_is_tried_again(listener):
    second = InputListener(listener.port)
    assert second.socket is None
    listener.close()
    second.wait(0.01)
    assert second.socket is not None
    second.close()


def test_a_wait_can_be_ended(listener):
    listener.wake()
    listener.wait(600)


def test_the_port_can_not_be_used_to_keep_the_agent_busy(listener):
    for _ in range(50):
        send_report(-1, listener.port)
    began = time.monotonic()
    listener.wait(0.3)
    assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("xml", [service_xml(_HOME), watch_xml(_HOME)], ids=["service", "watch"])
def test_a_task_has_no_time_limit_and_runs_on_batteries(xml):
    task = ET.fromstring(xml.partition("?>")[2])
    settings = {
        setting.tag.removeprefix(_TASK): setting.text for setting in task.find(f"{_TASK}Settings")
    }
    assert settings["ExecutionTimeLimit"] == "PT0S"
    assert settings["StopIfGoingOnBatteries"] == settings["DisallowStartIfOnBatteries"] == "false"
    assert task.find(f".//{_TASK}StopOnIdleEnd").text == "false"
    arguments = task.find(f".//{_TASK}Arguments").text
    assert arguments.startswith(r'"C:\Program Files\Máy & Thư viện\khoi-dong.py"')


def test_the_service_runs_as_system_and_the_watch_as_every_user():
    service, watch = (
        ET.fromstring(xml.partition("?>")[2]) for xml in (service_xml(_HOME), watch_xml(_HOME))
    )
    assert service.find(f".//{_TASK}UserId").text == "S-1-5-18"
    assert watch.find(f".//{_TASK}GroupId").text == "S-1-5-32-545"
    assert watch.find(f".//{_TASK}RunLevel").text == "LeastPrivilege"
