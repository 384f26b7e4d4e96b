"""No command opens a database that is newer than the code."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from library.cli import main
from library.database import work
from tests.makers import make_environment

_WITHOUT_DATABASE = {
    *("backup init", "backup list", "backup unlock", "restore"),
    *("alert test", "alert unit"),
    *("agent key", "agent publish", "agent show", "package check", "setup", "kit program"),
}
"""Commands that must work without a database: they concern files, or send a message."""

_REPORTS_IT_OTHERWISE = {"downgrade"}
"""The way out of it: it looks for a copy made before an upgrade to this version."""

_ARGUMENTS = {
    "collection": "dia-chi",
    "week": "",
    "period": "2026-01",
    "first": "2026-01",
    "last": "2026-01",
}
"""Arguments of commands that are examined before the database is opened; `1` for all others."""

_ALSO_TYPED = {"package write": "item_ids"}
"""Parameters that are optional by themselves, where one of two must be typed."""


def _commands(group: click.Group, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        else:
            yield (*words, name)


def _parameters(words: tuple[str, ...]) -> list[click.Parameter]:
    """Return the parameters that must be typed, and the option that answers a question."""
    command = main
    for word in words:
        command = command.get_command(click.Context(command), word)
    return [
        parameter
        for parameter in command.params
        if parameter.required or parameter.name in ("yes", _ALSO_TYPED.get(" ".join(words)))
    ]


def _typed(parameter: click.Parameter, file: str) -> str:
    if isinstance(parameter.type, click.Choice):
        return str(parameter.type.choices[0])
    if isinstance(parameter.type, click.DateTime):
        return "2026-01" if "%Y-%m" in parameter.type.formats else "2026-01-02"
    if isinstance(parameter.type, click.Path) and not parameter.type.file_okay:
        return str(Path(file).parent)
    if isinstance(parameter.type, click.Path | click.File):
        return file
    return _ARGUMENTS.get(parameter.name, "1")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, id=" ".join(words))
        for words in _commands(main)
        if " ".join(words) not in _WITHOUT_DATABASE | _REPORTS_IT_OTHERWISE
    ],
)
def test_a_newer_database_is_refused(newer_library, words):
    settings, file = newer_library
    line = list(words)
    for parameter in _parameters(words):
        is_flag = isinstance(parameter, click.Option) and parameter.is_flag
        typed = [] if is_flag else [_typed(parameter, file)] * max(parameter.nargs, 1)
        line += [parameter.opts[0], *typed] if isinstance(parameter, click.Option) else typed
    answer = CliRunner(env=make_environment(settings.home)).invoke(main, line)
    assert answer.exit_code == 1, answer.output
    assert "mới hơn phần mềm này" in answer.output


@pytest.fixture
def newer_library(settings, engine, tmp_path):
    """The settings of a library whose database is newer than the code, and a file."""
    with work(engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    file = tmp_path / "tệp.jsonl"
    file.write_text('{"id": "1", "title": "Một", "text": "Hai"}\n')
    return settings, str(file)
