"""Commands `diachi kit …`."""

import click

from kit.outbox.cli import letter, receive
from kit.station.cli import watch


@click.group(help="Bộ thư viện xã: trạm không có đường truyền và các gói của nó.")
def kit() -> None:
    """Group the commands on stations and packs."""


kit.add_command(letter)
kit.add_command(receive)
kit.add_command(watch)
