"""Command `diachi collection`: profiles as files, their history."""

from pathlib import Path

import click

from library.catalogue import profile_files, profile_versions
from library.catalogue.profile_versions import ProfileChange
from library.catalogue.profiles import profile_of
from library.click_vietnamese import cli_command, say
from library.clock import HANOI
from library.database import reading, work
from library.errors import BadProfileError
from library.installation import installation
from library.settings import read_settings

_BY = "dòng lệnh"


@click.group(help="Hồ sơ của các sưu tập: ghi ra tệp, nhập từ tệp, lịch sử.")
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
def import_(folder: Path) -> None:
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


@collection.command("history", help="In các lần đổi hồ sơ của một sưu tập, mới nhất trước.")
@click.argument("collection")
@cli_command
def history(collection: str) -> None:
    """Print the changes of a profile."""
    with installation(read_settings()) as engine, reading(engine) as session:
        changes = profile_versions.history(session, collection)
    for change in changes:
        click.echo(_sentence(change))


@collection.command("put-back", help="Dùng lại bản hồ sơ số VERSION (xem history).")
@click.argument("collection")
@click.argument("version", type=int)
@cli_command
def put_back(collection: str, version: int) -> None:
    """Save an earlier version of a profile again."""
    with installation(read_settings()) as engine, work(engine) as session:
        file = profile_versions.earlier(session, collection, version)
        is_changed = profile_versions.store(session, collection, file, _BY)
    say("Đã lấy lại." if is_changed else "Hồ sơ đang dùng đã như thế.")


@collection.command("remove", help="Gỡ một sưu tập không còn tài liệu nào; lịch sử hồ sơ vẫn giữ.")
@click.argument("collection")
@cli_command
def remove(collection: str) -> None:
    """Remove an empty collection."""
    with installation(read_settings()) as engine, work(engine) as session:
        profile_versions.remove(session, collection, _BY)
    say(f"Đã gỡ sưu tập {collection}.")


def _sentence(change: ProfileChange) -> str:
    moment = change.saved.astimezone(HANOI)
    state = " (đã gỡ)" if change.is_removal else " (đang dùng)" if change.is_current else ""
    lines = [f"{change.id}  {moment:%H:%M %d/%m/%Y}  {change.saved_by}{state}"]
    lines += [f"  - {line}" for line in change.removed]
    return "\n".join(lines + [f"  + {line}" for line in change.added])
