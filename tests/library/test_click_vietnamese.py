"""Output and exit codes of commands."""

import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from library.click_vietnamese import as_json_option, cli_command, emit, say, stop_on_signals
from library.errors import ItemNotFoundError

_LIMIT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class _Fact:
    item: str


@click.command()
@click.argument("outcome")
@as_json_option
@cli_command
def _command(outcome: str, as_json: bool) -> bool | None:
    say("đang làm")
    if outcome == "lost":
        raise ItemNotFoundError("kia")
    if outcome == "locked":
        raise OperationalError("BEGIN", None, Exception("database is locked"))
    if outcome == "stopped":
        raise KeyboardInterrupt
    emit(_Fact("Xứ Lạng"), "một câu", as_json=as_json)
    return None if outcome == "well" else False


def _answer(*typed):
    return CliRunner().invoke(_command, typed)


@pytest.mark.parametrize(
    ("typed", "code"),
    [(["well"], 0), (["refused"], 1), (["lost"], 1), ([], 2), (["stopped"], 130)],
)
def test_the_exit_code_shows_the_outcome(typed, code):
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
def in_the_background(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ignore SIGINT and SIGTERM, as in a shell's background command; restore them afterwards."""
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    signals = (signal.SIGINT, signal.SIGTERM)
    handlers = [signal.signal(number, signal.SIG_IGN) for number in signals]
    yield
    for number, handler in zip(signals, handlers, strict=True):
        signal.signal(number, handler)


_CODES = pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param(signal.SIGINT, 130, id="Ctrl+C"),
        pytest.param(signal.SIGTERM, 0, id="systemd"),
    ],
)


@_CODES
@pytest.mark.usefixtures("in_the_background")
def test_signals_stop_a_background_command(number, code):
    @click.command()
    @cli_command
    def for_ever() -> None:
        stop_on_signals()
        signal.raise_signal(number)

    assert CliRunner().invoke(for_ever).exit_code == code


@_CODES
@pytest.mark.usefixtures("in_the_background")
def test_a_signal_that_comes_while_an_object_is_freed_stops_the_command_too(number, code):
    class Handle:
        def __del__(self) -> None:
            signal.raise_signal(number)

    @click.command()
    @cli_command
    def for_ever() -> None:
        stop_on_signals()
        Handle()
        time.sleep(_LIMIT_SECONDS)
        say("Nobody stopped it.")

    result = CliRunner().invoke(for_ever)
    assert (result.exit_code, "Nobody" in result.output) == (code, False)


def test_other_failures_while_an_object_is_freed_are_still_printed(capsys, in_the_background):
    class Handle:
        def __del__(self) -> None:
            raise ValueError("a broken handle")

    stop_on_signals()
    Handle()
    assert "a broken handle" in capsys.readouterr().err
