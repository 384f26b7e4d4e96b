"""Command `diachi kit program`."""

from pathlib import Path

import click

from kit.program.make_program import PYTHONS, make_program
from kit.program.offers import make_offers
from library.click_vietnamese import cli_command, say
from library.settings import read_settings


@click.command(
    help="Chép bản chương trình đang chạy, đã ký, và bộ cài trạm vào USB hay thư mục. Không ghi "
    "THƯ-MỤC: để sẵn cho các trạm nhận qua đường truyền."
)
@click.argument(
    "folder",
    metavar="[THƯ-MỤC]",
    required=False,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
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
def program(folder: Path | None, pythons: tuple[str, ...]) -> None:
    """Make a program for stations: on a stick, or for their lines."""
    say("Tải thư viện Python, mất vài phút…")
    settings, versions = read_settings(), tuple(sorted(set(pythons)))
    targets = [make_program(settings, folder, versions)] if folder else None
    for target in targets or make_offers(settings, versions):
        say(f"Đã xong: {target}")
    if folder is None:
        say("Trạm nào có đường truyền sẽ nhận ở lần gọi về tới, trong giờ của nó.")
