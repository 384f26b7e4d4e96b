"""Output of commands: JSON lines or sentences on standard output, messages on standard error."""

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import wraps
from threading import Timer, main_thread

import click
from sqlalchemy.exc import OperationalError

from library.click_messages import speak_vietnamese
from library.errors import DatabaseFailedError, LibraryError

_EXIT_INTERRUPTED = 130
"""Exit code of a command stopped with Ctrl+C."""

_SIGNALS = {KeyboardInterrupt: signal.SIGINT, SystemExit: signal.SIGTERM}
_RETRY_SECONDS = 0.1

speak_vietnamese()  # before any command is defined: click keeps the first messages

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="In mỗi kết quả thành một dòng JSON."
)


def say(message: str) -> None:
    """Print a message for a person on standard error."""
    click.echo(message, err=True)


def emit(fact: object, sentence: str, *, as_json: bool) -> None:
    """Print one result: the fact as a JSON line, or a sentence for people."""
    data = asdict(fact) if is_dataclass(fact) and not isinstance(fact, type) else fact
    click.echo(json.dumps(data, ensure_ascii=False) if as_json else sentence)
    sys.stdout.flush()


def stop_on_signals() -> None:
    """Stop this command cleanly at Ctrl+C and SIGTERM.

    A non-interactive shell starts background commands with SIGINT ignored. Python drops an
    exception that a signal raises while an object is freed: that signal is sent again.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    sys.unraisablehook = _retry_signal


def _retry_signal(dropped: "sys.UnraisableHookArgs") -> None:
    number = _SIGNALS.get(dropped.exc_type)
    if number is None:
        sys.__unraisablehook__(dropped)
    else:
        Timer(_RETRY_SECONDS, signal.pthread_kill, (main_thread().ident, number)).start()


def cli_command(command: Callable[..., bool | None]) -> Callable[..., None]:
    """Decorate a command with uniform exit codes: 0 done, 1 refused or failed, 2 wrong usage.

    The command returns False if something was refused, and raises LibraryError if it cannot
    continue.
    """

    @wraps(command)
    def wrapper(*args: object, **options: object) -> None:
        try:
            result = command(*args, **options)
        except LibraryError as error:
            say(str(error))
            sys.exit(1)
        except OperationalError as error:
            say(str(DatabaseFailedError(error.orig)))
            sys.exit(1)
        except KeyboardInterrupt:
            say("Đã dừng.")
            sys.exit(_EXIT_INTERRUPTED)
        if result is False:
            sys.exit(1)

    return wrapper
