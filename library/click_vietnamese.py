"""Output of commands: JSON lines or sentences on standard output, messages on standard error."""

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import wraps
from threading import Timer, main_thread

import click
from click import core, decorators, exceptions, formatting, parser, termui, types
from sqlalchemy.exc import OperationalError

from library.errors import DatabaseFailedError, LibraryError

_TRANSLATIONS = {
    "Usage:": "Cách dùng:",
    "Options": "Tùy chọn",
    "Commands": "Các lệnh",
    "Show this message and exit.": "In lời hướng dẫn này.",
    "default: {default}": "mặc định: {default}",
    "required": "bắt buộc",
    "Aborted!": "Đã dừng.",
    "Error: {message}": "Lỗi: {message}",
    "Error: The two entered values do not match.": "Hai lần gõ khác nhau. Hãy gõ lại.",
    "Try '{command} {option}' for help.": "Xem cách dùng: {command} {option}",
    "Missing argument": "Thiếu",
    "Missing option": "Thiếu tùy chọn",
    "Missing command.": "Thiếu tên lệnh.",
    "Choose from:\n\t{choices}": "Chọn một trong:\n\t{choices}",
    "No such option {name!r}.": "Không có tùy chọn {name!r}.",
    "No such option: {name}": "Không có tùy chọn {name!r}.",
    "No such command {name!r}.": "Không có lệnh {name!r}.",
    "Did you mean {possibility}?": "Có phải ý bạn là {possibility}?",
    "(Did you mean one of: {possibilities}?)": "(Có phải ý bạn là: {possibilities}?)",
    "(Possible options: {possibilities})": "(Có phải ý bạn là: {possibilities}?)",
    "Invalid value: {message}": "Giá trị không hợp lệ: {message}",
    "Invalid value for {param_hint}: {message}": "Giá trị của {param_hint} không hợp lệ: {message}",
    "Option {name!r} does not take a value.": "Tùy chọn {name!r} không nhận giá trị.",
    "Option {name!r} requires an argument.": "Tùy chọn {name!r} cần một giá trị.",
    "Got unexpected extra argument ({args})": "Thừa tham số: {args}",
    "Got unexpected extra arguments ({args})": "Thừa tham số: {args}",
    "{value!r} is not {choice}.": "{value!r} không phải là {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} không thuộc các giá trị {choices}.",
    "{value!r} is not a valid {number_type}.": "{value!r} không phải là số nguyên.",
    "{value} is not in the range {range}.": "{value} không nằm trong khoảng {range}.",
    "file": "tệp",
    "File": "tệp",
    "{name} {filename!r} does not exist.": "không có {name} {filename!r}.",
    "{name} {filename!r} is a directory.": "{filename!r} là thư mục.",
    "{name} {filename!r} is not readable.": "không đọc được {name} {filename!r}.",
}
"""Translations of the messages of click 8."""


def _translate(message: str) -> str:
    return _TRANSLATIONS.get(message, message)


def _translate_plural(singular: str, plural: str, count: int) -> str:
    return _translate(singular if count == 1 else plural)


def _first_sentence(command: click.Command, _limit: int = 0) -> str:
    """Return the sentence of a command in a list, whole: the list wraps its lines."""
    sentence, stop, _ = (command.short_help or command.help or "").partition(". ")
    return sentence + stop.strip()


def speak_vietnamese() -> None:
    """Replace click's gettext functions by our translations, and let lists keep whole sentences."""
    click.Command.get_short_help_str = _first_sentence
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        module._ = _translate
        module.ngettext = _translate_plural


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
