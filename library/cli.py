"""The command `diachi`: general commands, and those added by entry points."""

import os
import time
import tomllib
from contextlib import suppress
from pathlib import Path

import click
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library import clock, extensions
from library.backup.cli import backup, restore_
from library.catalogue import profile_files, profile_versions
from library.catalogue.profile_cache import usable_profiles
from library.catalogue.profiles import Profile, profile_of
from library.catalogue.queries import item_record, page_details, page_texts
from library.click_vietnamese import as_json_option, cli_command, emit, say
from library.database import reading, work
from library.doctor import run_checks
from library.errors import BadProfileError, DatabaseOlderError, LibraryError
from library.exchange import json_lines
from library.fixity.cli import fixity
from library.hotfolder.folder import prepare
from library.installation import installation, needs_of_other_machines, set_up
from library.monitoring import alert_channels
from library.monitoring.alerts import AlertState, Occasion
from library.monitoring.conditions import state_of
from library.preservation.cli import package
from library.process.file_modes import UMASK, require_private_settings
from library.process.logs import log_command
from library.settings import read_settings, usable_settings
from library.stories import edit_stories
from library.stories.edit_stories import PartDetails, StoryDetails
from library.stories.models import Story, StoryKind
from library.stories.story_records import BadStoryFileError
from library.upgrades.cli import downgrade, upgrade


@click.group(help="Hồ sơ của các sưu tập: ghi ra tệp, nhập từ tệp.")
def collection() -> None:
    """Group the commands on collections."""


@collection.command(
    "export", help="Ghi hồ sơ ra FOLDER, mỗi sưu tập một thư mục; COLLECTION để ghi một."
)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("collection", required=False)
@cli_command
def export(folder: Path, collection: str | None) -> None:
    """Write the profiles to files."""
    with installation(read_settings()) as engine, reading(engine) as session:
        rows = profile_versions.current(session)
    for slug in [collection] if collection else rows:
        profile_files.write_folder(folder, slug, profile_of(rows, slug).file)
        say(str(folder / slug))


@collection.command(
    "import",
    help="Nhập hồ sơ từ FOLDER (một sưu tập, hay thư mục của nhiều sưu tập): hồ sơ nào khác thì "
    "lưu thành bản mới. Một tệp có lỗi thì không nhập gì.",
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@cli_command
def import_collections(folder: Path) -> None:
    """Save the profiles of a folder, all or none."""
    with installation(read_settings()) as engine, work(engine) as session:
        files = profile_files.read_folder(folder)
        if not files:
            raise BadProfileError(folder.name, "không có tệp này")
        stored = {
            slug: profile_versions.store(session, slug, file, _BY) for slug, file in files.items()
        }
    for slug, is_changed in stored.items():
        say(f"{slug}: {'đã lưu' if is_changed else 'không đổi'}")


@collection.command("remove", help="Gỡ một sưu tập không còn tài liệu nào; lịch sử hồ sơ vẫn giữ.")
@click.argument("collection")
@cli_command
def remove(collection: str) -> None:
    """Remove an empty collection."""
    with installation(read_settings()) as engine, work(engine) as session:
        profile_versions.remove(session, collection, _BY)
    say(f"Đã gỡ sưu tập {collection}.")


_NO_CHANNEL = (
    "Chưa đặt nơi nhận cảnh báo: đặt DIACHI_MAIL_SERVER và DIACHI_ALERT_MAIL_TO, "
    "hoặc DIACHI_ALERT_WEBHOOK."
)

_QUIET_SECONDS = 600.0
"""Time after a message about a service in which there is no second one."""


@click.group(help="Cảnh báo gửi cho người vận hành.")
def alert() -> None:
    """Group the commands on alerts."""


@alert.command(help="Gửi thử một cảnh báo qua mọi nơi nhận.")
@cli_command
def test() -> bool:
    """Send a test through all channels."""
    _, failure_count = _send("test", "gửi thử", "Đây là cảnh báo thử. Không có gì hỏng.")
    return failure_count == 0


@alert.command(help="Báo rằng một dịch vụ đã dừng vì lỗi; systemd gọi lệnh này (OnFailure).")
@click.argument("name")
@cli_command
def unit(name: str) -> bool:
    """Report a failed service, once in ten minutes; the database is not needed."""
    mark = usable_settings()[0].home / f"{name}.reported"
    if _was_reported_lately(mark):
        return True
    sentence = f"{name} đã dừng vì lỗi. Xem: systemctl status {name}; journalctl -u {name} -n 50"
    success_count, failure_count = _send("unit", "dịch vụ", sentence)
    if success_count:
        with suppress(OSError):  # a full disk may be why the service failed
            mark.touch()
    return failure_count == 0


def _was_reported_lately(mark: Path) -> bool:
    """Return True if this file was touched lately: a service may fail repeatedly."""
    try:
        age = time.time() - mark.stat().st_mtime
    except OSError:
        return False
    return 0 <= age < _QUIET_SECONDS


def _send(code: str, name: str, sentence: str) -> tuple[int, int]:
    """Send a message through all channels, print each result; return how many worked and failed.

    An invalid setting, which may be why a service failed, stops no message.
    """
    settings, now = usable_settings()[0], clock.now()
    channels = alert_channels.configured(settings)
    if not channels:
        emit(None, _NO_CHANNEL, as_json=False)
        return 0, 1
    messages = ((AlertState(code, name, sentence, now), Occasion.OPENED),)
    failures = [alert_channels.send(settings, channel, messages, now) for channel in channels]
    for channel, failure in zip(channels, failures, strict=True):
        emit(None, f"{channel}: {failure or 'đã gửi'}", as_json=False)
    failure_count = len(list(filter(None, failures)))
    return len(channels) - failure_count, failure_count


def import_file(session: Session, path: Path, by: str, *, publish: bool) -> Story | None:
    """Add the story of a file; None if this file was imported before."""
    if session.scalar(select(Story.id).where(Story.source_id == path.stem)) is not None:
        return None
    story = edit_stories.enter(session, read_story(path), by)
    story.source_id = path.stem
    if publish:
        edit_stories.publish(session, story, by)
    return story


def read_story(path: Path) -> StoryDetails:
    """Return the story in a TOML file; raise BadStoryFileError."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return StoryDetails(
            kind=StoryKind(table.get("kind", StoryKind.STORY)),
            title=table["title"],
            lead=table.get("lead", ""),
            school_class=table.get("school_class", ""),
            theme=table.get("theme", ""),
            sheet=table.get("sheet", ""),
            parts=tuple(_part(part) for part in table.get("parts", ())),
        )
    except KeyError as error:
        raise BadStoryFileError(path.name, f"thiếu mục {error}") from error
    except (ValueError, AttributeError, TypeError, OSError) as error:
        raise BadStoryFileError(path.name, "không phải TOML hợp lệ") from error


def _part(part: dict[str, str]) -> PartDetails:
    return PartDetails(part.get("text", ""), part.get("document", ""), part.get("caption", ""))


@click.group(help="Chuyện kể từ tài liệu và bài học.")
def story() -> None:
    """Group the commands on stories."""


@story.command("import", help="Nhập các bài viết trong tệp TOML; tệp đã nhập thì bỏ qua.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--publish", is_flag=True, help="Đăng ngay cho bạn đọc.")
@as_json_option
@cli_command
def import_stories(files: tuple[Path, ...], publish: bool, as_json: bool) -> None:
    """Import one story per file."""
    with installation(read_settings()) as engine:
        for path in files:
            with work(engine) as session:
                new_story = import_file(session, path, _BY, publish=publish)
                number = new_story and new_story.id
            outcome = "đã nhập" if number else "đã có từ trước"
            emit({"file": path.name, "story": number}, f"{path.name}: {outcome}", as_json=as_json)


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
