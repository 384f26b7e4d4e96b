"""Commands `diachi package …`."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from sqlalchemy import Engine, select

from library.backup import item_rows, put_back
from library.backup.put_back_plan import PutBackPlan
from library.catalogue.models import Item
from library.click_vietnamese import cli_command, say, stop_on_signals
from library.database import reading
from library.errors import LibraryError
from library.installation import installation
from library.preservation.bag import check_bag, is_finished
from library.preservation.item_package import (
    MASTERS,
    ROWS,
    STORED,
    Stores,
    payload_of,
    write_package,
)
from library.settings import Settings, read_settings
from library.storage.stores import derivative_store, master_store

_UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class SeriesStep:
    """One item of a series: its bag, and the reason if it could not be written."""

    number: int
    total: int
    folder: Path
    is_new: bool = True
    problem: str = ""


def write_series(
    engine: Engine, stores: Stores, collection: str, folder: Path
) -> Iterator[SeriesStep]:
    """Write the items of a collection as bags below a folder, and yield each.

    A bag that is there already is left as it is. Each says to which series it belongs, and its
    place in it (Bag-Group-Identifier and Bag-Count of RFC 8493).
    """
    with reading(engine) as session:
        query = select(Item.id).where(Item.collection == collection)
        ids = tuple(session.scalars(query.order_by(Item.id)))
    for number, item_id in enumerate(ids, 1):
        step = SeriesStep(number, len(ids), folder / item_id)
        if is_finished(step.folder):
            yield SeriesStep(number, len(ids), step.folder, is_new=False)
            continue
        try:
            _write(engine, stores, collection, step)
        except LibraryError as error:
            step = SeriesStep(number, len(ids), step.folder, problem=str(error))
        yield step


def _write(engine: Engine, stores: Stores, collection: str, step: SeriesStep) -> None:
    unfinished_folder = step.folder.with_name(f"{step.folder.name}{_UNFINISHED}")
    shutil.rmtree(unfinished_folder, ignore_errors=True)
    series = {
        "Bag-Group-Identifier": collection,
        "Bag-Count": f"{step.number} of {step.total}",
    }
    with reading(engine) as session:
        write_package(session, step.folder.name, stores, unfinished_folder, series)
    unfinished_folder.rename(step.folder)


def preview_package(engine: Engine, folder: Path) -> PutBackPlan:
    """Return the changes that taking a package in would make; raise BadBagError."""
    check_bag(folder)
    return put_back.preview(engine, item_rows.read_file(payload_of(folder) / ROWS))


def take_in(settings: Settings, engine: Engine, folder: Path) -> PutBackPlan:
    """Store the files of a sound package, and make the item equal to that of the package.

    Raises BadBagError, or an error of the plan; files that are stored by then harm nothing.
    """
    check_bag(folder)
    payload = payload_of(folder)
    for name, store in ((MASTERS, master_store(settings)), (STORED, derivative_store(settings))):
        for file in sorted((payload / name).iterdir()):
            store.put_file(file)
    rows = item_rows.read_file(payload / ROWS)
    item_plan, _former = put_back.put_back(settings, engine, rows, f"gói {folder.name}")
    return item_plan


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
