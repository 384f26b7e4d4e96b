"""The command `diachi`: general commands, and those added by entry points."""

import os
from pathlib import Path

import click
from sqlalchemy import Engine

from library import extensions
from library.accessions.cli import accession
from library.backup.cli import backup, restore_
from library.catalogue.cli import collection
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import Profile, profile_of
from library.catalogue.queries import item_record, page_details, page_texts
from library.click_vietnamese import as_json_option, cli_command, emit
from library.database import reading, work
from library.doctor import run_checks
from library.errors import DatabaseOlderError, LibraryError
from library.exchange import json_lines
from library.fixity.cli import fixity
from library.hotfolder.folder import prepare
from library.installation import installation, needs_of_other_machines, set_up
from library.monitoring.cli import alert
from library.monitoring.conditions import state_of
from library.preservation.cli import package
from library.process.file_modes import UMASK, require_private_settings
from library.process.logs import log_command
from library.settings import read_settings, usable_settings
from library.stories.cli import story
from library.upgrades.cli import downgrade, upgrade

_GROUP = "diachi.commands"
_BY = "dòng lệnh"
_REPORTING_COMMANDS = ("doctor", "alert")
"""Commands that report faults of the settings, and so work in spite of them."""


class _MainGroup(click.Group):
    """Main command group, extended by the entry points of `diachi.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *extensions.entries(_GROUP)})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        own = super().get_command(ctx, name)
        if own is not None or name not in extensions.entries(_GROUP):
            return own
        return extensions.load(_GROUP, name)


@click.group(cls=_MainGroup, help="Địa Chí: thư viện số tài liệu địa phương.")
@click.pass_context
@cli_command
def main(context: click.Context) -> None:
    """Group all commands; what they write is private, and so must be the secrets they use."""
    os.umask(UMASK)
    settings, _ = usable_settings()
    log_command(settings)
    if context.invoked_subcommand not in _REPORTING_COMMANDS:
        require_private_settings(settings)


main.add_command(story)
main.add_command(accession)
main.add_command(collection)
main.add_command(fixity)
main.add_command(backup)
main.add_command(restore_)
main.add_command(package)
main.add_command(alert)
main.add_command(upgrade)
main.add_command(downgrade)


@main.command(
    help="Tạo thư mục, cơ sở dữ liệu và kiểm tra các sưu tập; chạy lại nhiều lần được. "
    "Cơ sở dữ liệu cũ hơn phần mềm thì nâng cấp như diachi upgrade."
)
@click.pass_context
@cli_command
def init(ctx: click.Context) -> None:
    """Set up an installation; upgrade an older one."""
    settings = read_settings()
    try:
        set_up(settings).dispose()
    except DatabaseOlderError:
        ctx.invoke(upgrade)
    with installation(settings) as engine:
        other_machines_need = needs_of_other_machines(settings, engine)
        profiles = usable_profiles(engine)
    if settings.watch:
        prepare(settings.watch, {slug: profile.title for slug, profile in profiles.items()})
    emit(None, f"Đã sẵn sàng: {settings.home} ({len(profiles)} sưu tập).", as_json=False)
    for line in other_machines_need:
        click.echo(line)


@main.command(help="Kiểm tra chương trình, ngôn ngữ, phông chữ, đĩa, cơ sở dữ liệu, chỉ mục.")
@as_json_option
@cli_command
def doctor(as_json: bool) -> bool:
    """Print one line per check: in order ✓, not set –, broken ✗, which alone fails the command."""
    well = True
    for check in run_checks():
        well = well and check.ok
        emit(check, f"{state_of(check)} {check.name}: {check.advice}", as_json=as_json)
    return well


@main.command(help="In văn bản đã nhận dạng của một tài liệu; các trang cách nhau bằng form feed.")
@click.argument("item")
@click.option("--page", type=click.IntRange(min=1), help="Chỉ in trang này.")
@cli_command
def text(item: str, page: int | None) -> None:
    """Print the recognised text of an item."""
    with installation(read_settings()) as engine, reading(engine) as session:
        record = item_record(session, item)
        if page is not None:
            click.echo(page_details(session, item, page).text)
            return
        texts = page_texts(session, item)
    numbers = range(1, record.page_count + 1)
    click.echo("\f".join(texts.get(number, "") for number in numbers))


@main.group(help="Biểu ghi thư mục.")
def catalogue() -> None:
    """Group the catalogue commands."""


@catalogue.command("import", help="Nhập văn bản kèm siêu dữ liệu từ tệp JSON lines.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--collection", required=True, help="Mã sưu tập.")
@click.option("--publish", is_flag=True, help="Công bố ngay.")
@as_json_option
@cli_command
def import_(file: Path, collection: str, publish: bool, as_json: bool) -> bool:
    """Import the records of a JSON lines file, one transaction per record."""
    settings = read_settings()
    well = True
    with installation(settings) as engine:
        profile = profile_of(usable_profiles(engine), collection)
        for number, line in json_lines.read_lines(file):
            outcome = _import_line(engine, file, number, line, profile, publish=publish)
            well = well and outcome.status != "refused"
            emit(outcome, _sentence(outcome), as_json=as_json)
    return well


def _import_line(
    engine: Engine, file: Path, number: int, line: bytes, profile: Profile, *, publish: bool
) -> json_lines.ImportOutcome:
    try:
        record = json_lines.read_record(number, line)
        with work(engine) as session:
            return json_lines.import_record(session, record, profile, publish=publish, by=_BY)
    except LibraryError as error:
        where = f"{file.name}:{number}"
        return json_lines.ImportOutcome(where, "refused", None, message=str(error))


def _sentence(outcome: json_lines.ImportOutcome) -> str:
    status = {"done": "xong", "duplicate": "trùng", "refused": "từ chối"}[outcome.status]
    detail = outcome.message or f"{outcome.item}, {outcome.pages} trang"
    return f"{outcome.source}: {status} — {detail}"
