"""Packing and enrolment of the agent of public computers."""

import ast
import json
import os
import socket
import sys
from base64 import b64decode

import pytest
from sqlalchemy import select

from app.points.kiosk.agent.agent_files import data_folder, write_json
from app.points.kiosk.agent.event_queue import Queue
from app.points.kiosk.agent.machine_key import public_key
from app.points.kiosk.agent.program_version import VERSION
from app.points.kiosk.agent_releases import LAUNCHER, pack
from library.database import reading
from points.access_points.enrolment import client_of
from points.access_points.models import Device
from tests.app.points.kiosk.installed_agent import install_program, run_agent

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


def test_the_page_of_a_machine_with_an_agent_gets_no_token_to_copy(home, engine):
    config = json.loads((data_folder(home) / "config.json").read_text())
    with reading(engine) as session:
        device = session.scalars(select(Device)).one()
        assert device.token_hash is None
        assert device.agent_key == b64decode(public_key(config["key"]))
        assert client_of(session, config["token"]).is_agent


def test_a_wrong_code_is_refused_in_words(line, tmp_path):
    result = run_agent(tmp_path, "cai-dat", "x", "--khong-tu-chay", "--thu-vien", line.library)
    assert result.returncode == 1
    assert "Mã không đúng" in result.stderr


def test_a_mistyped_code_may_be_typed_again(line, tmp_path, code):
    words = ("cai-dat", "--khong-tu-chay", "--thu-vien", line.library)
    result = run_agent(tmp_path, *words, typed=f"sai\n{code}\n")
    assert result.returncode == 0, result.stderr
    assert "Mã không đúng" in result.stdout
    assert "Đã đăng ký: Máy 3, Bắc Sơn." in result.stdout


def test_after_three_mistyped_codes_the_installation_ends(line, tmp_path):
    words = ("cai-dat", "--khong-tu-chay", "--thu-vien", line.library)
    result = run_agent(tmp_path, *words, typed="a\nb\nc\nd\n")
    assert result.returncode == 1
    assert result.stdout.count("Gõ mã trên phiếu") == 3
    assert not data_folder(tmp_path / "home").exists()


def test_a_file_is_never_written_through_a_link(tmp_path):
    (tmp_path / "elsewhere").write_text("kept")
    (tmp_path / "config.json.moi").symlink_to(tmp_path / "elsewhere")
    write_json(tmp_path / "config.json", {})
    assert (tmp_path / "elsewhere").read_text() == "kept"
    assert (tmp_path / "config.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.needs(os.geteuid() == 0, "root, who alone gives files away")
def test_root_runs_no_program_that_the_account_of_the_service_could_write(tmp_path):
    install_program(tmp_path)
    downloads = tmp_path / "home" / "cap-nhat"
    downloads.mkdir(parents=True)
    (downloads / "tro-ly-99.1.pyz").write_bytes(pack("99.1"))
    write_json(downloads / "ban.json", {"current": "tro-ly-99.1.pyz"})
    assert run_agent(tmp_path, "--version").stdout.strip() == "99.1"
    os.chown(tmp_path / "home", 65534, 65534)
    assert run_agent(tmp_path, "--version").stdout.strip() == VERSION


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
