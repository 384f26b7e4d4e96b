"""Commands `diachi kit letter` and `diachi kit receive`: the way back by stick."""

from pathlib import Path

import click

from kit.outbox.stick_letters import FOLDER, LETTERS, FileOutcome, put_letters, take_letters
from kit.station.station_identity import read_identity
from kit.station.sticks import write_state
from library.click_vietnamese import cli_command, say
from library.installation import installation
from library.settings import read_settings

_FOLDER = click.argument(
    "folder",
    metavar="THƯ-MỤC",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
)


@click.command(help="Ở trạm: ghi thư (số liệu, lời báo) lên USB gắn ở THƯ-MỤC.")
@_FOLDER
@cli_command
def letter(folder: Path) -> None:
    """Write everything that is owed on a stick."""
    settings = read_settings()
    with installation(settings) as engine:
        letters = put_letters(settings, engine, folder)
        identity = read_identity(settings)
        write_state(settings, engine, identity, folder / FOLDER / identity.station / LETTERS)
    if not letters.entries:
        say(f"Không còn mục nào phải gửi: thư viện tỉnh đã nhận đủ đến mục {letters.last}.")
        return
    say(
        f"Đã ghi {letters.files} thư, {letters.entries} mục ({-(-letters.bytes // 1000)} KB). "
        "Rút USB rồi mang về thư viện tỉnh."
    )


@click.command(help="Ở tỉnh: nhận thư của các trạm từ USB ở THƯ-MỤC, ghi giấy báo nhận lên đó.")
@_FOLDER
@cli_command
def receive(folder: Path) -> None:
    """Take in the letters on a stick, one line each."""
    settings = read_settings()
    failures = 0
    with installation(settings) as engine:
        for outcome in take_letters(settings, engine, folder):
            failures += outcome.receipt is None
            say("\n".join(_sentences(outcome)))
    if failures:
        raise click.exceptions.Exit(1)
    say("Giấy báo nhận đã ở trên USB. Hãy mang USB về trạm để trạm biết tỉnh đã nhận.")


def _sentences(outcome: FileOutcome) -> list[str]:
    receipt, name = outcome.receipt, outcome.file.name.encode(errors="replace").decode()
    if receipt is None:
        return [f"{name}: không nhận. {outcome.reason}"]
    lines = [
        f"{name}: trạm {receipt.station}, {receipt.new} mục mới; nay đã có đến mục {receipt.taken}."
    ]
    return lines + [f"  Mục {number} không lấy được: {text}" for number, _, text in receipt.refused]
