"""Commands on deliveries: fixity checks of masters and PREMIS histories."""

from dataclasses import asdict

import click

from library.accessions import fixity_schedule as masters
from library.accessions.fixity_check import check_masters, masters_due
from library.accessions.premis import premis
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading
from library.installation import installation
from library.settings import read_settings
from library.storage.models import Condition

_NO_LIMIT = 1_000_000


@click.group(help="Kiểm tra tệp gốc trong kho còn nguyên như lúc nhận.")
def fixity() -> None:
    """Group the commands that check the fixity of masters."""


@fixity.command(help="Kiểm tra những tệp gốc đã đến hạn và những tệp từng báo hỏng.")
@click.option("--all", "every", is_flag=True, help="Kiểm tra mọi tệp gốc, không đợi đến hạn.")
@as_json_option
@cli_command
def check(every: bool, as_json: bool) -> bool:
    """Check masters now and print a line for each damaged one."""
    settings = read_settings()
    with installation(settings) as engine:
        with reading(engine) as session:
            damaged = {damage.digest for damage in masters.damages(session)}
            due = (
                masters.all_masters(session) if every else masters_due(session, settings, _NO_LIMIT)
            )
        digests = sorted(damaged.union(due))
        results = [condition for _, condition in check_masters(settings, engine, digests)]
        with reading(engine) as session:
            damages = masters.damages(session)
    for damage in damages:
        emit(_damage_fields(damage), damage.sentence, as_json=as_json)
    sound = results.count(Condition.SOUND)
    emit(
        {"checked": len(results), "sound": sound},
        f"Đã kiểm tra {len(results)} tệp gốc: {sound} nguyên vẹn, {len(results) - sound} hỏng.",
        as_json=as_json,
    )
    return not damages


@fixity.command(help="In tình trạng tệp gốc: đã kiểm tra đến đâu, tệp nào hỏng.")
@as_json_option
@cli_command
def report(as_json: bool) -> bool:
    """Print the recorded fixity results without reading any file."""
    with installation(read_settings()) as engine, reading(engine) as session:
        summary = masters.report(session)
    for damage in summary.damages:
        emit(_damage_fields(damage), damage.sentence, as_json=as_json)
    since = f"{summary.longest_ago:%d/%m/%Y}" if summary.longest_ago else "chưa có"
    emit(
        {
            "masters": summary.masters,
            "unchecked": summary.unchecked,
            "longest_ago": summary.longest_ago and summary.longest_ago.isoformat(),
            "damaged": summary.damaged,
        },
        f"{summary.masters} tệp gốc; {summary.unchecked} tệp chưa kiểm tra lại lần nào; "
        f"lần kiểm tra cũ nhất: {since}; {summary.damaged} tệp hỏng.",
        as_json=as_json,
    )
    return not summary.damages


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


def _damage_fields(damage: masters.Damage) -> dict[str, str]:
    return {**asdict(damage), "found": damage.found.isoformat()}
