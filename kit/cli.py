"""Commands `diachi kit …`."""

import click

from kit.handouts.cli import phone_command, zim_command


@click.group(help="Bộ kho cho xã: gói tài liệu và máy trạm.")
def kit() -> None:
    """Group the commands of the commune kit."""


kit.add_command(zim_command)
kit.add_command(phone_command)
