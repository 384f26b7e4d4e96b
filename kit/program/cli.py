"""Command `diachi kit program`."""

from pathlib import Path

import click

from kit.program.make_program import PYTHONS, make_program
from library.click_vietnamese import cli_command, say
from library.settings import read_settings


@click.command(help="Chép bản chương trình đang chạy, đã ký, và bộ cài trạm vào USB hay thư mục.")
@click.argument(
    "folder", metavar="THƯ-MỤC", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--python",
    "pythons",
    multiple=True,
    type=click.Choice(PYTHONS),
    default=PYTHONS,
    show_default=True,
    help="Phiên bản Python của các trạm: 3.11 là Debian 12, 3.13 là Debian 13.",
)
@cli_command
def program(folder: Path, pythons: tuple[str, ...]) -> None:
    """Make a program for stations."""
    say("Tải thư viện Python, mất vài phút…")
    target = make_program(read_settings(), folder, tuple(sorted(set(pythons))))
    say(f"Đã xong: {target}")
