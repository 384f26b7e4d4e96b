"""The commands on what was delivered: how it is kept, and what was done to it."""

from dataclasses import asdict

import click

from library.accessions import fixity_schedule as masters
from library.accessions.fixity_check import inspect, waiting
from library.accessions.premis import premis
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading
from library.installation import installation
from library.settings import read_settings
from library.storage.models import Condition

_ALL_AT_ONCE = 1_000_000


@click.group(help="Kiểm tra tệp gốc trong kho còn nguyên như lúc nhận.")
def fixity() -> None:
    """Hold the commands on the condition of masters."""


@fixity.command(help="Kiểm tra những tệp gốc đã đến hạn và những tệp từng báo hỏng.")
@click.option("--all", "every", is_flag=True, help="Kiểm tra mọi tệp gốc, không đợi đến hạn.")
@as_json_option
@cli_command
def check(every: bool, as_json: bool) -> bool:
    """Look at masters now, and print a line for each that is damaged."""
    settings = read_settings()
    with installation(settings) as engine:
        with reading(engine) as session:
            wounded = {damage.digest for damage in masters.damages(session)}
            others = (
                masters.all_masters(session) if every else waiting(session, settings, _ALL_AT_ONCE)
            )
        digests = sorted(wounded.union(others))
        found = [condition for _, condition in inspect(settings, engine, digests)]
        with reading(engine) as session:
            damages = masters.damages(session)
    for damage in damages:
        emit(_fact(damage), damage.sentence, as_json=as_json)
    sound = found.count(Condition.SOUND)
    emit(
        {"checked": len(found), "sound": sound},
        f"Đã kiểm tra {len(found)} tệp gốc: {sound} nguyên vẹn, {len(found) - sound} hỏng.",
        as_json=as_json,
    )
    return not damages


@fixity.command(help="In tình trạng tệp gốc: đã kiểm tra đến đâu, tệp nào hỏng.")
@as_json_option
@cli_command
def report(as_json: bool) -> bool:
    """Print what is known, without looking at any file."""
    with installation(read_settings()) as engine, reading(engine) as session:
        told = masters.report(session)
    for damage in told.damages:
        emit(_fact(damage), damage.sentence, as_json=as_json)
    since = f"{told.longest_ago:%d/%m/%Y}" if told.longest_ago else "chưa có"
    emit(
        {
            "masters": told.masters,
            "unchecked": told.unchecked,
            "longest_ago": told.longest_ago and told.longest_ago.isoformat(),
            "damaged": told.damaged,
        },
        f"{told.masters} tệp gốc; {told.unchecked} tệp chưa kiểm tra lại lần nào; "
        f"lần kiểm tra cũ nhất: {since}; {told.damaged} tệp hỏng.",
        as_json=as_json,
    )
    return not told.damages


@click.group(help="Các lần nhập trong sổ.")
def accession() -> None:
    """Hold the commands on deliveries."""


@accession.command("premis", help="In lịch sử của một lần nhập dưới dạng PREMIS 3 (XML).")
@click.argument("number")
@cli_command
def premis_(number: str) -> None:
    """Print what happened to a delivery."""
    with installation(read_settings()) as engine, reading(engine) as session:
        click.echo(premis(session, number).decode())


def _fact(damage: masters.Damage) -> dict[str, str]:
    return {**asdict(damage), "found": damage.found.isoformat()}
