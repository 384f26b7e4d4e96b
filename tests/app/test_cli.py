"""Commands `staff` and `serve`."""

import json
import os
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from app.accounts.passwords import verify_password
from app.cli import serve, staff
from library.database import reading, work
from library.staff import second_factor, staff_accounts, staff_sessions
from library.staff.models import AuditEntry
from tests.makers import make_environment


@pytest.fixture
def run(settings, engine):
    """Return a function that runs a command in this installation."""
    runner = CliRunner(env=make_environment(settings.home))
    return lambda command, *words, **options: runner.invoke(command, words, **options)


@pytest.mark.slow
def test_command_help_is_vietnamese_without_loading_other_commands():
    code = "from app.cli import staff; staff(['add', '--help'], prog_name='staff')"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert "In lời hướng dẫn này." in result.stdout


def _opens(engine, password, name="lan"):
    with reading(engine) as session:
        member = staff_accounts.find_by_name(session, name)
    return member is not None and verify_password(member.password_hash, password)


def test_a_password_is_read_from_standard_input(run, engine):
    run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa xưa\n")
    assert _opens(engine, "chợ Kỳ Lừa xưa")


def test_a_password_is_generated_if_none_is_given(run, engine):
    values = json.loads(run(staff, "add", "lan", "--role", "reviewer", "--json", input="").stdout)
    assert _opens(engine, values["password"])
    with reading(engine) as session:
        assert staff_accounts.find_by_name(session, "lan").must_change


def test_the_first_account_is_opened_once_whatever_it_is_called_later(run, engine):
    words = ("add", "quantri", "--role", "administrator", "--if-none")
    assert "Đã mở tài khoản “quantri”" in run(staff, *words, input="").stdout
    with work(engine) as session:
        staff_accounts.find_by_name(session, "quantri").name = "lan"
    second = run(staff, *words, input="")
    assert (second.exit_code, second.stdout) == (0, "")
    assert not _opens(engine, "", name="quantri")


def test_a_given_password_is_not_printed(run):
    output = run(
        staff, "add", "lan", "--role", "reviewer", "--json", input="chợ Kỳ Lừa xưa\n"
    ).stdout
    assert json.loads(output) == {"name": "lan", "role": "reviewer", "password": None}


def test_a_short_password_shows_an_error_message(run, engine):
    result = run(staff, "add", "lan", "--role", "reviewer", input="ngắn\n")
    assert result.exit_code == 1
    assert "ít nhất" in result.stderr
    assert not _opens(engine, "ngắn")


def test_names_are_unique(run):
    run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa xưa\n")
    result = run(staff, "add", "lan", "--role", "reviewer", input="chợ Kỳ Lừa xưa\n")
    assert result.exit_code == 1
    assert "Đã có tài khoản “lan”" in result.stderr


def test_an_unknown_role_is_a_usage_error(run):
    assert run(staff, "add", "lan", "--role", "king").exit_code == 2


@pytest.fixture
def lan(run, engine):
    """Open an account with a second factor and a session."""
    run(staff, "add", "lan", "--role", "administrator", input="chợ Kỳ Lừa xưa\n")
    with work(engine) as session:
        member = staff_accounts.find_by_name(session, "lan")
        second_factor.turn_on(session, member, "niêm phong", 1, ("a",))
        staff_sessions.start_session(session, member.id, "Firefox", proven=True)
        return member.id


def test_the_second_factor_is_turned_off_from_the_command_line(run, engine, lan):
    assert run(staff, "unpair", "lan").exit_code == 0
    with reading(engine) as session:
        assert staff_accounts.find_by_name(session, "lan").sealed_secret is None
        assert second_factor.count_recovery_codes(session, lan) == 0


def test_a_password_link_is_printed(run, engine, lan):
    output = run(staff, "link", "lan").stderr
    assert "/can-bo/mat-khau-moi/" in output
    assert not _opens(engine, "chợ Kỳ Lừa xưa")
    with reading(engine) as session:
        assert staff_sessions.sessions_of_member(session, lan) == ()


def test_command_line_actions_are_in_the_audit_log(run, engine, lan):
    run(staff, "unlock", "lan")
    with reading(engine) as session:
        last = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (last.who, last.action, last.subject) == ("dòng lệnh", "staff.unlock", "lan")


def test_an_unknown_name_shows_an_error_message(run, engine):
    result = run(staff, "unlock", "không ai")
    assert result.exit_code == 1
    assert "Không có tài khoản “không ai”" in result.stderr


@pytest.mark.slow
def test_a_taken_port_shows_an_error_message(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run(serve, "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "Hãy chọn cổng khác" in result.stderr


def test_an_installation_without_set_up_is_refused(run, settings, tmp_path):
    result = CliRunner(env=make_environment(tmp_path / "trống")).invoke(serve, [])
    assert result.exit_code == 1
    assert "diachi init" in result.stderr


@pytest.mark.slow
def test_serve_prints_its_address_and_stops_on_a_signal(settings, engine):
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
        env={**os.environ, **make_environment(settings.home)},
        stderr=subprocess.PIPE,
        text=True,
    )
    with served:
        line = served.stderr.readline()
        with urlopen(f"http://127.0.0.1:{port}/") as answer:
            assert "Địa Chí" in answer.read().decode()
        served.terminate()
    assert f"http://127.0.0.1:{port}" in line
    assert served.returncode == 0
