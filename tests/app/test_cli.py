"""The commands of the site: staff accounts, and opening it."""

import json
import os
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from app.accounts.passwords import is_right
from app.cli import serve, staff
from library.database import reading, work
from library.staff import second_factor, staff_accounts, staff_sessions
from library.staff.models import AuditEntry


@pytest.fixture
def run(settings, engine):
    """Give a function that runs a command in this installation."""
    runner = CliRunner(env={"DIACHI_HOME": str(settings.home)})
    return lambda command, *words, **told: runner.invoke(command, words, **told)


def test_a_command_speaks_vietnamese_before_the_others_are_known():
    asked = "from app.cli import staff; staff(['add', '--help'], prog_name='staff')"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert "In lời hướng dẫn này." in told.stdout


def _opens(engine, password, name="lan"):
    with reading(engine) as session:
        member = staff_accounts.named(session, name)
    return member is not None and is_right(member.password_hash, password)


def test_a_password_is_read_from_standard_input(run, engine):
    run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa\n")
    assert _opens(engine, "chợ Kỳ Lừa")


def test_a_password_is_made_up_when_none_is_given(run, engine):
    told = json.loads(run(staff, "add", "lan", "--role", "reviewer", "--json", input="").stdout)
    assert _opens(engine, told["password"])
    with reading(engine) as session:
        assert staff_accounts.named(session, "lan").must_change


def test_a_password_that_was_given_is_not_printed(run):
    said = run(staff, "add", "lan", "--role", "reviewer", "--json", input="chợ Kỳ Lừa\n").stdout
    assert json.loads(said) == {"name": "lan", "role": "reviewer", "password": None}


def test_a_short_password_is_refused_in_words(run, engine):
    done = run(staff, "add", "lan", "--role", "reviewer", input="ngắn\n")
    assert done.exit_code == 1
    assert "ít nhất" in done.stderr
    assert not _opens(engine, "ngắn")


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


@pytest.fixture
def lan(run, engine):
    """Open an account with a second step and a session."""
    run(staff, "add", "lan", "--role", "administrator", input="chợ Kỳ Lừa\n")
    with work(engine) as session:
        member = staff_accounts.named(session, "lan")
        second_factor.turn_on(session, member, "niêm phong", 1, ("a",))
        staff_sessions.begin(session, member.id, "Firefox", proven=True)
        return member.id


def test_who_lost_the_phone_is_helped_from_the_command_line(run, engine, lan):
    assert run(staff, "unpair", "lan").exit_code == 0
    with reading(engine) as session:
        assert staff_accounts.named(session, "lan").sealed_secret is None
        assert second_factor.left(session, lan) == 0


def test_who_forgot_the_password_gets_a_link(run, engine, lan):
    said = run(staff, "link", "lan").stderr
    assert "/can-bo/mat-khau-moi/" in said
    assert not _opens(engine, "chợ Kỳ Lừa")
    with reading(engine) as session:
        assert staff_sessions.of_member(session, lan) == ()


def test_sessions_end_and_locks_open_from_the_command_line(run, engine, lan):
    assert "1 phiên" in run(staff, "signout", "lan").stderr
    assert run(staff, "unlock", "lan").exit_code == 0


def test_the_last_administrator_is_neither_closed_nor_demoted(run, engine, lan):
    for words in (("close", "lan"), ("role", "lan", "--role", "cataloguer")):
        done = run(staff, *words)
        assert done.exit_code == 1
        assert "quản trị duy nhất" in done.stderr


def test_an_account_is_closed_and_opened_again(run, engine, lan):
    run(staff, "add", "thu", "--role", "administrator", input="chợ Kỳ Lừa\n")
    run(staff, "close", "lan")
    assert "(đã đóng)" in run(staff, "list").stdout
    run(staff, "reopen", "lan")
    run(staff, "role", "lan", "--role", "reviewer")
    assert "lan: Cán bộ duyệt, xác nhận hai bước\n" in run(staff, "list").stdout


def test_what_is_done_on_the_command_line_is_in_the_trail(run, engine, lan):
    run(staff, "unlock", "lan")
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.who, last.action, last.subject) == ("dòng lệnh", "staff.unlock", "lan")


def test_a_name_nobody_has_is_said(run, engine):
    done = run(staff, "unlock", "không ai")
    assert done.exit_code == 1
    assert "Không có tài khoản “không ai”" in done.stderr


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
