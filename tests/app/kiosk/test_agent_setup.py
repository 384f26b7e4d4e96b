"""Packing and enrolment of the agent of public computers."""

import ast
import json
import socket
import sys

import pytest
from sqlalchemy import select

from app.kiosk.agent.agent_files import data_folder
from app.kiosk.agent.event_queue import Queue
from app.kiosk.agent_packing import LAUNCHER, pack
from library.database import reading
from library.points.enrolment import DeviceClient, client_of
from library.points.models import Device
from tests.app.kiosk.installed_agent import run_agent

_SOURCES = sorted(LAUNCHER.parent.glob("*.py"))
_OLDEST_PYTHON = (3, 8)


@pytest.mark.parametrize("module", _SOURCES, ids=lambda module: module.name)
def test_the_program_is_written_for_the_oldest_computers(module):
    source = module.read_text()
    tree = ast.parse(source, feature_version=_OLDEST_PYTHON)
    imported = {
        name.name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for name in node.names
    } | {
        node.module.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and not node.level
    }
    assert imported <= sys.stdlib_module_names
    assert ".removeprefix(" not in source
    assert "zoneinfo" not in source


def test_the_same_sources_make_the_same_program():
    assert pack() == pack()
    assert pack() != pack("99.1")


def test_a_code_gives_the_agent_a_token_of_its_own(home, engine):
    file = data_folder(home) / "config.json"
    config = json.loads(file.read_text())
    assert file.stat().st_mode & 0o077 == 0
    with reading(engine) as session:
        device = session.scalars(select(Device)).one()
        assert config["token"] not in (device.agent_hash, device.token_hash)
        assert device.agent_hash not in (None, device.token_hash)


def test_one_code_enrols_the_agent_and_the_page(tmp_path, line, code, engine):
    result = run_agent(tmp_path, "cai-dat", code, "--khong-tu-chay", "--thu-vien", line.library)
    token = result.stdout.partition("/may#d=")[2].strip()
    with reading(engine) as session:
        assert client_of(session, token) == DeviceClient(1, is_agent=False)


def test_a_wrong_code_is_refused_in_words(line, tmp_path):
    result = run_agent(tmp_path, "cai-dat", "x", "--khong-tu-chay", "--thu-vien", line.library)
    assert result.returncode == 1
    assert "Mã không đúng" in result.stderr


def test_the_code_of_this_computer_is_read_from_a_list(line, tmp_path, code):
    table = tmp_path / "ma.csv"
    table.write_text(
        f"may-khac,abc\n{socket.gethostname().upper()}, {code}\n", encoding="utf-8-sig"
    )
    words = ("cai-dat", "--ma-tu", str(table), "--khong-tu-chay", "--thu-vien", line.library)
    assert "Đã đăng ký: Máy 3, Bắc Sơn." in run_agent(tmp_path, *words).stdout


def test_a_second_installation_keeps_the_queue_and_the_token(home, line, tmp_path):
    queue = Queue(data_folder(home))
    queue.add({"event_id": "1", "type": "hb"})
    config = (data_folder(home) / "config.json").read_text()
    words = ("cai-dat", "--khong-tu-chay", "--thu-vien", line.library)
    assert run_agent(tmp_path, *words, typed="\n").returncode == 0
    assert [event["event_id"] for event in Queue(data_folder(home)).events] == ["1"]
    assert (data_folder(home) / "config.json").read_text() == config
