"""How commands speak: facts as JSON lines or sentences on standard output, the rest on error."""

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import wraps

import click
from sqlalchemy.exc import OperationalError

from library.click_messages import speak_vietnamese
from library.errors import DatabaseFailedError, LibraryError

_INTERRUPTED = 130
"""What a shell expects of a command that was stopped with Ctrl+C."""

speak_vietnamese()  # before any command is made: click keeps the first words it finds

as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="In mỗi kết quả thành một dòng JSON."
)


def say(message: str) -> None:
    """Tell a person something, on standard error."""
    click.echo(message, err=True)


def emit(fact: object, sentence: str, *, as_json: bool) -> None:
    """Print one result: the fact as a JSON line, or the sentence for a person."""
    told = asdict(fact) if is_dataclass(fact) and not isinstance(fact, type) else fact
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence)
    sys.stdout.flush()


def stop_when_told() -> None:
    """End this command in good order at Ctrl+C and SIGTERM.

    A shell without a person hands on Ctrl+C as ignored to what it starts in the background.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def cli_command(command: Callable[..., bool | None]) -> Callable[..., None]:
    """Make a command answer as all do: 0 done, 1 refused or failed (in words), 2 wrong usage.

    The command returns False when something in it was refused; it raises LibraryError when it
    could not go on.
    """

    @wraps(command)
    def behind_the_door(*args: object, **told: object) -> None:
        try:
            done = command(*args, **told)
        except LibraryError as error:
            say(str(error))
            sys.exit(1)
        except OperationalError as error:
            say(str(DatabaseFailedError(error.orig)))
            sys.exit(1)
        except KeyboardInterrupt:
            say("Đã dừng.")
            sys.exit(_INTERRUPTED)
        if done is False:
            sys.exit(1)

    return behind_the_door
