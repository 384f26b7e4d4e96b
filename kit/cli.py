"""Commands `diachi kit …`."""

import click

from kit.outbox.cli import letter, receive
from kit.station.cli import station


@click.group(help="Bộ kho cho xã: gói tài liệu và máy trạm.")
def kit() -> None:
    """Group the commands of the commune kit."""


kit.add_command(station)
kit.add_command(letter)
kit.add_command(receive)
