"""Commands `diachi kit …`."""

import click

from kit.contact.cli import contact_command, enrol_command
from kit.station.cli import station


@click.group(help="Bộ kho cho xã: gói tài liệu và máy trạm.")
def kit() -> None:
    """Group the commands of the commune kit."""


kit.add_command(station)
kit.add_command(enrol_command)
kit.add_command(contact_command)
