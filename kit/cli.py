"""Commands `diachi kit …` for stations and their packs."""

import click

from kit.contact.cli import contact_command, enrol_command
from kit.outbox.cli import letter, receive
from kit.packs.cli import make_command, plan_command
from kit.phone.cli import phone_command
from kit.program.cli import program
from kit.station.cli import take, watch


@click.group(help="Bộ thư viện xã: trạm không có đường truyền và các gói của nó.")
def kit() -> None:
    """Group the commands on stations and packs."""


for _command in (
    *(plan_command, make_command, enrol_command, contact_command),
    *(program, watch, take, letter, receive, phone_command),
):
    kit.add_command(_command)
