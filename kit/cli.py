"""Commands `diachi kit …`: packs for stations, and the work of a station."""

import click

from kit.station.cli import watch


@click.group(help="Bộ kho cho xã: gói tài liệu và máy trạm.")
def kit() -> None:
    """Group the commands of the commune kit."""


kit.add_command(watch)
