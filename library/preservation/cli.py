"""Commands `diachi package …`."""

from pathlib import Path

import click

from library.backup import put_back
from library.click_vietnamese import cli_command, say, stop_on_signals
from library.database import reading
from library.installation import installation
from library.preservation.bag import check_bag
from library.preservation.item_package import Stores, write_package
from library.preservation.package_series import write_series
from library.preservation.read_package import preview_package, take_in
from library.settings import read_settings
from library.storage.stores import derivative_store, master_store

_FOLDER = click.Path(path_type=Path)


@click.group(help="Gói bảo quản: trọn một tài liệu trong một gói BagIt, đưa về được không mất gì.")
def package() -> None:
    """Group the commands on preservation packages."""


@package.command(
    help="Ghi tài liệu thành gói, mỗi tài liệu một thư mục mang mã của nó. "
    "Cả sưu tập thì gói đã có được để yên, nên chạy lại là làm tiếp."
)
@click.argument("item_ids", nargs=-1)
@click.option("--collection", help="Mã sưu tập: ghi mọi tài liệu của nó.")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path), help="Nơi ghi.")
@cli_command
def write(item_ids: tuple[str, ...], collection: str | None, folder: Path) -> bool:
    """Write items as bags below a folder."""
    if bool(item_ids) == bool(collection):
        raise click.UsageError("Cần mã tài liệu, hoặc --collection.")
    stop_on_signals()
    settings = read_settings()
    stores = Stores(master_store(settings), derivative_store(settings), settings.library_name)
    with installation(settings) as engine:
        for item_id in item_ids:
            with reading(engine) as session:
                write_package(session, item_id, stores, folder / item_id)
            say(f"Đã ghi {folder / item_id}")
        steps = write_series(engine, stores, collection, folder) if collection else ()
        problems = 0
        for step in steps:
            outcome = "đã ghi" if step.is_new else "đã có"
            say(f"{step.number}/{step.total} {step.folder.name}: {step.problem or outcome}")
            problems += bool(step.problem)
    return problems == 0


@package.command(help="Kiểm tra gói: đủ tệp, đúng mã kiểm tra.")
@click.argument("folders", nargs=-1, required=True, type=_FOLDER)
@cli_command
def check(folders: tuple[Path, ...]) -> None:
    """Check bags."""
    for folder in folders:
        check_bag(folder)
        say(f"{folder}: nguyên vẹn")


@package.command(help="Đưa gói về thư viện đang chạy; in những gì thay đổi, thêm --yes thì làm.")
@click.argument("folder", type=_FOLDER)
@click.option("--yes", is_flag=True, help="Làm; tôi đã xem những gì thay đổi.")
@cli_command
def restore(folder: Path, yes: bool) -> bool:
    """Take a bag into the running library."""
    settings = read_settings()
    with installation(settings) as engine:
        item_plan = preview_package(engine, folder)
        for sentence in put_back.sentences(item_plan, None):
            say(sentence)
        if not item_plan.changes:
            return True
        if not yes:
            say("Chưa làm gì. Thêm --yes để đưa tài liệu về.")
            return False
        take_in(settings, engine, folder)
    say("Đã đưa tài liệu về; chỉ mục và ảnh còn thiếu được xưởng làm tiếp.")
    return True
