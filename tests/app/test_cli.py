"""The commands of the site: staff accounts, and opening it."""

import json
import os
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from app.cli import serve, staff
from app.signing_in import admit
from library.errors import WrongPasswordError


@pytest.fixture
def run(settings, engine):
    """Give a function that runs a command in this installation."""
    runner = CliRunner(env={"DIACHI_HOME": str(settings.home)})
    return lambda command, *words, **told: runner.invoke(command, words, **told)


def test_a_password_is_read_from_standard_input(run, engine):
    run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa\n")
    assert admit(engine, "lan", "chợ Kỳ Lừa").name == "lan"


def test_a_password_is_made_up_when_none_is_given(run, engine):
    told = json.loads(run(staff, "add", "lan", "--role", "reviewer", "--json", input="").stdout)
    assert admit(engine, "lan", told["password"]).name == "lan"


def test_a_password_that_was_given_is_not_printed(run):
    said = run(staff, "add", "lan", "--role", "reviewer", "--json", input="chợ Kỳ Lừa\n").stdout
    assert json.loads(said) == {"name": "lan", "role": "reviewer", "password": None}


def test_a_short_password_is_refused_in_words(run, engine):
    done = run(staff, "add", "lan", "--role", "reviewer", input="ngắn\n")
    assert done.exit_code == 1
    assert "ít nhất" in done.stderr
    with pytest.raises(WrongPasswordError):
        admit(engine, "lan", "ngắn")


def test_a_name_is_taken_once(run):
    run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa\n")
    done = run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa\n")
    assert done.exit_code == 1
    assert "Đã có tài khoản “lan”" in done.stderr


def test_a_role_that_does_not_exist_is_wrong_usage(run):
    assert run(staff, "add", "lan", "--role", "king").exit_code == 2


def test_accounts_are_listed_by_name(run):
    for name in ("thu", "lan"):
        run(staff, "add", name, "--role", "cataloguer", input="chợ Kỳ Lừa\n")
    said = run(staff, "list", "--json").stdout.splitlines()
    assert [json.loads(line)["name"] for line in said] == ["lan", "thu"]


def test_a_taken_port_is_said_in_words(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(serve, "--port", str(taken.getsockname()[1]))
    assert done.exit_code == 1
    assert "Hãy chọn cổng khác" in done.stderr


def test_an_installation_that_was_never_set_up_is_not_opened(run, settings, tmp_path):
    done = CliRunner(env={"DIACHI_HOME": str(tmp_path / "trống")}).invoke(serve, [])
    assert done.exit_code == 1
    assert "diachi init" in done.stderr


def test_the_site_opens_says_where_and_closes_when_told(settings, engine):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from library.cli import main; main()",
            "serve",
            "--port",
            str(port),
        ],
        env={**os.environ, "DIACHI_HOME": str(settings.home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    with served:
        said = served.stderr.readline()
        with urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert "Địa Chí" in answer.read().decode()
        served.terminate()
    assert f"http://127.0.0.1:{port}" in said
    assert served.returncode == 0
