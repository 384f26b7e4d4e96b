"""Commands `diachi kit …`."""

import click

from kit.program.cli import program


@click.group(help="Bộ kho cho xã: gói tài liệu và máy trạm.")
def kit() -> None:
    """Group the commands of the commune kit."""


kit.add_command(program)
