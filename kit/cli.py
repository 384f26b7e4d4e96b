"""Commands `diachi kit …` for stations and their packs."""

import click

from kit.contact.cli import contact_command, enrol_command
from kit.packs import cli as packs
from kit.station.cli import station


@click.group(help="Bộ thư viện xã: trạm không có đường truyền và các gói của nó.")
def kit() -> None:
    """Group the commands on stations and packs."""


kit.add_command(packs.plan_command)
kit.add_command(packs.make_command)
kit.add_command(station)
kit.add_command(enrol_command)
kit.add_command(contact_command)
