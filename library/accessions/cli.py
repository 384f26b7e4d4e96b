"""Commands on deliveries: PREMIS histories."""

import click

from library.accessions.premis import premis
from library.click_vietnamese import cli_command
from library.database import reading
from library.installation import installation
from library.settings import read_settings


@click.group(help="Các lần nhập trong sổ.")
def accession() -> None:
    """Group the commands on deliveries."""


@accession.command("premis", help="In lịch sử của một lần nhập dưới dạng PREMIS 3 (XML).")
@click.argument("number")
@cli_command
def premis_(number: str) -> None:
    """Print the history of a delivery as PREMIS 3 XML."""
    with installation(read_settings()) as engine, reading(engine) as session:
        click.echo(premis(session, number).decode())
