"""Commands answer in one manner."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from library.click_vietnamese import as_json_option, cli_command, emit, say, stop_when_told
from library.errors import ItemNotFoundError


@dataclass(frozen=True, slots=True)
class _Fact:
    item: str


@click.command()
@click.argument("what")
@as_json_option
@cli_command
def _command(what: str, as_json: bool) -> bool | None:
    say("đang làm")
    if what == "lost":
        raise ItemNotFoundError("kia")
    if what == "locked":
        raise OperationalError("BEGIN", None, Exception("database is locked"))
    if what == "stopped":
        raise KeyboardInterrupt
    emit(_Fact("Xứ Lạng"), "một câu", as_json=as_json)
    return None if what == "well" else False


def _answer(*typed):
    return CliRunner().invoke(_command, typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [(["well"], 0), (["refused"], 1), (["lost"], 1), ([], 2), (["stopped"], 130)],
)
def test_the_exit_code_tells_how_it_went(typed, code):
    assert _answer(*typed).exit_code == code


def test_a_failure_is_a_sentence_on_standard_error():
    assert _answer("lost").stderr == "đang làm\nKhông tìm thấy tài liệu “kia”.\n"


def test_a_database_that_fails_is_a_sentence_too():
    assert "Cơ sở dữ liệu không đọc hoặc không ghi được" in _answer("locked").stderr


def test_a_person_is_answered_with_a_sentence():
    assert _answer("well").stdout == "một câu\n"


def test_a_machine_is_answered_with_json_and_nothing_else():
    assert _answer("well", "--json").stdout == '{"item": "Xứ Lạng"}\n'


@pytest.fixture
def in_the_background() -> Iterator[None]:
    """Ignore Ctrl+C as a shell lets what it starts in the background do; put all back."""
    told = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(one, signal.SIG_IGN) for one in told]
    yield
    for one, handler in zip(told, before, strict=True):
        signal.signal(one, handler)


@pytest.mark.usefixtures("in_the_background")
@pytest.mark.parametrize(
    ("told", "code"),
    [
        pytest.param(signal.SIGINT, 130, id="Ctrl+C"),
        pytest.param(signal.SIGTERM, 0, id="systemd"),
    ],
)
def test_a_command_that_ends_when_told_does_so_in_the_background_too(told, code):
    @click.command()
    @cli_command
    def for_ever() -> None:
        stop_when_told()
        signal.raise_signal(told)

    assert CliRunner().invoke(for_ever).exit_code == code
