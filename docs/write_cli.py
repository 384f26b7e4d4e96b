"""Writes docs/cli.md from the commands' help texts; run by `make docs`."""

from collections.abc import Iterator
from pathlib import Path

import click

from library.cli import main

PAGE = Path(__file__).with_name("cli.md")
_WIDTH = 100
_HEAD = """# The commands

Written by `make docs` from `--help`; a test fails when it is stale.

Exit codes: 0 done, 1 something was refused or failed (said in words), 2 wrong usage. With `--json`
standard output holds one JSON object a line and nothing else.
"""


def page() -> str:
    """Return the text of docs/cli.md."""
    with click.Context(main, info_name="diachi", max_content_width=_WIDTH) as root:
        return "\n".join((_HEAD, *_sections(root)))


def _sections(context: click.Context) -> Iterator[str]:
    command = context.command
    if not isinstance(command, click.Group):
        yield f"## {context.command_path}\n\n```\n{command.get_help(context)}\n```\n"
        return
    for name in command.list_commands(context):
        subcommand = command.get_command(context, name)
        with click.Context(
            subcommand, info_name=name, parent=context, terminal_width=_WIDTH
        ) as subcontext:
            yield from _sections(subcontext)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
